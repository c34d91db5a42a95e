"""Lists come in pages that follow one another whatever is written meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from kernel.domain.errors import Invalid

Answer = dict[str, Any]
Row = dict[str, Any]
PAGE_SIZES = range(1, 201)
_SEPARATOR = "~"


class LimitOutOfRange(Invalid):
    code = "limit_out_of_range"


class CursorMalformed(Invalid):
    code = "cursor_malformed"


class Paged(Protocol):
    @property
    def cursor(self) -> str | None: ...
    @property
    def limit(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    The order of a list, by columns that name a row; all rise, or all fall.

    :param read: how each value is read from a cursor
    """

    keys: Sequence[sa.ColumnElement[Any]]
    names: Sequence[str]
    read: Sequence[Callable[[str], Any]] = (str,)
    falling: bool = False


def by_key(column: sa.Column[Any], *, falling: bool = False) -> Order:
    return Order(keys=(column,), names=(column.name,), falling=falling)


def _as_it_is(query: sa.Select[Any]) -> sa.Select[Any]:
    return query


def page(
    connection: sa.Connection,
    query: sa.Select[Any],
    order: Order,
    question: Paged,
    *,
    widen: Callable[[sa.Select[Any]], sa.Select[Any]] = _as_it_is,
) -> Answer:
    """
    Return {items, next_cursor}.

    :param widen: makes of the query for one page, in its order, that for all there is to show of it
    :raises LimitOutOfRange: the page would be too large or empty
    :raises CursorMalformed: no answer has ever given that cursor
    """
    if question.limit not in PAGE_SIZES:
        raise LimitOutOfRange(f"a page has 1 to {PAGE_SIZES[-1]} items")
    if question.cursor is not None:
        query = query.where(_beyond(order, question.cursor))
    keys = [key.desc() if order.falling else key for key in order.keys]
    # One more than asked for tells whether there is a next page.
    narrow = query.order_by(*keys).limit(question.limit + 1)
    rows = connection.execute(widen(narrow)).mappings().all()
    items = [dict(row) for row in rows[: question.limit]]
    more = len(rows) > question.limit
    return {"items": items, "next_cursor": _cursor(items[-1], order) if more else None}


def _cursor(row: Row, order: Order) -> str:
    return _SEPARATOR.join(str(row[name]) for name in order.names)


def _beyond(order: Order, cursor: str) -> sa.ColumnElement[bool]:
    parts = cursor.split(_SEPARATOR, len(order.keys) - 1)
    if len(parts) != len(order.keys):
        raise CursorMalformed("it is not a cursor of this list")
    try:
        values = [read(part) for read, part in zip(order.read, parts, strict=True)]
    except ValueError as error:
        raise CursorMalformed("it is not a cursor of this list") from error
    here = sa.tuple_(*order.keys)
    told = zip(values, order.keys, strict=True)
    there = sa.tuple_(*(sa.literal(value, key.type) for value, key in told))
    return here < there if order.falling else here > there
