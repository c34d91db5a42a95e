"""Whole rows of a table by the values of one column: the question that is asked most."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from kernel.adapters.prepared import Prepared

_dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
quoted = _dialect.identifier_preparer.quote
_Readers = Sequence[tuple[str, Callable[[Any], Any]]]


class WholeRows:
    """
    Rows whose column is among values, prepared once for any number of these.

    :param among: what holds the values, if it is not the parameter itself: an array, trusted text
    :param ending: what follows the condition, trusted text
    """

    def __init__(
        self, table: sa.Table, column: str, *, among: str = "$1", ending: str = ""
    ) -> None:
        self._columns = tuple(table.columns)
        self._names = tuple(one.name for one in self._columns)
        self._readers: _Readers | None = None
        kind = table.c[column].type.compile(dialect=_dialect)
        self._statement = Prepared(
            f"select {', '.join(map(quoted, self._names))} from {quoted(table.name)}"  # noqa: S608 - names of our own tables
            f" where {quoted(column)} = any({among}) {ending}",
            f"{kind}[]",
        )

    def read(self, connection: sa.Connection, values: Sequence[object]) -> list[dict[str, Any]]:
        """Return the rows with these values; raises as `Prepared.rows` does."""
        with self._statement.sent(connection, list(values)) as cursor:
            if self._readers is None:
                self._readers = self._made_readers(connection.dialect, cursor.description)
            rows = [dict(zip(self._names, row, strict=True)) for row in cursor.fetchall()]
        for name, read in self._readers:
            for row in rows:
                row[name] = read(row[name])
        return rows

    def _made_readers(self, dialect: sa.Dialect, told: Sequence[Any]) -> _Readers:
        """Return what SQLAlchemy would still do to the driver's values, for the few it does."""
        made = (
            (one.name, one.type.dialect_impl(dialect).result_processor(dialect, what[1]))
            for one, what in zip(self._columns, told, strict=True)
        )
        return tuple((name, read) for name, read in made if read is not None)


@lru_cache(maxsize=1_000)
def whole_rows(table: sa.Table, column: str, *, ending: str = "") -> WholeRows:
    """Return the question, made once for each table, column and ending."""
    return WholeRows(table, column, ending=ending)
