"""The loop that wakes handlers up once their time has come by the service's own clock."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

from kernel.adapters.applier import QUICK_ATTEMPTS
from kernel.adapters.bugs import bug_report, reason_code
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.metrics import CONFLICTS, HANDLER_SECONDS, TIMERS_FIRED
from kernel.adapters.pace import Backoff
from kernel.adapters.reactions import handler_name
from kernel.adapters.timers import delete_timers, postpone_timers, take_due
from kernel.adapters.unit_of_work import StoredUnitOfWork, UnitsOfWork
from kernel.application.envelope import system_context
from kernel.application.ports import Timer
from kernel.domain.errors import Conflict, Refusal, Unavailable

log = logging.getLogger(__name__)

BATCH = 50


class TimerLoop:
    """
    Fires due timers in batches, each timer once whatever number of workers there is.

    :param ready: tells whether the service has heard all news: an order must not expire because
        this process has not yet read that it was confirmed
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        units: UnitsOfWork[Any],
        *,
        ready: Callable[[], bool],
        poll_s: float = 0.5,
    ) -> None:
        self._definition = definition
        self._units = units
        self._ready = ready
        self._poll_s = poll_s

    def run(self, stop: Event) -> None:
        """Fire whatever falls due, until told to stop."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                fired = self.fire_due() if self._ready() else 0
            except Unavailable as error:
                log.warning("timers.waiting", extra={"code": error.own_code})
                stop.wait(backoff.next_s())
                continue
            backoff.reset()
            # What has fired may have set the next step of something long.
            if not fired:
                stop.wait(self._poll_s)

    def fire_due(self) -> int:
        """
        Fire up to `BATCH` due timers, and return how many have fired.

        :raises Unavailable: the database, or what a handler asked, is away
        """
        taken: list[Timer] = []
        try:
            return self._fire(BATCH, taken)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one timer's failure is not its neighbours'
            log.info("timers.split", extra={"size": len(taken), "code": reason_code(error)})
        return sum(self._fire_alone(timer) for timer in taken)

    def _fire(self, limit: int, taken: list[Timer], *, only: str | None = None) -> int:
        started = time.perf_counter()
        with self._units.begin() as work:
            taken += take_due(work.connection, work.now, limit, only=only)
            known = [timer for timer in taken if timer.kind in self._definition.timers]
            self._postpone_unknown(work, [timer for timer in taken if timer not in known])
            if known:
                self._handle(work, known)
        for timer in known:
            TIMERS_FIRED.labels(service=self._definition.name, kind=timer.kind).inc()
        if known:
            HANDLER_SECONDS.labels(service=self._definition.name, what="timers").observe(
                time.perf_counter() - started
            )
        return len(known)

    def _handle(self, work: StoredUnitOfWork, fired: Sequence[Timer]) -> None:
        delete_timers(work.connection, fired)
        ports = self._definition.ports(work.connection)
        handlers = self._definition.timers
        work.preload(need for timer in fired for need in handlers[timer.kind].needs(timer))
        for timer in fired:
            handle = handlers[timer.kind].handle
            with work.scope(system_context(handler_name(handle))):
                handle(timer, work=work, ports=ports)

    def _postpone_unknown(self, work: StoredUnitOfWork, unknown: Sequence[Timer]) -> None:
        for timer in unknown:
            log.warning(
                "timer.unknown", extra={"timer_id": timer.timer_id, "timer_kind": timer.kind}
            )
        if unknown:
            postpone_timers(work.connection, unknown, work.now)

    def _fire_alone(self, timer: Timer) -> int:
        try:
            return self._insist(timer)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the timer must come again
            self._note_failure(timer, error)
            return 0

    def _insist(self, timer: Timer) -> int:
        for attempt in range(1, QUICK_ATTEMPTS + 1):
            try:
                return self._fire(1, [], only=timer.timer_id)
            except Conflict:
                CONFLICTS.labels(service=self._definition.name).inc()
                if attempt == QUICK_ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.005 * attempt))  # noqa: S311 - spreads attempts
        raise AssertionError("unreachable")

    def _note_failure(self, timer: Timer, error: Exception) -> None:
        fields = {
            "timer_id": timer.timer_id,
            "timer_kind": timer.kind,
            "code": reason_code(error),
        }
        if isinstance(error, Refusal | Conflict):
            log.warning("timer.refused", extra=fields)
        else:
            log.error("timer.failed", extra={**fields, **bug_report(error)})
        with self._units.database.transaction() as connection:
            postpone_timers(connection, [timer], self._units.clock.now())
