"""One run of foreign events in one transaction, smaller and smaller until the one that fails."""

import logging
import random
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kernel.adapters import parked
from kernel.adapters.bugs import bug_report, reason_code
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import EventMalformed, UnknownEventType
from kernel.adapters.definition import ServiceDefinition, Subscription
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.metrics import CONFLICTS, HANDLER_SECONDS
from kernel.adapters.reactions import Reactions
from kernel.adapters.unit_of_work import StoredUnitOfWork, UnitsOfWork
from kernel.domain.errors import Conflict, Refusal, Unavailable

log = logging.getLogger(__name__)

QUICK_ATTEMPTS = 3
CONFLICTS_MAX = 20


class TryAgain(Unavailable):
    """An event failed, and may do better in a moment: what it needs may be on its way."""

    code = "try_again"


class Applier:
    """
    Applies what a consumer takes from one producer.

    A run that fails is halved until the event that fails stands alone; all others are applied. The
    one is tried `attempts_max` times, counted in the database, and then parked with its stream. A
    refusal is tried as often as a bug, since the fact it asks for may still be on its way from
    another producer. Only what cannot be read is parked at once.
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        subscription: Subscription,
        units: UnitsOfWork[Any],
        *,
        attempts_max: int = 5,
    ) -> None:
        self.guard = GuardRow(consumer=definition.name, producer=subscription.producer)
        self._labels = {"consumer": definition.name, "producer": subscription.producer}
        self._service = definition.name
        self._what = f"when_{subscription.producer}"
        self._units = units
        self._reactions = Reactions(definition, subscription)
        self._attempts_max = attempts_max
        self._conflict_at = self._conflicts = 0
        self._refusals_left = True

    def position(self) -> int:
        with self._units.database.reading() as connection:
            return self.guard.position(connection)

    def note_caught_up(self, head: int, asked_at: datetime) -> None:
        with self._units.database.transaction() as connection:
            self.guard.note_caught_up(connection, head, asked_at)

    def apply(self, run: Sequence[Incoming]) -> int:
        """
        Apply consecutive events, and return where the consumer then stands.

        :raises TryAgain: one event failed, those before it are applied
        :raises Conflict: somebody else wrote to the same streams at the same time
        :raises Unavailable: the database, or what a policy asked, is away
        """
        try:
            return self._insist(run)
        except Unavailable:
            raise
        except Conflict as error:
            return self._halve(run) if len(run) > 1 else self._yield(run[0], error)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises must not stop the rest
            return self._halve(run) if len(run) > 1 else self._refuse(run[0], error)

    def _insist(self, run: Sequence[Incoming]) -> int:
        for attempt in range(1, QUICK_ATTEMPTS + 1):
            try:
                return self._commit(run)
            except Conflict:
                CONFLICTS.labels(service=self._service).inc()
                if attempt == QUICK_ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.005 * attempt))  # noqa: S311 - spreads attempts
        raise AssertionError("unreachable")

    def _halve(self, run: Sequence[Incoming]) -> int:
        middle = len(run) // 2
        self.apply(run[:middle])
        return self.apply(run[middle:])

    def _commit(self, run: Sequence[Incoming]) -> int:
        started = time.perf_counter()
        with self._units.begin() as work:
            held = self.guard.hold(work.connection)
            position = held.position
            fresh = [one for one in run if one.position > position]
            if not fresh or fresh[0].position != position + 1:
                return position
            self._react(work, fresh, clear=held.clear)
            position = fresh[-1].position
            self._move(work, position)
        self._refusals_left = False
        HANDLER_SECONDS.labels(service=self._service, what=self._what).observe(
            time.perf_counter() - started
        )
        return position

    def _react(
        self, work: StoredUnitOfWork, fresh: Sequence[Incoming], *, clear: bool = False
    ) -> None:
        wanted = [one for one in fresh if self._reactions.wants(one)]
        if wanted:
            self._reactions.react(work, wanted if clear else self._passable(work, wanted))

    def _passable(self, work: StoredUnitOfWork, wanted: Sequence[Incoming]) -> list[Incoming]:
        """Set aside what only waits behind another of its stream, and return the others."""
        streams = {one.stream_id for one in wanted}
        blocked = parked.blocked_streams(work.connection, self.guard, sorted(streams))
        behind = [one for one in wanted if one.stream_id in blocked]
        parked.park(
            work.connection,
            self.guard,
            behind,
            reason_code=parked.BEHIND,
            attempts=0,
            at=work.now,
        )
        return [one for one in wanted if one.stream_id not in blocked]

    def _move(self, work: StoredUnitOfWork, position: int) -> None:
        self.guard.move(work.connection, position)
        if self._refusals_left:
            self.guard.forget_refusals(work.connection, position)

    def _yield(self, incoming: Incoming, error: Conflict) -> int:
        # Whoever wrote first is soon done. Only a rule of the database that this event can never
        # satisfy looks like a conflict for ever.
        if incoming.position != self._conflict_at:
            self._conflict_at, self._conflicts = incoming.position, 0
        self._conflicts += 1
        if self._conflicts <= CONFLICTS_MAX:
            raise error
        return self._refuse(incoming, error)

    def _refuse(self, incoming: Incoming, error: Exception) -> int:
        self._refusals_left = True
        with self._units.database.transaction() as connection:
            attempts = self.guard.count_refusal(connection, incoming.position)
        unreadable = isinstance(error, UnknownEventType | EventMalformed)
        fields = {
            **self._labels,
            "position": incoming.position,
            "correlation_id": incoming.correlation_id,
            "type": incoming.type,
            "attempts": attempts,
            "code": reason_code(error),
        }
        if isinstance(error, Refusal | Conflict):
            log.warning("event.refused", extra=fields)
        else:
            log.error("event.failed", extra={**fields, **bug_report(error)})
        if attempts < self._attempts_max and not unreadable:
            raise TryAgain("an event failed", code=reason_code(error))
        return self._park(incoming, reason_code(error), attempts)

    def _park(self, incoming: Incoming, code: str, attempts: int) -> int:
        with self._units.begin() as work:
            position = self.guard.lock(work.connection)
            if incoming.position != position + 1:
                return position
            parked.park(
                work.connection,
                self.guard,
                [incoming],
                reason_code=code,
                attempts=attempts,
                at=work.now,
            )
            self.guard.move(work.connection, incoming.position)
            self.guard.forget_refusals(work.connection, incoming.position)
        log.error(
            "event.parked",
            extra={
                **self._labels,
                "position": incoming.position,
                "correlation_id": incoming.correlation_id,
            },
        )
        return incoming.position
