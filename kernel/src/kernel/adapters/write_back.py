"""Rows of a new table, kept here while they change often, written when they have come to rest."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import sqlalchemy as sa
from psycopg2.extensions import get_wait_callback

from kernel.adapters.codec import loads
from kernel.adapters.memory.shapes import Shape, shape_of, values_of
from kernel.adapters.prepared import send_waiting
from kernel.adapters.projections import Key, Row, add, insert_new, load_rows, upsert
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import OtherTransaction

# Some twenty megabytes of wide rows, which is more than what changes in a day.
KEPT = 4_000
_FILTER_BITS = 23
_COPIED_TYPES = (sa.String, sa.Integer, sa.Boolean, sa.Date, sa.DateTime, sa.Numeric, sa.JSON)
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_NOTHING: Row = {}
Text = Callable[[Any], str]


class WriteBack(OtherTransaction):
    """
    What a projection writes to instead of the database, while nobody else reads or writes its rows.

    The functions of read models work on it as on a connection. A row that was not touched for
    `kept` others is written; when it is asked for again, it is read again.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._caches: dict[str, _Rows] = {}
        self._sums: dict[str, tuple[sa.Table, dict[Key, Row]]] = {}
        self._connection: sa.Connection | None = None

    @contextmanager
    def on(self, connection: sa.Connection) -> Iterator[None]:
        """Read and write by this connection within the block, and keep no more than is allowed."""
        self._connection = connection
        yield
        for cache in self._caches.values():
            cache.write(connection, leave=self._kept)
        self._connection = None

    def finish(self, connection: sa.Connection) -> None:
        """Write everything."""
        for cache in self._caches.values():
            cache.write(connection, leave=0)
        self._write_sums(connection)

    def load(self, table: sa.Table, keys: Iterable[Key]) -> dict[Key, Row]:
        return self._rows(table).load(self._open(), set(keys))

    def put(self, table: sa.Table, rows: Sequence[Row]) -> None:
        self._rows(table).put(rows)

    def add(self, table: sa.Table, rows: Sequence[Row]) -> None:
        shape, (_, sums) = shape_of(table), self._sums.setdefault(table.name, (table, {}))
        for row in rows:
            key = shape.key(row)
            sums[key] = _added(sums[key], row, shape) if key in sums else dict(row)
        if len(sums) > self._kept:
            self._write_sums(self._open())

    def _write_sums(self, connection: sa.Connection) -> None:
        for table, sums in self._sums.values():
            add(connection, table, list(sums.values()))
            sums.clear()

    def _rows(self, table: sa.Table) -> "_Rows":
        if table.name not in self._caches:
            self._caches[table.name] = _Rows(table)
        return self._caches[table.name]

    def _open(self) -> sa.Connection:
        assert self._connection is not None, "used outside of its block"
        return self._connection


class _Rows:
    """The rows of one table that are not written yet, the one that waits longest first."""

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._shape = shape_of(table)
        self._kept: dict[Key, Row] = {}
        self._known: set[Key] = set()
        self._written = _Filter()

    def load(self, connection: sa.Connection, keys: set[Key]) -> dict[Key, Row]:
        missing = {key for key in keys - self._kept.keys() if key in self._written}
        if missing:
            found = load_rows(connection, self._table, missing)
            self._kept |= found
            self._known |= found.keys()
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, rows: Sequence[Row]) -> None:
        for row in rows:
            key = self._shape.key(row)
            before = self._kept.pop(key, _NOTHING)
            self._kept[key] = self._as_read(row, before)

    def _as_read(self, row: Row, before: Row) -> Row:
        """Return the row as the database would give it back, whose JSON knows only plain values."""
        anew = [name for name in self._shape.json if row[name] is not before.get(name)]
        return row | {name: loads(encode_storable(row[name])) for name in anew} if anew else row

    def write(self, connection: sa.Connection, *, leave: int) -> None:
        """Write the oldest rows if there are more than may be left, half of these with them."""
        if len(self._kept) <= leave:
            return
        oldest = list(self._kept)[: len(self._kept) - leave // 2]
        rows = {key: self._kept.pop(key) for key in oldest}
        self._written.add_all(rows)
        known = self._known.intersection(rows)
        self._known -= known
        upsert(connection, self._table, [rows.pop(key) for key in known])
        self._write_new(connection, list(rows.values()))

    def _write_new(self, connection: sa.Connection, rows: Sequence[Row]) -> None:
        # The driver cannot copy in a green process.
        whole = all(len(row) == len(self._shape.columns) for row in rows)
        if whole and _can_be_copied(self._table) and get_wait_callback() is None:
            _copy(connection, self._table, self._shape, rows)
        else:
            insert_new(connection, self._table, rows)


class _Filter:
    """
    Tells which keys were certainly never written, so that most are not asked for.

    A Bloom filter of a megabyte: when it is full more is asked for, in vain.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << (_FILTER_BITS - 3))

    def add_all(self, keys: Iterable[Key]) -> None:
        for key in keys:
            for place in _places(key):
                self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, key: Key) -> bool:
        return all(self._bits[place >> 3] & 1 << (place & 7) for place in _places(key))


def _places(key: Key) -> tuple[int, int]:
    number, mask = hash(key), (1 << _FILTER_BITS) - 1
    return number & mask, (number >> _FILTER_BITS) & mask


@load_rows.on(WriteBack)
def _load_rows(back: WriteBack, table: sa.Table, keys: Iterable[Key]) -> dict[Key, Row]:
    return back.load(table, keys)


@insert_new.on(WriteBack)
def _insert_new(back: WriteBack, table: sa.Table, rows: Sequence[Row]) -> None:
    back.put(table, rows)


@upsert.on(WriteBack)
def _upsert(back: WriteBack, table: sa.Table, rows: Sequence[Row]) -> None:
    back.put(table, rows)


@add.on(WriteBack)
def _add(back: WriteBack, table: sa.Table, rows: Sequence[Row]) -> None:
    back.add(table, rows)


def _added(before: Row, change: Mapping[str, Any], shape: Shape) -> Row:
    return {
        name: value if name in shape.key_columns else before[name] + value
        for name, value in change.items()
    }


def _can_be_copied(table: sa.Table) -> bool:
    return all(isinstance(column.type, _COPIED_TYPES) for column in table.columns)


def _copy(connection: sa.Connection, table: sa.Table, shape: Shape, rows: Sequence[Row]) -> None:
    names = tuple(shape.columns)
    lines, values, write = StringIO(), values_of(names), _TEXTS.get
    for row in _with_json_as_text(shape, rows):
        lines.write("\t".join([write(type(one), _other)(one) for one in values(row)]))
        lines.write("\n")
    lines.seek(0)
    columns = ", ".join(f'"{name}"' for name in names)
    send_waiting(connection)
    cursor = connection.connection.cursor()
    cursor.copy_expert(f'copy "{table.name}" ({columns}) from stdin', lines)
    cursor.close()


def _escaped(value: str) -> str:
    if _SPECIAL.search(value):
        return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], value)
    return value


def _with_json_as_text(shape: Shape, rows: Sequence[Row]) -> Iterable[Row]:
    if not shape.json:
        return rows
    return (row | {name: encode_storable(row[name]) for name in shape.json} for row in rows)


def _other(value: Any) -> str:
    return _escaped(str(value))


# How COPY reads a value.
_TEXTS: Mapping[type, Text] = {
    type(None): lambda _: "\\N",
    str: _escaped,
    bytes: lambda value: _escaped(value.decode()),
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
}
