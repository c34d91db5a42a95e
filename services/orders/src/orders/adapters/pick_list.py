"""What a seller packs for the orders she has accepted, by day and window, summed by product."""

from typing import Any

import sqlalchemy as sa

from kernel.application.envelope import Context
from orders.adapters.tables import orders
from orders.application.questions import GetPickList
from orders.domain.words import Status

PAGE_MAX = 500
_LINE = (
    sa.func.jsonb_to_recordset(orders.c.lines)
    .table_valued(
        sa.column("product_id", sa.Text),
        sa.column("product_name", sa.Text),
        sa.column("unit", sa.Text),
        sa.column("quantity", sa.BigInteger),
        sa.column("line_total_idr", sa.BigInteger),
    )
    .render_derived(name="line", with_types=True)
)
_WINDOW = sa.func.coalesce(
    sa.func.to_char(sa.func.timezone("UTC", orders.c.window_start), "YYYY-MM-DD HH24:MI:SS"), ""
)
_END = sa.func.coalesce(
    sa.func.to_char(sa.func.timezone("UTC", orders.c.window_end), "YYYY-MM-DD HH24:MI:SS"), ""
)
# One text that sorts as the list does, so that a page can go on after it.
_PLACE = sa.func.concat_ws(
    "|", sa.func.to_char(orders.c.pick_on, "YYYY-MM-DD"), _WINDOW, _END, _LINE.c.product_id
)


def answer_pick_list(
    question: GetPickList, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of the seller's pick list, the first day first."""
    limit = min(max(question.limit, 1), PAGE_MAX)
    query = (
        sa.select(
            _PLACE.label("place"),
            orders.c.pick_on,
            orders.c.window_start,
            orders.c.window_end,
            _LINE.c.product_id,
            sa.func.max(_LINE.c.product_name).label("product_name"),
            sa.func.max(_LINE.c.unit).label("unit"),
            sa.cast(sa.func.sum(_LINE.c.quantity), sa.BigInteger).label("quantity"),
            sa.func.count().label("orders"),
            sa.func.array_agg(orders.c.order_number).label("order_numbers"),
        )
        .select_from(orders.join(_LINE, sa.true()))
        .where(*_wanted(question, context))
        .group_by(
            "place",
            orders.c.pick_on,
            orders.c.window_start,
            orders.c.window_end,
            _LINE.c.product_id,
        )
        .order_by(sa.collate(_PLACE, "C"))
        .limit(limit + 1)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    places = [row.pop("place") for row in rows]
    more = len(rows) > limit
    return {"items": rows[:limit], "next_cursor": places[limit - 1] if more else None}


def _wanted(question: GetPickList, context: Context) -> list[sa.ColumnElement[bool]]:
    wanted = [
        orders.c.merchant_owner_account_id == str(context.actor_id),
        orders.c.status == Status.ACCEPTED.value,
    ]
    if question.day is not None:
        wanted.append(orders.c.pick_on == question.day)
    if question.cursor is not None:
        wanted.append(sa.collate(_PLACE, "C") > question.cursor)
    return wanted
