"""The returns of an order in its row, and whose turn it is."""

from kernel.adapters.codec import plain
from kernel.adapters.projections import Row
from orders.domain.return_events import ReturnAccepted, ReturnDeclined, ReturnEvent, ReturnRequested
from orders.domain.words import DeclaredBy, ReturnStatus, Status

_REQUESTED = ("return_id", "reason_code", "wanted", "lines", "requested_at", "answer_by")
_ACCEPTED = (
    "resolution",
    "refund_idr",
    "goods_refund_idr",
    "fee_refund_idr",
    "goods_back",
    "decided_by",
    "accepted_at",
    "refund_by",
)
_ACTED_ON_BY_SELLER = frozenset(
    {Status.CONFIRMED, Status.ACCEPTED, Status.DISPATCHED, Status.READY_FOR_PICKUP}
)


def returned(row: Row, event: ReturnEvent) -> Row:
    """Return what an event changes of the row's returns."""
    values = plain(event)
    known = {one["return_id"]: one for one in row["returns"]}
    if isinstance(event, ReturnRequested):
        fresh = {name: values[name] for name in _REQUESTED}
        known[event.return_id] = fresh | {"status": ReturnStatus.REQUESTED.value}
        return {"returns": list(known.values())}
    change = {"status": ReturnStatus.RECEIVED.value}
    if isinstance(event, ReturnAccepted):
        change = {name: values[name] for name in _ACCEPTED}
        change["status"] = ReturnStatus.ACCEPTED.value
    elif isinstance(event, ReturnDeclined):
        change = {"status": ReturnStatus.DECLINED.value, "declined_because": event.reason_code}
    known[event.return_id] = known[event.return_id] | change
    owed = event.refund_idr if isinstance(event, ReturnAccepted) else 0
    return {"returns": list(known.values()), "refund_due_idr": row["refund_due_idr"] + owed}


def asking(row: Row) -> Row:
    """Tell whose turn it is; more than one may have something to do."""
    delivered = row["status"] == Status.DELIVERED
    claimed = row["declared_by"] == DeclaredBy.BUYER
    unconfirmed = delivered and not row["money_confirmed"]
    missing = delivered and (row["remaining_due_idr"] or 0) > 0 and row["standing"] is not None
    return {
        "asks_buyer": row["status"] == Status.READY_FOR_PICKUP
        or (unconfirmed and not claimed)
        or missing,
        "asks_seller": row["status"] in _ACTED_ON_BY_SELLER
        or (unconfirmed and claimed)
        or row["refund_due_idr"] > 0
        or any(map(_waits_for_seller, row["returns"])),
        "asks_officer": bool(row["disputes"]),
    }


def _waits_for_seller(one: Row) -> bool:
    if one["status"] == ReturnStatus.REQUESTED:
        return True
    return one["status"] == ReturnStatus.ACCEPTED and bool(one["goods_back"])
