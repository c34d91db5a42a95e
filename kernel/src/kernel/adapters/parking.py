"""What an operator may do about parked events: look, try again in order, or let go."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.adapters import parked
from kernel.adapters.bugs import bug_report, reason_code
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.parked import ParkedEvent
from kernel.adapters.reactions import Reactions
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.domain.errors import Conflict, NotFound, Refusal, Unavailable

log = logging.getLogger(__name__)


class ParkedEventUnknown(NotFound):
    code = "parked_event_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How a retry went; `reason_code` says why it stopped, None if nothing is left."""

    applied: int
    left: int
    reason_code: str | None


class Parking:
    """The parked events of one service. Every change holds the guard row of the subscription."""

    def __init__(self, definition: ServiceDefinition, units: UnitsOfWork[Any]) -> None:
        self._consumer = definition.name
        self._units = units
        self._reactions = {
            one.producer: Reactions(definition, one) for one in definition.subscriptions
        }

    def events(
        self,
        *,
        producer: str | None = None,
        stream_id: str | None = None,
        status: str | None = parked.PARKED,
        limit: int = 100,
    ) -> Sequence[ParkedEvent]:
        """Return parked events in order."""
        with self._units.database.transaction() as connection:
            return parked.find(
                connection,
                self._consumer,
                limit=limit,
                producer=producer,
                stream_id=stream_id,
                status=status,
            )

    def show(self, producer: str, position: int) -> ParkedEvent:
        """
        Return one event, settled or not.

        :raises ParkedEventUnknown: that event was never parked here
        """
        with self._units.database.transaction() as connection:
            found = parked.find(
                connection, self._consumer, limit=1, producer=producer, position=position
            )
        if not found:
            raise ParkedEventUnknown(f"nothing from {producer} is parked at {position}")
        return found[0]

    def retry(self, producer: str, stream_id: str) -> Retried:
        """
        Apply what is parked of a stream, in order, up to the first event that fails again.

        The stream goes on once nothing of it is left.

        :raises ParkedEventUnknown: nothing of that stream is parked
        :raises Conflict: somebody writes to the same streams; try again
        :raises Unavailable: the database, or what a policy asked, is away
        """
        waiting = self.events(producer=producer, stream_id=stream_id)
        if not waiting:
            raise ParkedEventUnknown(f"nothing of {producer}'s stream {stream_id} is parked")
        applied, failed = 0, None
        while waiting and failed is None:
            failed = self._retry_one(waiting[0])
            applied += failed is None
            waiting = self.events(producer=producer, stream_id=stream_id)
        return Retried(applied=applied, left=len(waiting), reason_code=failed)

    def discard(self, producer: str, position: int) -> None:
        """
        Let go of an event for good; the stream goes on once nothing of it is parked.

        :raises ParkedEventUnknown: it is not parked (any more)
        """
        guard = self._guard(producer)
        with self._units.begin() as work:
            guard.lock(work.connection)
            found = parked.find(
                work.connection,
                self._consumer,
                limit=1,
                producer=producer,
                position=position,
                status=parked.PARKED,
            )
            if not found:
                raise ParkedEventUnknown(f"nothing from {producer} is parked at {position}")
            parked.settle(work.connection, guard, position, status=parked.DISCARDED, at=work.now)
        log.warning("event.discarded", extra={"producer": producer, "position": position})

    def _retry_one(self, event: ParkedEvent) -> str | None:
        """Apply one event, and return why it failed again, if it did."""
        guard = self._guard(event.producer)
        try:
            self._apply(event, guard)
        except (Conflict, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001 - the reason it was parked for may be a bug
            code = reason_code(error)
            report = {} if isinstance(error, Refusal) else bug_report(error)
            log.warning("event.failed_again", extra={"position": event.position, **report})
            with self._units.database.transaction() as connection:
                parked.note_attempt(connection, guard, event.position, reason_code=code)
            return code
        return None

    def _apply(self, event: ParkedEvent, guard: GuardRow) -> None:
        with self._units.begin() as work:
            guard.lock(work.connection)
            # Somebody else may have settled it while we waited for the row.
            still = parked.find(
                work.connection,
                self._consumer,
                limit=1,
                producer=event.producer,
                position=event.position,
                status=parked.PARKED,
            )
            if still:
                self._reactions[event.producer].react(work, [event.incoming()])
                parked.settle(
                    work.connection, guard, event.position, status=parked.RETRIED, at=work.now
                )

    def _guard(self, producer: str) -> GuardRow:
        return GuardRow(consumer=self._consumer, producer=producer)
