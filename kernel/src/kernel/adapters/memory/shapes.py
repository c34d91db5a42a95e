"""What of a table must be known to keep its rows in dicts, looked up once for each table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from kernel.adapters.codec import loads
from kernel.adapters.storable import encode_storable

Row = dict[str, Any]
Key = tuple[Any, ...]
Values = Callable[[Mapping[str, Any]], Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    A table without SQLAlchemy.

    :param uniques: the columns of each unique constraint besides the primary key
    :param json: columns of which the JSON text is kept, so that nobody shares a value
    :param lists: array columns
    :param numbered: columns that the table numbers by itself
    :param defaults: what a column gets that is not mentioned
    """

    name: str
    key_columns: tuple[str, ...]
    key: Values
    uniques: tuple[tuple[tuple[str, ...], Values], ...]
    json: tuple[str, ...]
    lists: tuple[str, ...]
    columns: frozenset[str]
    numbered: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, Callable[[], Any]]

    def kept(self, row: Mapping[str, Any]) -> Row:
        """Return the row as it is kept; :raises ValueError: a column must have a value."""
        kept = dict(row)
        if kept.keys() != self.columns:
            self._fill(kept)
        for name in self.required:
            if kept[name] is None:
                _missing(name)
        for name in self.json:
            kept[name] = encode_storable(kept[name])
        for name in self.lists:
            kept[name] = _listed(kept[name])
        return kept

    def shown(self, kept: Row) -> Row:
        """Return a copy that belongs to whoever gets it."""
        row = dict(kept)
        for name in self.json:
            row[name] = loads(row[name])
        for name in self.lists:
            row[name] = _listed(row[name])
        return row

    def _fill(self, row: Row) -> None:
        if unknown := row.keys() - self.columns:
            raise ValueError(f"{self.name} has no column {sorted(unknown)}")
        for name, default in self.defaults.items():
            if name not in row:
                row[name] = default()


@cache
def shape_of(table: sa.Table) -> Shape:
    """Return what must be known of the table."""
    keys = tuple(column.name for column in table.primary_key)
    return Shape(
        name=table.name,
        key_columns=keys,
        key=values_of(keys),
        uniques=tuple((names, values_of(names)) for names in _unique(table)),
        json=tuple(c.name for c in table.columns if isinstance(c.type, sa.JSON)),
        lists=tuple(c.name for c in table.columns if isinstance(c.type, sa.ARRAY)),
        columns=frozenset(c.name for c in table.columns),
        numbered=tuple(c.name for c in table.columns if c.identity is not None),
        required=tuple(
            c.name for c in table.columns if not c.nullable and not isinstance(c.type, sa.JSON)
        ),
        defaults={c.name: _default(c) for c in table.columns},
    )


def values_of(names: tuple[str, ...]) -> Values:
    """Return what takes these columns out of a row, as a tuple."""
    if len(names) == 1:
        [name] = names
        return lambda row: (row[name],)
    return itemgetter(*names) if names else lambda _: ()


def _unique(table: sa.Table) -> list[tuple[str, ...]]:
    constraints = [
        tuple(column.name for column in one.columns)
        for one in table.constraints
        if isinstance(one, sa.UniqueConstraint)
    ]
    indexes = [
        tuple(column.name for column in one.columns)
        for one in table.indexes
        if one.unique and one.dialect_options["postgresql"].get("where") is None
    ]
    return sorted({*constraints, *indexes})


def _default(column: sa.Column[Any]) -> Callable[[], Any]:
    if isinstance(column.server_default, sa.DefaultClause):
        text = str(getattr(column.server_default.arg, "text", column.server_default.arg))
        value = {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)
        return lambda: value
    if column.nullable:
        return lambda: None
    return lambda: _missing(column.name)


def _missing(name: str) -> Any:
    raise ValueError(f"the column {name} must have a value")


def _listed(value: Any) -> Any:
    return None if value is None else list(value)
