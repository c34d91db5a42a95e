"""Read models: tables that events fold into, some statements for a whole batch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from kernel.adapters.bulk import insert_rows, or_add, or_replace
from kernel.adapters.storage import AnyTransaction, store_function
from kernel.adapters.whole_rows import quoted, whole_rows
from kernel.application.envelope import Recorded

Row = dict[str, Any]
Key = tuple[Any, ...]
AnyRecorded = Recorded[Any]


class Projection(Protocol):
    """A read model. It must be a pure function of its events: rebuilding gives the same rows."""

    @property
    def name(self) -> str: ...

    @property
    def tables(self) -> Sequence[sa.Table]: ...

    def apply(self, connection: Any, events: Sequence[AnyRecorded]) -> None:
        """
        Fold the events, in order.

        :param connection: the transaction, of whatever kind of store its tables are in
        """
        ...


class RowProjection:
    """
    Folds events into rows by key: a SELECT, an INSERT and an upsert for a batch of any size.

    Many streams may share a row: it is locked, and of two who make it at once one gets `Conflict`.

    :param keys: which rows an event touches, as tuples in the order of the table's primary key
    :param fold: (row or None, event, key) → the new row, or None to leave things as they are. All
        columns must be in a new row.
    """

    def __init__(
        self,
        name: str,
        table: sa.Table,
        *,
        keys: Callable[[AnyRecorded], Iterable[Key]],
        fold: Callable[[Row | None, AnyRecorded, Key], Row | None],
    ) -> None:
        self.name = name
        self.tables = (table,)
        self._table = table
        self._keys = keys
        self._fold = fold

    def apply(self, connection: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        touched = [(event, tuple(self._keys(event))) for event in events]
        wanted = {key for _, keys in touched for key in keys}
        if not wanted:
            return
        rows = load_rows(connection, self._table, wanted)
        found = frozenset(rows)
        changed: dict[Key, Row] = {}
        for event, keys in touched:
            for key in keys:
                row = self._fold(rows.get(key), event, key)
                if row is not None:
                    rows[key] = changed[key] = row
        upsert(connection, self._table, [row for key, row in changed.items() if key in found])
        # Not an upsert: what somebody else has made since we looked must not be overwritten.
        insert_new(
            connection, self._table, [row for key, row in changed.items() if key not in found]
        )


class AddingProjection:
    """
    Adds numbers to rows by key; adding commutes, so many streams may share a row.

    :param changes: the rows that an event adds, each with the primary key and the numbers to add
    """

    def __init__(
        self, name: str, table: sa.Table, *, changes: Callable[[AnyRecorded], Iterable[Row]]
    ) -> None:
        self.name = name
        self.tables = (table,)
        self._table = table
        self._changes = changes

    def apply(self, connection: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        keys = [column.name for column in self._table.primary_key]
        sums: dict[Key, Row] = {}
        for event in events:
            for change in self._changes(event):
                key = tuple(change[name] for name in keys)
                sums[key] = _added(sums.get(key), change, keys)
        add(connection, self._table, list(sums.values()))


@store_function
def load_rows(connection: sa.Connection, table: sa.Table, keys: Iterable[Key]) -> dict[Key, Row]:
    """Return the rows by primary key, locked in the order of their keys."""
    columns, ordered = list(table.primary_key), sorted(keys)
    if len(columns) == 1:
        name = columns[0].name
        question = whole_rows(table, name, ending=f"order by {quoted(name)} for update")
        found = question.read(connection, [key[0] for key in ordered])
        return {(row[name],): row for row in found}
    among = sa.tuple_(*columns).in_(ordered)
    query = sa.select(table).where(among).order_by(*columns).with_for_update()
    rows = (dict(row) for row in connection.execute(query).mappings())
    return {tuple(row[column.name] for column in columns): row for row in rows}


@store_function
def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """
    Write rows that are not there yet, in the order of their keys, 1,000 in a statement.

    :raises Conflict: (through `Database.transaction`) somebody else has just written one of them
    """
    if rows:
        insert_rows(connection, table, _in_order(table, rows))


@store_function
def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write whole rows by primary key, in the order of their keys, 1,000 in a statement."""
    if rows:
        insert_rows(connection, table, _in_order(table, rows), or_replace(table))


@store_function
def add(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Add the numbers of each row to what the table holds, 1,000 in a statement."""
    if rows:
        insert_rows(connection, table, _in_order(table, rows), or_add(table))


def _in_order(table: sa.Table, rows: Sequence[Row]) -> list[Row]:
    # Everybody locks rows in the same order, so that nobody waits in a circle.
    keys = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: tuple(row[name] for name in keys))


def _added(row: Row | None, change: Mapping[str, Any], keys: Sequence[str]) -> Row:
    if row is None:
        return dict(change)
    return {name: value if name in keys else row[name] + value for name, value in change.items()}
