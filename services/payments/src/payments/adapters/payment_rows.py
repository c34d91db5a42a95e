"""How payments and receipts look to their readers: one row each, folded from the events."""

from collections.abc import Iterable
from typing import Any

from kernel.adapters.projections import Key, Row, RowProjection
from kernel.application.envelope import Recorded
from payments.adapters import open_rows
from payments.adapters.tables import payments, receipts
from payments.domain.collection_events import CollectionCorrected, CollectionDisputeResolved
from payments.domain.events import (
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentEvent,
    PaymentExpired,
    PaymentReceived,
)

Fact = Recorded[PaymentEvent]
_ENDED = frozenset({"cancelled", "expired"})


def payment_row(row: Row | None, recorded: Fact, _: Key) -> Row | None:
    """Return the payment's row after this event."""
    event = recorded.event
    if isinstance(event, PaymentDue):
        return open_rows.opened(_due(event))
    assert row is not None, "a payment starts by being due"
    changed = row | _changed(row, recorded) | {"business_date": event.business_date}
    return open_rows.after(changed, event)


def receipt_row(_: Row | None, recorded: Recorded[Any], __: Key) -> Row:
    """Return the row of a receipt, which never changes."""
    received: PaymentReceived = recorded.event
    return {
        "fact_id": received.fact_id,
        "payment_id": received.payment_id,
        "receipt_number": received.receipt_number,
        "collection_id": received.collection_id,
        "kind": received.kind.value,
        "amount_received_idr": received.amount_received_idr,
        "goods_idr": received.goods_idr,
        "delivery_fee_idr": received.delivery_fee_idr,
        "cash_rounding_idr": received.cash_rounding_idr,
        "overage_idr": received.overage_idr,
        "remaining_due_idr": received.remaining_due_idr,
        "confirmation": received.confirmation.value,
        "strength": received.strength.value,
        "collected_at": received.collected_at,
        "business_date": received.business_date,
        "settlement_date": received.settlement_date,
    }


def _due(due: PaymentDue) -> Row:
    return {
        "payment_id": due.payment_id,
        "order_id": due.order_id,
        "attempt_no": due.attempt_no,
        "merchant_id": due.merchant_id,
        "merchant_owner_account_id": due.merchant_owner_account_id,
        "buyer_account_id": due.buyer_account_id,
        "method": due.method,
        "provider": due.provider,
        "custody_mode": due.custody_mode.value,
        "funds_holder": due.funds_holder.value,
        "memorandum": due.memorandum,
        "status": "due",
        "amount_due_idr": due.amount_due_idr,
        "goods_idr": due.goods_idr,
        "delivery_fee_idr": due.delivery_fee_idr,
        "cash_rounding_idr": due.cash_rounding_idr,
        "received_idr": 0,
        "overage_idr": 0,
        "remaining_due_idr": due.amount_due_idr,
        "placed_at": due.placed_at,
        "collect_by": due.collect_by,
        "collected_at": None,
        "cancelled_at": None,
        "reason_code": None,
        "business_date": due.business_date,
    }


def _changed(row: Row, recorded: Fact) -> Row:
    event = recorded.event
    match event:
        case PaymentReceived():
            return _received(row, event)
        case PaymentDueAdjusted():
            return _adjusted(row, event)
        case CollectionCorrected() | CollectionDisputeResolved():
            return _judged(row, event)
        case PaymentCancelled() | PaymentExpired():
            ended = "cancelled" if isinstance(event, PaymentCancelled) else "expired"
            return {
                "status": ended,
                "remaining_due_idr": 0,
                "cancelled_at": recorded.occurred_at,
                "reason_code": event.reason_code.value,
            }
        case _:
            return {}


def _received(row: Row, received: PaymentReceived) -> Row:
    counted_idr = row["received_idr"] + received.amount_received_idr
    return {
        "status": _status(row["status"], counted_idr, received.remaining_due_idr),
        "funds_holder": received.funds_holder.value,
        "memorandum": received.memorandum,
        "received_idr": counted_idr,
        "overage_idr": row["overage_idr"] + received.overage_idr,
        "remaining_due_idr": received.remaining_due_idr,
        "collected_at": received.collected_at,
    }


def _adjusted(row: Row, adjusted: PaymentDueAdjusted) -> Row:
    counted_idr, left_idr = row["received_idr"], adjusted.remaining_due_idr
    status = _status(row["status"], counted_idr, left_idr) if counted_idr else row["status"]
    return {
        "status": status,
        "amount_due_idr": adjusted.amount_due_idr,
        "goods_idr": adjusted.goods_idr,
        "delivery_fee_idr": adjusted.delivery_fee_idr,
        "cash_rounding_idr": adjusted.cash_rounding_idr,
        "overage_idr": row["overage_idr"] + adjusted.overage_idr,
        "remaining_due_idr": left_idr,
    }


def _judged(row: Row, event: CollectionCorrected | CollectionDisputeResolved) -> Row:
    moved_idr = (
        event.goods_delta_idr
        + event.delivery_fee_delta_idr
        + event.rounding_delta_idr
        + event.overage_delta_idr
    )
    counted_idr = row["received_idr"] + moved_idr
    return {
        "status": _status(row["status"], counted_idr, event.remaining_due_idr),
        "funds_holder": event.funds_holder.value,
        "memorandum": event.memorandum,
        "received_idr": counted_idr,
        "overage_idr": row["overage_idr"] + event.overage_delta_idr,
        "remaining_due_idr": event.remaining_due_idr,
    }


def _status(before: str, counted_idr: int, left_idr: int) -> str:
    if before in _ENDED:
        return before  # Money that comes too late revives nothing.
    if not left_idr:
        return "received"
    return "partly_received" if counted_idr else "due"


def _payment_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    return [(recorded.event.payment_id,)]


def _receipt_keys(recorded: Recorded[Any]) -> Iterable[Key]:
    event = recorded.event
    return [(event.fact_id,)] if isinstance(event, PaymentReceived) else ()


PAYMENTS = RowProjection("payments", payments, keys=_payment_keys, fold=payment_row)
RECEIPTS = RowProjection("receipts", receipts, keys=_receipt_keys, fold=receipt_row)
