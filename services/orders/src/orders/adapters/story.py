"""The page of truth of an order: what happened, what comes next and when, and how its money is."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from orders.adapters.tables import happenings
from orders.domain.words import Stage

HAPPENINGS_MAX = 500
_TURN: Mapping[str, str] = {
    Stage.RESERVATION: "catalogue",
    Stage.ACCEPTANCE: "seller",
    Stage.DISPATCH: "seller",
    Stage.DELIVERY: "seller",
    Stage.PICKUP: "buyer",
}
_OPEN_RETURN = "requested"
_DELIVERED = "delivered"


def whole_story(row: sa.RowMapping, connection: sa.Connection) -> dict[str, Any]:
    """Return what makes an order's row understandable; nothing in it is personal."""
    return {
        "timeline": _timeline(row["order_id"], connection),
        "deadlines": _deadlines(row),
        "money": _money(row),
    }


def _timeline(order_id: str, connection: sa.Connection) -> list[dict[str, Any]]:
    query = (
        sa.select(happenings.c.what, happenings.c.at, happenings.c.by_role, happenings.c.details)
        .where(happenings.c.order_id == order_id)
        .order_by(happenings.c.version)
        .limit(HAPPENINGS_MAX)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _deadlines(row: sa.RowMapping) -> list[dict[str, Any]]:
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


def _turn_of_money(row: sa.RowMapping) -> str:
    if row["disputes"]:
        return "officer"
    return "buyer" if row["remaining_due_idr"] else "both"


def _money(row: sa.RowMapping) -> dict[str, Any]:
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
