"""How collections, corrections and refunds look to their readers: one row each."""

from collections.abc import Iterable
from typing import Any

from kernel.adapters.projections import Key, Row, RowProjection
from kernel.application.envelope import Recorded
from payments.adapters.tables import collections, corrections, refunds
from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.events import PaymentReceived
from payments.domain.facts import Confirmation
from payments.domain.money import MoneyEvent
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.words import RefundCause, RefundDecision

_AGREED = frozenset({Confirmation.CODE, Confirmation.BUYER_TAP, Confirmation.BANK})
_TOLD = (
    PaymentReceived,
    CollectionConfirmed,
    CollectionDisputed,
    CollectionDisputeResolved,
    CollectionCorrected,
)


def collection_row(row: Row | None, recorded: Recorded[Any], _: Key) -> Row:
    """Return the collection's row after this event."""
    event = recorded.event
    if isinstance(event, PaymentReceived):
        return _received(row, event, recorded.event_id)
    if isinstance(event, CollectionClaimed):
        return _claimed(event)
    assert row is not None, "a collection is recorded or claimed first"
    match event:
        case CollectionConfirmed():
            return row | {"status": "confirmed", "confirmed_by": event.by.value}
        case CollectionDisputed():
            return row | {
                "status": "disputed",
                "dispute_id": event.dispute_id,
                "dispute_reason_code": event.reason_code.value,
                "buyer_says_idr": event.buyer_says_idr,
                "seller_says_idr": event.seller_says_idr,
            }
        case CollectionDisputeResolved():
            return row | {
                "status": "resolved",
                "counted_idr": event.decided_idr,
                "decision": event.decision.value,
                "receipt_number": event.receipt_number,
                "event_id": recorded.event_id,
            }
        case _:
            waits = row["status"] == "recorded"
            return row | {
                "status": "recorded" if waits else "corrected",
                "counted_idr": event.right_idr,
                "event_id": recorded.event_id,
            }


def correction_row(row: Row | None, recorded: Recorded[Any], _: Key) -> Row:
    """Return the correction's row after this event."""
    event = recorded.event
    if isinstance(event, CollectionCorrectionRequested):
        return {
            **_about(event),
            "correction_id": event.correction_id,
            "collection_id": event.collection_id,
            "status": "requested",
            "wrong_idr": event.wrong_idr,
            "right_idr": event.right_idr,
            "reason_code": event.reason_code.value,
            "requested_by_role": event.requested_by_role,
            "requested_at": event.requested_at,
            "decided_by_role": None,
            "decided_at": None,
            "receipt_number": None,
        }
    assert row is not None, "a correction is asked for first"
    if isinstance(event, CollectionCorrected):
        return row | {
            "status": "corrected",
            "decided_by_role": event.approved_by_role,
            "decided_at": event.corrected_at,
            "receipt_number": event.receipt_number,
        }
    return row | {
        "status": "declined",
        "decided_by_role": event.declined_by_role,
        "decided_at": event.declined_at,
    }


def refund_row(row: Row | None, recorded: Recorded[Any], _: Key) -> Row:
    """Return the refund's row after this event."""
    event = recorded.event
    if isinstance(event, RefundDue | RefundClaimed):
        base = row or _owed(event)
        return base | _said(event) if isinstance(event, RefundClaimed) else base
    assert row is not None, "a refund is owed or said to be paid first"
    match event:
        case RefundDisputed():
            return row | {
                "status": "disputed",
                "dispute_id": event.dispute_id,
                "dispute_reason_code": event.reason_code.value,
            }
        case RefundDisputeResolved():
            paid = event.decision is RefundDecision.PAID
            return row | {"status": "claimed" if paid else "due"}
        case _:
            return row | {
                "status": "refunded",
                "received_by_buyer": event.received_by_buyer.value,
                "receipt_number": event.receipt_number,
            }


def _about(event: MoneyEvent) -> Row:
    return {
        "payment_id": event.payment_id,
        "order_id": event.order_id,
        "merchant_id": event.merchant_id,
        "merchant_owner_account_id": event.merchant_owner_account_id,
        "buyer_account_id": event.buyer_account_id,
    }


def _received(row: Row | None, event: PaymentReceived, event_id: str) -> Row:
    at_once = row is None and event.confirmation in _AGREED
    return {
        **_undisputed(event),
        "collection_id": event.collection_id,
        "status": "confirmed" if at_once else "recorded",
        "says_idr": event.amount_received_idr,
        "counted_idr": event.amount_received_idr,
        "collected_by_id": event.collected_by_id,
        "collected_at": event.collected_at,
        "silent_until": event.confirm_until,
        "confirmed_by": event.confirmation.value if at_once else None,
        "receipt_number": event.receipt_number,
        "event_id": event_id,
    }


def _claimed(event: CollectionClaimed) -> Row:
    return {
        **_undisputed(event),
        "collection_id": event.claim_id,
        "status": "claimed",
        "says_idr": event.amount_idr,
        "counted_idr": 0,
        "collected_by_id": event.merchant_owner_account_id or event.merchant_id,
        "collected_at": event.claimed_at,
        "silent_until": event.deadline,
        "confirmed_by": None,
        "receipt_number": None,
        "event_id": None,
    }


def _undisputed(event: MoneyEvent) -> Row:
    names = ("dispute_id", "dispute_reason_code", "buyer_says_idr", "seller_says_idr", "decision")
    return {**_about(event), **dict.fromkeys(names)}


def _owed(event: RefundDue | RefundClaimed) -> Row:
    due = isinstance(event, RefundDue)
    return {
        **_about(event),
        "refund_id": event.refund_id,
        "return_id": event.return_id,
        "cause": RefundCause.RETURN.value if due else RefundCause.OVERPAYMENT.value,
        "status": "due",
        "amount_idr": event.amount_idr,
        "reason_code": event.reason_code if isinstance(event, RefundDue) else event.cause.value,
        "refund_by": event.refund_by if isinstance(event, RefundDue) else None,
        "paid_at": None,
        "deadline": None,
        "evidence_sha256": None,
        "dispute_id": None,
        "dispute_reason_code": None,
        "received_by_buyer": None,
        "receipt_number": None,
    }


def _said(event: RefundClaimed) -> Row:
    return {
        "status": "claimed",
        "paid_at": event.paid_at,
        "deadline": event.deadline,
        "evidence_sha256": event.evidence_sha256,
    }


def _collection_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    event = recorded.event
    if isinstance(event, CollectionClaimed):
        return [(event.payment_id, event.claim_id)]
    return [(event.payment_id, event.collection_id)] if isinstance(event, _TOLD) else ()


def _correction_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    event = recorded.event
    asked = CollectionCorrectionRequested | CollectionCorrectionDeclined | CollectionCorrected
    return [(event.payment_id, event.correction_id)] if isinstance(event, asked) else ()


def _refund_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    event = recorded.event
    told = RefundDue | RefundClaimed | PaymentRefunded | RefundDisputed | RefundDisputeResolved
    return [(event.payment_id, event.refund_id)] if isinstance(event, told) else ()


COLLECTIONS = RowProjection("collections", collections, keys=_collection_keys, fold=collection_row)
CORRECTIONS = RowProjection("corrections", corrections, keys=_correction_keys, fold=correction_row)
REFUNDS = RowProjection("refunds", refunds, keys=_refund_keys, fold=refund_row)
