"""One transaction in memory: it sees what is committed and what it wrote, and holds its locks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.adapters.memory.committed import Committed
from kernel.adapters.memory.holding import Holding
from kernel.adapters.memory.shapes import Key, Row, Shape, shape_of
from kernel.adapters.storable import NotStorable
from kernel.adapters.store import StoredEvent

# A stored event before it has a position.
NewRow = Mapping[str, Any]
# The lock that orders the whole store.
APPENDS = "appends"
_BIGINT = 2**63


class MemoryTransaction(Holding):
    """
    READ COMMITTED, as PostgreSQL would have it: each statement sees what is committed by then.

    `table` is always the `sa.Table` itself. Rows that are given away are copies. After an error
    the transaction is of no more use, and nothing of it is kept.
    """

    def __init__(self, database: Committed) -> None:
        super().__init__(database)
        self._mutex = database.mutex
        self._changed: dict[sa.Table, dict[Key, Row | None]] = {}
        self.read_only = False
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
        return [shape.shown(kept[key]) for key in sorted(kept)] if kept else []

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
            if not self.appended:
                return {name: self._database.stream(name) for name in names}
            return {name: self._database.stream(name) + self._own(name) for name in names}

    def remembered(self, reader: object) -> dict[int, Any]:
        """Return what this reader of stored events remembers of them, by their identity."""
        return self._database.remembered.setdefault(reader, {})

    def scan(
        self, table: sa.Table, wanted: Callable[[Row], bool], *, order: Callable[[Row], Any]
    ) -> list[Row]:
        """Return the rows that are wanted, in this order; JSON columns are not to be looked at."""
        self._begin("statement")
        with self._mutex:
            found = [row for row in self._matching(table, {}).values() if wanted(row)]
        shape = shape_of(table)
        return [shape.shown(row) for row in sorted(found, key=order)]

    def events_after(self, position: int, limit: int) -> list[StoredEvent]:
        """Return the events that follow a position, in order, at most `limit`."""
        self._begin("statement")
        with self._mutex:
            committed = self._database.events_after(position, limit)
        own = [one for one in self.appended if one.position > position]
        return [*committed, *own][:limit]

    def head(self) -> int:
        """Return the last position; 0 in an empty store."""
        self._begin("statement")
        return self.appended[-1].position if self.appended else self._database.head()

    # Changes

    def insert(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """
        Write rows that are not there yet.

        :raises StatementFailed: one of them is, or has a value that must be unique (`Conflict`)
        """
        self._begin("statement")
        shape = shape_of(table)
        for kept in [self._kept(table, shape, row) for row in rows]:
            key = shape.key(kept)
            self._take((table, key))
            if self._now(table, key) is not None:
                raise self._conflict(f"{shape.name} has that row already")
            self._put(table, shape, key, kept)

    def insert_missing(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[Key]:
        """Write those rows that are not there yet, and return their keys."""
        self._begin("statement")
        shape, written = shape_of(table), []
        for kept in [self._kept(table, shape, row) for row in rows]:
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
        for kept in [self._kept(table, shape, row) for row in rows]:
            key = shape.key(kept)
            self._take((table, key))
            self._put(table, shape, key, kept)

    def add(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add the numbers of each row to what the table holds."""
        self._begin("statement")
        shape = shape_of(table)
        for kept in [self._kept(table, shape, row) for row in rows]:
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
        self._put(table, shape, key, self._kept(table, shape, shape.shown(before) | values))
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

    def append(self, new: Sequence[NewRow]) -> int:
        """
        Append to all streams or to none, and return the last position.

        :raises StatementFailed: a stream is not at the version that was read (`Conflict`)
        """
        self._begin("append")
        self._refuse_if_it_only_reads()
        self._take(APPENDS)
        self._check_versions(new)
        position = self._database.last_number(self.appended)
        for position, row in enumerate(new, start=position + 1):  # noqa: B020 - the last stays
            self.appended.append(StoredEvent(position=position, **row))
        self.hints["events"] = None
        return position

    # The end, for the database alone

    @property
    def changed(self) -> Mapping[sa.Table, Mapping[Key, Row | None]]:
        return self._changed

    # Inside

    def _refuse_if_it_only_reads(self) -> None:
        if self.read_only:
            raise RuntimeError("this transaction only reads")

    def _now(self, table: sa.Table, key: Key) -> Row | None:
        own = self._changed.get(table)
        if own is not None and key in own:
            return own[key]
        return self._database.table(table).rows.get(key)

    def _matching(self, table: sa.Table, equal: Mapping[str, Any]) -> dict[Key, Row]:
        committed = self._database.table(table)
        if not committed.rows and table not in self._changed:
            return {}
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

    def _check_versions(self, new: Sequence[NewRow]) -> None:
        expected: dict[str, int] = {}
        for row in new:
            stream, version = row["stream_id"], row["version"]
            if stream not in expected:
                expected[stream] = len(self._database.stream(stream)) + len(self._own(stream))
            if row["event_id"] in self._database.event_ids:
                raise self._conflict("this event is stored already")
            if version != expected[stream] + 1:
                raise self._conflict(
                    f"Wrong expected version: {version - 1}"
                    f" (Stream: {stream}, Stream Version: {expected[stream]})"
                )
            expected[stream] = version

    def _own(self, stream: str) -> list[StoredEvent]:
        return [one for one in self.appended if one.stream_id == stream]

    def _kept(self, table: sa.Table, shape: Shape, row: Mapping[str, Any]) -> Row:
        if shape.numbered and not row.keys() & shape.numbered:
            numbers = self._database.table(table).numbers
            row = {**row, **{name: next(numbers) for name in shape.numbered}}
        try:
            kept = shape.kept(row)
        except NotStorable as error:
            raise self._fails(error) from error
        for value in kept.values():
            if type(value) is int and not -_BIGINT <= value < _BIGINT:
                raise self._fails(NotStorable("a value is beyond what its column can hold"))
        return kept

    def _put(self, table: sa.Table, shape: Shape, key: Key, kept: Row | None) -> None:
        self._refuse_if_it_only_reads()
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


def _sum(shape: Shape, before: Row, added: Row) -> Row:
    return {
        name: value if name in shape.key_columns else before[name] + value
        for name, value in added.items()
    }
