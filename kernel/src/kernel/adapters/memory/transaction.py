"""One transaction in memory: it sees what is committed and what it wrote, and holds its locks."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kernel.adapters.database import LockBusy
from kernel.adapters.memory.shapes import Key, Row, Shape, shape_of
from kernel.adapters.storable import NotStorable
from kernel.adapters.storage import OtherTransaction
from kernel.adapters.store import StoredEvent
from kernel.domain.errors import Conflict

if TYPE_CHECKING:
    from kernel.adapters.memory.database import MemoryDatabase

Changed = Callable[[Row | None, Row], Row]
_BIGINT = 2**63


class MemoryTransaction(OtherTransaction):
    """
    READ COMMITTED, as PostgreSQL would have it: each statement sees what is committed by then.

    `table` is always the `sa.Table` itself. Rows that are given away are copies. After an error
    the transaction is of no more use, and nothing of it is kept.
    """

    def __init__(self, database: "MemoryDatabase") -> None:
        self._database = database
        self._mutex = database.mutex
        self._changed: dict[sa.Table, dict[Key, Row | None]] = {}
        self._held: dict[Hashable, None] = {}
        self._failed = False
        self.lock_timeout_s = database.lock_timeout_s
        self.waits_for: Hashable = None
        self.appended: list[StoredEvent] = []
        self.hints: dict[str, None] = {}

    # Questions

    def row(self, table: sa.Table, key: Key) -> Row | None:
        """Return the row with that primary key."""
        self._begin("statement")
        with self._mutex:
            kept = self._now(table, key)
        return None if kept is None else shape_of(table).shown(kept)

    def rows(self, table: sa.Table, **equal: Any) -> list[Row]:
        """Return the rows with these values, in the order of the primary key."""
        self._begin("statement")
        shape = shape_of(table)
        with self._mutex:
            kept = self._matching(table, equal)
        return [shape.shown(kept[key]) for key in sorted(kept)]

    def locked(self, table: sa.Table, keys: Iterable[Key]) -> dict[Key, Row]:
        """Return the rows with these primary keys, held until the transaction ends."""
        self._begin("lock")
        with self._mutex:
            there = [key for key in sorted(set(keys)) if self._now(table, key) is not None]
        shape, rows = shape_of(table), {}
        for key in there:
            self._take((table, key))
            with self._mutex:
                kept = self._now(table, key)
            # Whoever held it may have deleted it.
            if kept is not None:
                rows[key] = shape.shown(kept)
        return rows

    def locked_if_free(self, table: sa.Table, key: Key) -> Row | None:
        """Return the row, held; None if it is gone or somebody else holds it."""
        if not self.try_hold((table, key)):
            return None
        with self._mutex:
            kept = self._now(table, key)
        return None if kept is None else shape_of(table).shown(kept)

    def streams(self, names: Iterable[str]) -> Mapping[str, Sequence[StoredEvent]]:
        """Return the events of these streams, in order."""
        self._begin("statement")
        with self._mutex:
            return {name: self._database.stream(name) + self._own(name) for name in names}

    # Locks

    def hold(self, lock: Hashable) -> None:
        """
        Hold an advisory lock until the transaction ends.

        :raises LockBusy: somebody else has held it for too long
        """
        self._begin("lock")
        self._take(lock)

    def try_hold(self, lock: Hashable) -> bool:
        """Hold a lock if nobody else does."""
        holder = self._database.locks.setdefault(lock, self)
        if holder is self:
            self._held[lock] = None
        return holder is self

    # Changes

    def insert(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """
        Write rows that are not there yet.

        :raises Conflict: one of them is, or has a value that must be unique
        """
        self._begin("statement")
        shape = shape_of(table)
        for kept in [self._kept(shape, row) for row in rows]:
            key = shape.key(kept)
            self._take((table, key))
            if self._now(table, key) is not None:
                raise self._conflict(f"{shape.name} has that row already")
            self._put(table, shape, key, kept)

    def insert_missing(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[Key]:
        """Write those rows that are not there yet, and return their keys."""
        self._begin("statement")
        shape, written = shape_of(table), []
        for kept in [self._kept(shape, row) for row in rows]:
            key = shape.key(kept)
            # What was there before needs no lock; who is just writing it is waited for.
            if self._now(table, key) is None:
                self._take((table, key))
            if self._now(table, key) is None:
                self._put(table, shape, key, kept)
                written.append(key)
        return written

    def upsert(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write whole rows, whether they are there or not."""
        self._begin("statement")
        shape = shape_of(table)
        for kept in [self._kept(shape, row) for row in rows]:
            key = shape.key(kept)
            self._take((table, key))
            self._put(table, shape, key, kept)

    def add(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add the numbers of each row to what the table holds."""
        self._begin("statement")
        shape = shape_of(table)
        for kept in [self._kept(shape, row) for row in rows]:
            key = shape.key(kept)
            self._take((table, key))
            before = self._now(table, key)
            self._put(table, shape, key, kept if before is None else _sum(shape, before, kept))

    def change(self, table: sa.Table, key: Key, **values: Any) -> bool:
        """Give columns of a row new values, and tell whether there was one."""
        self._begin("statement")
        shape = shape_of(table)
        if self._now(table, key) is None:
            return False
        self._take((table, key))
        before = self._now(table, key)
        if before is None:
            return False
        self._put(table, shape, key, self._kept(shape, shape.shown(before) | values))
        return True

    def delete(self, table: sa.Table, keys: Iterable[Key]) -> int:
        """Delete the rows with these primary keys, and return how many there were."""
        self._begin("statement")
        shape, deleted = shape_of(table), 0
        for key in sorted(set(keys)):
            if self._now(table, key) is None:
                continue
            self._take((table, key))
            if self._now(table, key) is not None:
                self._put(table, shape, key, None)
                deleted += 1
        return deleted

    # The end, for the database alone

    @property
    def changed(self) -> Mapping[sa.Table, Mapping[Key, Row | None]]:
        return self._changed

    @property
    def failed(self) -> bool:
        return self._failed

    def let_go(self) -> None:
        """Give back every lock."""
        locks = self._database.locks
        for lock in self._held:
            del locks[lock]
        self._held.clear()
        self._failed = True

    # Inside

    def _begin(self, what: str) -> None:
        if self._failed:
            raise RuntimeError("this transaction has failed or ended")
        self._database.point(what)

    def _now(self, table: sa.Table, key: Key) -> Row | None:
        own = self._changed.get(table)
        if own is not None and key in own:
            return own[key]
        return self._database.table(table).rows.get(key)

    def _matching(self, table: sa.Table, equal: Mapping[str, Any]) -> dict[Key, Row]:
        committed = self._database.table(table)
        if equal:
            names = tuple(sorted(equal))
            keys = committed.found(names, tuple(equal[name] for name in names))
            kept = {key: committed.rows[key] for key in keys}
        else:
            kept = dict(committed.rows)
        for key, row in self._changed.get(table, {}).items():
            kept.pop(key, None)
            if row is not None and all(row[name] == value for name, value in equal.items()):
                kept[key] = row
        return kept

    def _own(self, stream: str) -> list[StoredEvent]:
        return [one for one in self.appended if one.stream_id == stream]

    def _kept(self, shape: Shape, row: Mapping[str, Any]) -> Row:
        try:
            kept = shape.kept(row)
        except NotStorable:
            self._failed = True
            raise
        for value in kept.values():
            if type(value) is int and not -_BIGINT <= value < _BIGINT:
                self._failed = True
                raise NotStorable("a value is beyond what its column can hold")
        return kept

    def _put(self, table: sa.Table, shape: Shape, key: Key, kept: Row | None) -> None:
        if shape.uniques:
            self._guard_uniques(table, shape, key, kept)
        self._changed.setdefault(table, {})[key] = kept

    def _guard_uniques(self, table: sa.Table, shape: Shape, key: Key, kept: Row | None) -> None:
        before = self._now(table, key)
        for names, values_in in shape.uniques:
            old = None if before is None else values_in(before)
            new = None if kept is None else values_in(kept)
            if old == new:
                continue
            # Who writes the same value waits for us, whether we take it or give it up.
            for values in (old, new):
                if values is not None and None not in values:
                    self._take((table, names, values))
            if new is None or None in new:
                continue
            with self._mutex:
                if self._matching(table, dict(zip(names, new, strict=True))).keys() - {key}:
                    raise self._conflict(f"{shape.name} has that {names} already")

    def _take(self, lock: Hashable) -> None:
        locks = self._database.locks
        if lock in self._held:
            return
        if locks.setdefault(lock, self) is not self:
            self._wait_for(lock)
        self._held[lock] = None

    def _wait_for(self, lock: Hashable) -> None:
        database = self._database
        end = database.now() + self.lock_timeout_s
        self.waits_for = lock
        try:
            while database.locks.setdefault(lock, self) is not self:
                if self._waits_for_itself():
                    raise self._conflict("deadlock detected")
                if database.now() >= end:
                    self._failed = True
                    raise LockBusy("a row is locked by somebody else")
                database.wait()
        finally:
            self.waits_for = None

    def _waits_for_itself(self) -> bool:
        seen: set[int] = set()
        holder = self._database.locks.get(self.waits_for)
        while holder is not None and holder is not self and id(holder) not in seen:
            seen.add(id(holder))
            holder = self._database.locks.get(holder.waits_for)
        return holder is self

    def _conflict(self, why: str) -> Conflict:
        self._failed = True
        return Conflict(why)


def _sum(shape: Shape, before: Row, added: Row) -> Row:
    return {
        name: value if name in shape.key_columns else before[name] + value
        for name, value in added.items()
    }
