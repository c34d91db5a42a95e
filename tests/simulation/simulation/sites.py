"""One service's database as the simulation lends it: it may be overtaken, cut off, and watched."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from heapq import heappop, heappush

import sqlalchemy as sa

from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.memory.shapes import Key, Row
from kernel.adapters.schema import timers
from kernel.adapters.store import StoredEvent
from simulation.scheduler import Scheduler, SimEvent

_WAIT_S = 0.02


class SimDatabase(MemoryDatabase):
    """A service's store, with a book of what falls due, so that nobody has to poll."""

    def __init__(self, scheduler: Scheduler, point: Callable[[str], None]) -> None:
        super().__init__(
            point=point,
            wait=lambda: scheduler.sleep(_WAIT_S),
            now=scheduler.monotonic,
            event=lambda: SimEvent(scheduler),  # type: ignore[arg-type, return-value]
        )
        self.changed_timers = SimEvent(scheduler)
        self.appended = SimEvent(scheduler)
        self.appends = 0
        self._due: list[tuple[datetime, Key]] = []
        self._reserved = 0

    def keep(
        self,
        changed: Mapping[sa.Table, Mapping[Key, Row | None]],
        appended: Iterable[StoredEvent],
    ) -> None:
        super().keep(changed, appended)
        for key, row in changed.get(timers, {}).items():
            if row is not None:
                heappush(self._due, (_due(row), key))
                self.changed_timers.nudge()
        if appended:
            self.appends += 1
            self.appended.nudge()

    def first_due(self) -> datetime | None:
        """Return when the next timer wants to fire."""
        rows = self.table(timers).rows
        while self._due:
            due, key = self._due[0]
            row = rows.get(key)
            if row is not None and _due(row) == due:
                return due
            heappop(self._due)
        return None

    def reserve(self, count: int) -> int:
        """Return the number after which so many are somebody's own: a variant numbers like this."""
        last, self._reserved = self._reserved, self._reserved + count
        return last

    @property
    def stored(self) -> list[StoredEvent]:
        return self._events

    def end_sessions(self) -> None:
        """End the sessions of those who lead."""
        for holder in tuple(self.sessions.values()):
            holder.close()


def _due(row: Row) -> datetime:
    due: datetime = row["retry_at"] or row["due_at"]
    return due
