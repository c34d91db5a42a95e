"""One service's database in memory: what is committed, who holds what, and who waits for news."""

import time
from bisect import bisect_right, insort
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from threading import Event, RLock

import sqlalchemy as sa

from kernel.adapters.memory.shapes import shape_of
from kernel.adapters.memory.tables import MemoryTable
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.store import StoredEvent

_position = attrgetter("position")


def nothing(_: str) -> None:
    """Do nothing where something could happen."""


def short_sleep() -> None:
    """Let other threads go on."""
    time.sleep(0.0005)


class MemoryDatabase:
    """
    The promises of PostgreSQL at READ COMMITTED, for as long as this process lives.

    :param point: is told ("statement", "lock", "append", "commit", "committed") wherever a real
        transaction could be overtaken or killed; it may let others run, or raise
    :param wait: is called again and again while somebody else holds what a transaction needs
    """

    def __init__(
        self,
        *,
        point: Callable[[str], None] = nothing,
        wait: Callable[[], None] = short_sleep,
        now: Callable[[], float] = time.monotonic,
        lock_timeout_s: float = 5.0,
    ) -> None:
        self.point = point
        self.wait = wait
        self.now = now
        self.lock_timeout_s = lock_timeout_s
        # Held for one statement or one commit, never while anybody waits.
        self.mutex = RLock()
        self.locks: dict[Hashable, MemoryTransaction] = {}
        self._tables: dict[sa.Table, MemoryTable] = {}
        self._events: list[StoredEvent] = []
        self._streams: dict[str, list[StoredEvent]] = {}
        self._listeners: dict[str, list[Event]] = {}

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """
        Run one transaction, committed at the end of the block; an exception rolls it back.

        :raises Conflict: somebody else wrote first
        :raises LockBusy: a lock was not to be had in time
        """
        transaction = MemoryTransaction(self)
        try:
            yield transaction
            self.point("commit")
            self._commit(transaction)
        finally:
            transaction.let_go()
        self.point("committed")

    def close(self) -> None:
        """Do nothing: what is in memory is there until the end."""

    # What is committed; call it with the mutex held

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

    # News

    def listen(self, channel: str, news: Event) -> None:
        """Set the event whenever somebody commits a hint on the channel."""
        self._listeners.setdefault(channel, []).append(news)

    def unlisten(self, news: Event) -> None:
        for events in self._listeners.values():
            if news in events:
                events.remove(news)

    def _commit(self, transaction: MemoryTransaction) -> None:
        # A transaction that has failed commits nothing, as PostgreSQL has it.
        if transaction.failed:
            return
        with self.mutex:
            for table, rows in transaction.changed.items():
                kept = self.table(table)
                for key, row in rows.items():
                    kept.put(key, row)
            self._keep_events(transaction.appended)
        for channel in transaction.hints:
            for news in tuple(self._listeners.get(channel, ())):
                news.set()

    def _keep_events(self, appended: Sequence[StoredEvent]) -> None:
        for one in appended:
            if one.position > self.head():
                self._events.append(one)
            else:
                insort(self._events, one, key=_position)
            # Not changed in place: a transaction may be looking at it.
            self._streams[one.stream_id] = [*self.stream(one.stream_id), one]
