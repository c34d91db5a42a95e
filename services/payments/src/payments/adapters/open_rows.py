"""What of a payment is open: still due, owed back, or said by one side only."""

from typing import Any

from kernel.adapters.projections import Row
from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.events import (
    PaymentCancelled,
    PaymentDueAdjusted,
    PaymentEvent,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.facts import Confirmation
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.words import RefundCause, RefundDecision

_AGREED = frozenset({Confirmation.CODE, Confirmation.BUYER_TAP, Confirmation.BANK})
_SUMS = (
    "overpaid_idr",
    "refund_due_idr",
    "refund_claimed_idr",
    "refund_disputed_idr",
    "waived_idr",
)
_BY_STATE = {"recorded": "unconfirmed_idr", "claimed": "claimed_idr", "disputed": "disputed_idr"}


def opened(row: Row) -> Row:
    """Return the row of a payment that has just become due."""
    return _counted(row | dict.fromkeys(_SUMS, 0), {})


def after(row: Row, event: PaymentEvent) -> Row:
    """Return the row with what the event opens or closes."""
    owed, waiting = _owed(row, event), _waiting(dict(row["open_collections"]), event)
    return _counted(row | {name: row[name] + change for name, change in owed.items()}, waiting)


def _counted(row: Row, waiting: dict[str, Any]) -> Row:
    sums = dict.fromkeys(_BY_STATE.values(), 0)
    for state, amount_idr in waiting.values():
        sums[_BY_STATE[state]] += amount_idr
    open_idr = row["remaining_due_idr"] + row["overpaid_idr"] + row["refund_due_idr"]
    return row | sums | {"open_collections": waiting, "is_open": bool(open_idr or waiting)}


def _owed(row: Row, event: PaymentEvent) -> Row:
    match event:
        case PaymentReceived():
            late_idr = event.amount_received_idr - event.overage_idr if row["waived_idr"] else 0
            return {"overpaid_idr": event.overage_idr, "waived_idr": -late_idr}
        case PaymentDueAdjusted() | PaymentCancelled():
            return {"overpaid_idr": event.overage_idr}
        case PaymentExpired():
            return {"waived_idr": event.amount_idr}
        case CollectionCorrected() | CollectionDisputeResolved():
            return {"overpaid_idr": event.overage_delta_idr, **_waived(row, event)}
        case _:
            return _refunds(event)


def _waived(row: Row, event: CollectionCorrected | CollectionDisputeResolved) -> Row:
    if row["status"] != "expired":
        return {}
    moved = event.goods_delta_idr + event.delivery_fee_delta_idr + event.rounding_delta_idr
    return {"waived_idr": -moved}


def _refunds(event: PaymentEvent) -> Row:
    match event:
        case RefundDue():
            return {"refund_due_idr": event.amount_idr}
        case RefundClaimed():
            return {"refund_claimed_idr": event.amount_idr}
        case RefundDisputed():
            return {
                "refund_claimed_idr": -event.amount_idr,
                "refund_disputed_idr": event.amount_idr,
            }
        case RefundDisputeResolved():
            paid = event.decision is RefundDecision.PAID
            return {
                "refund_claimed_idr": event.amount_idr if paid else 0,
                "refund_disputed_idr": -event.amount_idr,
            }
        case PaymentRefunded():
            returned = event.cause is RefundCause.RETURN
            return {
                "refund_claimed_idr": -event.amount_idr,
                "refund_due_idr": -event.amount_idr if returned else 0,
                "overpaid_idr": -event.overage_idr,
            }
        case _:
            return {}


def _waiting(waiting: dict[str, Any], event: PaymentEvent) -> dict[str, Any]:
    match event:
        case PaymentReceived():
            waiting.pop(event.collection_id, None)
            if event.confirmation not in _AGREED:
                waiting[event.collection_id] = ["recorded", event.amount_received_idr]
        case CollectionClaimed():
            waiting[event.claim_id] = ["claimed", event.amount_idr]
        case CollectionDisputed():
            apart_idr = abs(event.buyer_says_idr - event.seller_says_idr)
            waiting[event.collection_id] = ["disputed", apart_idr]
        case CollectionConfirmed() | CollectionDisputeResolved():
            waiting.pop(event.collection_id, None)
        case CollectionCorrected():
            if event.collection_id in waiting:
                waiting[event.collection_id] = ["recorded", event.right_idr]
        case _:
            pass
    return waiting
