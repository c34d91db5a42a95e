"""The kernel's loops with a mistake in each, as somebody might well make it."""

import time
from collections.abc import Callable, Iterable, Sequence
from threading import Event
from typing import Any

from kernel.adapters.applier import Applier
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.guard_row import GuardRow, Held
from kernel.adapters.memory import MemoryDatabase, MemorySeat
from kernel.adapters.relay import Relay
from kernel.adapters.seat import Seat
from kernel.adapters.sequence import Sequencer
from kernel.adapters.storage import AnyTransaction
from kernel.adapters.subscriber import Subscriber
from kernel.domain.errors import Conflict, Unavailable
from simulation.lines import SimDeliveries


class HastyRelay(Relay):
    """Notes down what it is about to publish."""

    def _cycle(self, seat: Seat, stop: Event) -> None:
        seat.ping()
        seat.forget_hints()
        batch = self._read()
        if batch.count:
            seat.advance(batch.after, batch.last, at=self._clock.now())
            self._publish(batch, seat, stop)
        else:
            seat.wait(self._rhythm.poll_s)


class Everybody(MemorySeat):
    """Leads, whoever else does, and moves the checkpoint from wherever it is."""

    def take(self) -> bool:
        if not super().take():
            self._database.listen(self._checkpoint.hint, self._news)
        return True

    def advance(self, start: int, end: int, *, at: Any) -> None:
        super().advance(self.checkpoint(), max(end, start), at=at)


def everybody_leads(database: MemoryDatabase, checkpoint: Any, *, lease_s: float) -> Seat:
    return Everybody(database, checkpoint, lease_s=lease_s)


class Deaf(Subscriber):
    """Trusts the broker: it asks nobody for what it has not got."""

    def _ask_for_head(self) -> None:
        self._check_now.clear()
        self._next_check = time.monotonic() + self._rhythm.check_s
        position = self._sequencer.at = self._applier.position()
        self._applier.note_caught_up(position, self._clock.now())
        self.caught_up.set()

    def _fetch(self, after: int, limit: int) -> list[Incoming]:
        del after, limit
        return []


class AcknowledgesFirst(Subscriber):
    """Tells the broker that it has done what it is about to do."""

    def _cycle(self, stop: Event) -> None:
        if self._check_now.is_set() or time.monotonic() >= self._next_check:
            self._ask_for_head()
        batch = self._gather()
        if not batch:
            self._when_idle(stop)
            return
        events = [event for delivery in batch for event in self._read(delivery)]
        self._deliveries.ack(batch)
        if self._insist(lambda: self._sequencer.settle(events), stop):
            self._note_progress()


class GivesBack(Subscriber):
    """Puts back into the queue what it could not apply, instead of trying again in place."""

    def _insist(self, attempt: Callable[[], None], stop: Event) -> bool:
        del stop
        try:
            attempt()
        except (Unavailable, Conflict):
            assert isinstance(self._deliveries, SimDeliveries)
            self._deliveries.requeue()
            return False
        return True


class _Unsequenced(Sequencer[Incoming]):
    def settle(self, events: Iterable[Incoming]) -> None:
        run = list(events)
        if run:
            self.at = self._commit(run)


class AsItComes(Subscriber):
    """Applies whatever comes, as it comes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sequencer = _Unsequenced(
            position=self._applier.position,
            fetch=self._fetch_missing,
            commit=self._applier.apply,
        )


def mixed(*kinds: type[Subscriber]) -> type[Subscriber]:
    """Return a subscriber with the mistakes of all of them."""
    return type("Mixed", kinds, {})


class Unguarded(Applier):
    """Applies a run without looking whether it was applied before."""

    def _commit(self, run: Sequence[Incoming]) -> int:
        with self._units.begin() as work:
            before = self.guard.position(work.connection)
            self._react(work, run)
            position = max(before, run[-1].position)
            self._move(work, position)
        return position


class _Outside(GuardRow):
    """Moves the row in a transaction of its own, before the other one ends."""

    __slots__ = ()

    def hold(self, connection: AnyTransaction) -> Held:
        return Held(position=self.position(connection), clear=False)

    def move(self, connection: AnyTransaction, position: int) -> None:
        database = connection._database  # type: ignore[union-attr]  # noqa: SLF001
        with database.transaction() as other:
            GuardRow.hold(self, other)
            GuardRow.move(self, other, position)


class GuardedOutside(Applier):
    """Keeps its guard row in another transaction than what it guards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = _Outside(consumer=self.guard.consumer, producer=self.guard.producer)
