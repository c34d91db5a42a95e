"""Many rows into a table: one statement, and one parameter that holds them all as JSON.

With a parameter for each value the driver would quote thousands of them for a batch of orders, and
PostgreSQL would parse as many; JSON is written by one call and read by one function of the server.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from kernel.adapters.prepared import Prepared
from kernel.adapters.storable import NotStorable
from kernel.adapters.whole_rows import quoted as _quoted

# What one statement carries; beyond it the JSON would only take memory on both sides.
ROWS_MAX = 1_000
_encode = msgspec.json.Encoder().encode

Rows = Sequence[Mapping[str, Any]]


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Rows, ending: str = "") -> None:
    """
    Insert rows that all have the same columns, in this order.

    :param ending: ``on conflict …``, trusted text
    :raises NotStorable: a text holds half a character
    """
    statement = _statement(table, tuple(rows[0]), ending)
    for part in _parts(table, rows):
        statement.run(connection, part)


def insert_returning(
    connection: sa.Connection, table: sa.Table, rows: Rows, ending: str
) -> list[tuple[Any, ...]]:
    """
    Insert rows as `insert_rows` does, at once, and return what the ending returns.

    :param ending: ``returning …`` at its end, trusted text
    :raises NotStorable: a text holds half a character
    """
    statement = _statement(table, tuple(rows[0]), ending)
    return [row for part in _parts(table, rows) for row in statement.rows(connection, part)]


def _parts(table: sa.Table, rows: Rows) -> Iterator[str]:
    columns = tuple(rows[0])
    for start in range(0, len(rows), ROWS_MAX):
        yield _written(table, columns, rows[start : start + ROWS_MAX])


@lru_cache(maxsize=1_000)
def or_replace(table: sa.Table, columns: Sequence[str] | None = None) -> str:
    """Return the ending by which a row that is there already takes the new one's values."""
    keys = [column.name for column in table.primary_key]
    others = [name for name in columns or table.columns.keys() if name not in keys]
    if not others:
        return "on conflict do nothing"
    changes = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in others)
    return f"on conflict ({', '.join(map(_quoted, keys))}) do update set {changes}"


@lru_cache(maxsize=1_000)
def or_add(table: sa.Table) -> str:
    """Return the ending by which the new row's numbers are added to those of the row there."""
    keys = [column.name for column in table.primary_key]
    name = _quoted(table.name)
    sums = ", ".join(
        f"{_quoted(one)} = {name}.{_quoted(one)} + excluded.{_quoted(one)}"
        for one in table.columns.keys()  # noqa: SIM118 - it would give columns
        if one not in keys
    )
    return f"on conflict ({', '.join(map(_quoted, keys))}) do update set {sums}"


@lru_cache(maxsize=1_000)
def _statement(table: sa.Table, columns: Sequence[str], ending: str) -> Prepared:
    names, into = ", ".join(map(_quoted, columns)), _quoted(table.name)
    values = ", ".join(_read(table.c[name]) for name in columns)
    return Prepared(
        f"insert into {into} ({names}) select {values}"  # noqa: S608 - names of our own tables
        f" from json_populate_recordset(cast(null as {into}), $1) {ending}",
        "json",
    )


def _read(column: sa.Column[Any]) -> str:
    name, kind = _quoted(column.name), column.type
    # The server takes JSON's null for a missing value, and so do only some of our columns.
    kept = isinstance(kind, sa.JSON) and not kind.none_as_null
    return f"coalesce({name}, cast('null' as jsonb))" if kept else name


@lru_cache(maxsize=1_000)
def _binary_columns(table: sa.Table, columns: Sequence[str]) -> Sequence[str]:
    return tuple(name for name in columns if isinstance(table.c[name].type, sa.LargeBinary))


def _written(table: sa.Table, columns: Sequence[str], rows: Rows) -> str:
    if binary := _binary_columns(table, columns):
        rows = [{**row, **{name: _hex(row[name]) for name in binary}} for row in rows]
    try:
        return _encode(rows).decode()
    except UnicodeEncodeError:
        raise NotStorable("a text holds half a character, which cannot be stored") from None


def _hex(value: bytes | None) -> str | None:
    return None if value is None else f"\\x{value.hex()}"
