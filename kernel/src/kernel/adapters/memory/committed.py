"""What is committed in a database in memory, and who holds which lock."""

from bisect import bisect_right, insort
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter
from threading import RLock
from typing import Any, Protocol

import sqlalchemy as sa

from kernel.adapters.memory.shapes import Key, Row, shape_of
from kernel.adapters.memory.tables import MemoryTable
from kernel.adapters.store import StoredEvent

_position = attrgetter("position")


class Holder(Protocol):
    """Who holds locks, and may wait for another."""

    waits_for: Hashable


class Committed:
    """
    What every transaction of one database shares.

    :param point: is told wherever a real transaction could be overtaken or killed
    :param wait: is called again and again while somebody else holds what a transaction needs
    """

    def __init__(
        self,
        *,
        point: Callable[[str], None],
        wait: Callable[[], None],
        now: Callable[[], float],
        lock_timeout_s: float,
    ) -> None:
        self.point = point
        self.wait = wait
        self.now = now
        self.lock_timeout_s = lock_timeout_s
        # Held for one statement or one commit, never while anybody waits.
        self.mutex = RLock()
        self.locks: dict[Hashable, Holder] = {}
        self._tables: dict[sa.Table, MemoryTable] = {}
        self._events: list[StoredEvent] = []
        self._streams: dict[str, list[StoredEvent]] = {}
        self.event_ids: set[str] = set()
        self.remembered: dict[object, dict[int, Any]] = {}

    @property
    def stored(self) -> Sequence[StoredEvent]:
        """All events, in order."""
        return self._events

    def table(self, table: sa.Table) -> MemoryTable:
        found = self._tables.get(table)
        if found is None:
            found = self._tables.setdefault(table, MemoryTable(shape_of(table)))
        return found

    def stream(self, name: str) -> list[StoredEvent]:
        return self._streams.get(name, [])

    def events_after(self, position: int, limit: int) -> list[StoredEvent]:
        start = bisect_right(self._events, position, key=_position)
        return self._events[start : start + limit]

    def head(self) -> int:
        return self._events[-1].position if self._events else 0

    def last_number(self, appended: Sequence[StoredEvent]) -> int:
        """Return the position after which a transaction appends; it holds the lock."""
        return appended[-1].position if appended else self.head()

    def keep(
        self,
        changed: Mapping[sa.Table, Mapping[Key, Row | None]],
        appended: Iterable[StoredEvent],
    ) -> None:
        """Keep all that a transaction wrote, at once."""
        with self.mutex:
            for table, rows in changed.items():
                kept = self.table(table)
                for key, row in rows.items():
                    kept.put(key, row)
            for one in appended:
                self.event_ids.add(one.event_id)
                if one.position > self.head():
                    self._events.append(one)
                else:
                    insort(self._events, one, key=_position)
                # Not changed in place: a transaction may be looking at it.
                self._streams[one.stream_id] = [*self.stream(one.stream_id), one]
