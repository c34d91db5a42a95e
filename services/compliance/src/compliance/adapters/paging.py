"""Pages of a list: so many items, and the key after which the next page begins."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

PAGE_MAX = 200
Json = dict[str, Any]


def page_of(
    connection: sa.Connection,
    query: sa.Select[Any],
    key: sa.ColumnElement[Any],
    *,
    cursor: Any,
    limit: int,
    shown: Callable[[Sequence[Any]], list[Json]],
) -> Json:
    """Return the page after the cursor, in the order of the key."""
    size = max(1, min(limit, PAGE_MAX))
    if cursor is not None:
        query = query.where(key > cursor)
    rows = connection.execute(query.order_by(key).limit(size + 1)).all()
    more = len(rows) > size
    return {
        "items": shown(rows[:size]),
        "next_cursor": str(getattr(rows[size - 1], key.key or "")) if more else None,
    }
