"""The page of truth of an order: what happened, what comes next and when, and how its money is.

An order is looked at again and again while it lives, so its row and its story are one question.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from orders.domain.words import Stage

HAPPENINGS_MAX = 500
_PAGE = """
    select orders.*, told.* from orders left join lateral (
        select array_agg(what order by version) as told_what,
               array_agg(at order by version) as told_at,
               array_agg(by_role order by version) as told_by_role,
               jsonb_agg(details order by version) as told_details
          from (select * from happenings where order_id = orders.order_id
                 order by version limit %(most)s) as first
    ) as told on true where orders.order_id = %(order_id)s
"""
_TOLD = ("told_what", "told_at", "told_by_role", "told_details")
_HAPPENING = ("what", "at", "by_role", "details")
_TURN: Mapping[str, str] = {
    Stage.RESERVATION: "catalogue",
    Stage.ACCEPTANCE: "seller",
    Stage.DISPATCH: "seller",
    Stage.DELIVERY: "seller",
    Stage.PICKUP: "buyer",
}
_OPEN_RETURN = "requested"
_DELIVERED = "delivered"


Row = dict[str, Any]


def row_and_timeline(order_id: str, connection: sa.Connection) -> tuple[Row, list[Row]] | None:
    """Return an order's row and what happened to it, oldest first; None if there is no such."""
    asked = {"order_id": order_id, "most": HAPPENINGS_MAX}
    found = connection.exec_driver_sql(_PAGE, asked).mappings().one_or_none()
    if found is None:
        return None
    row = dict(found)
    # An order with no happenings yet has nulls for its lists.
    told = [row.pop(name) or () for name in _TOLD]
    return row, [dict(zip(_HAPPENING, one, strict=True)) for one in zip(*told, strict=True)]


def whole_story(row: Row, timeline: list[Row]) -> Row:
    """Return what makes an order's row understandable; nothing in it is personal."""
    return {
        "timeline": timeline,
        "deadlines": _deadlines(row),
        "money": _money(row),
    }


def _deadlines(row: Row) -> list[Row]:
    found = []
    if row["next_stage"] is not None:
        turn = _TURN.get(row["next_stage"]) or _turn_of_money(row)
        found.append({"what": row["next_stage"], "at": row["next_at"], "waits_for": turn})
    if row["status"] == _DELIVERED and not row["money_confirmed"]:
        found.append({"what": "silence", "at": row["confirm_until"], "waits_for": "buyer"})
    found += [
        {"what": "return_answer", "at": one["answer_by"], "waits_for": "seller"}
        for one in row["returns"]
        if one["status"] == _OPEN_RETURN
    ]
    if row["return_until"] is not None:
        found.append({"what": "return_window", "at": row["return_until"], "waits_for": "buyer"})
    return found


def _turn_of_money(row: Row) -> str:
    if row["disputes"]:
        return "officer"
    return "buyer" if row["remaining_due_idr"] else "both"


def _money(row: Row) -> Row:
    remaining = row["remaining_due_idr"]
    return {
        "due_idr": row["amount_due_idr"],
        "paid_idr": row["paid_idr"],
        "remaining_idr": row["amount_due_idr"] if remaining is None else remaining,
        "refund_due_idr": row["refund_due_idr"],
        "refunded_idr": row["refunded_idr"],
        "standing": row["standing"],
        "confirmed": row["money_confirmed"],
        "in_dispute": bool(row["disputes"]),
    }
