"""The ledger and the daily sums: numbers added up from every event's journal entries."""

from collections.abc import Iterable
from typing import Any

from kernel.adapters.projections import AddingProjection, Row
from kernel.application.envelope import Recorded
from payments.adapters.tables import ledger_accounts, ledger_parties, payment_days
from payments.domain.collection_events import CollectionCorrected, CollectionDisputeResolved
from payments.domain.events import (
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentEvent,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.refund_events import PaymentRefunded

_NO_SUMS = {
    "due_count": 0,
    "due_idr": 0,
    "received_count": 0,
    "received_idr": 0,
    "goods_idr": 0,
    "delivery_fee_idr": 0,
    "cash_rounding_idr": 0,
    "overage_idr": 0,
    "cancelled_count": 0,
    "cancelled_idr": 0,
    "adjusted_idr": 0,
    "expired_count": 0,
    "expired_idr": 0,
    "corrected_count": 0,
    "corrected_idr": 0,
    "refunded_count": 0,
    "refunded_idr": 0,
}


def account_changes(recorded: Recorded[Any]) -> Iterable[Row]:
    """Return what the event adds to each kind of account."""
    return [
        {
            "account": entry.account.value,
            "debit_idr": entry.debit_idr,
            "credit_idr": entry.credit_idr,
            "entries": 1,
        }
        for entry in recorded.event.entries
    ]


def party_changes(recorded: Recorded[Any]) -> Iterable[Row]:
    """Return what the event adds to each party's share of an account."""
    return [
        {
            "account": entry.account.value,
            "party_id": entry.party_id,
            "debit_idr": entry.debit_idr,
            "credit_idr": entry.credit_idr,
            "entries": 1,
        }
        for entry in recorded.event.entries
        if entry.party_id is not None
    ]


def day_changes(recorded: Recorded[Any]) -> Iterable[Row]:
    """Return what the event adds to the sums of its day."""
    event = recorded.event
    key = {"business_date": event.business_date, "provider": event.provider}
    return [{**_NO_SUMS, **key, **_sums(event), **_later_sums(event)}]


def _sums(event: PaymentEvent) -> Row:
    match event:
        case PaymentDue():
            return {"due_count": 1, "due_idr": event.amount_due_idr}
        case PaymentReceived():
            return {
                "received_count": 1,
                "received_idr": event.amount_received_idr,
                "goods_idr": event.goods_idr,
                "delivery_fee_idr": event.delivery_fee_idr,
                "cash_rounding_idr": event.cash_rounding_idr,
                "overage_idr": event.overage_idr,
            }
        case PaymentCancelled():
            return {"cancelled_count": 1, "cancelled_idr": event.amount_idr}
        case PaymentExpired():
            return {"expired_count": 1, "expired_idr": event.amount_idr}
        case _:
            return {}


def _later_sums(event: PaymentEvent) -> Row:
    match event:
        case PaymentDueAdjusted():
            before = event.goods_before_idr + event.delivery_fee_before_idr
            before_idr = before + event.rounding_before_idr
            return {"adjusted_idr": event.amount_due_idr - before_idr}
        case CollectionCorrected():
            return {"corrected_count": 1, "corrected_idr": event.right_idr - event.wrong_idr}
        case CollectionDisputeResolved():
            return {"corrected_count": 1, "corrected_idr": event.decided_idr - event.recorded_idr}
        case PaymentRefunded():
            return {"refunded_count": 1, "refunded_idr": event.amount_idr}
        case _:
            return {}


LEDGER = AddingProjection("ledger", ledger_accounts, changes=account_changes)
PARTIES = AddingProjection("ledger_parties", ledger_parties, changes=party_changes)
DAYS = AddingProjection("payment_days", payment_days, changes=day_changes)
