"""Pages with a cursor: who comes back finds the next rows, whatever was added meanwhile."""

from collections.abc import Callable, Sequence
from typing import Any

from kernel.adapters.projections import Row
from kernel.domain.errors import Invalid

LIMIT_MAX = 200


class CursorMalformed(Invalid):
    code = "cursor_malformed"


def page_size(limit: int) -> int:
    """Return how many rows a page may have."""
    return min(max(limit, 1), LIMIT_MAX)


def page(rows: Sequence[Row], limit: int, *, cursor: Callable[[Row], str]) -> dict[str, Any]:
    """Return the page; the rows were asked for with one more than fits, to see whether to go on."""
    items = list(rows[:limit])
    more = len(rows) > limit
    return {"items": items, "next_cursor": cursor(items[-1]) if more else None}
