"""Read models of purchases, spends and turnover: pure folds of own events."""

from collections.abc import Iterable

from compliance.adapters.purchase_rows import restored, stored
from compliance.domain.purchase import evolve as evolve_purchase
from compliance.domain.purchase_events import (
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    SpendCredited,
    SpendRecorded,
    SpendReduced,
    SpendReversed,
)
from compliance.domain.spend import staple_share
from compliance.domain.standing import is_contested, settled_at
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row
from kernel.domain.wib import period_of

_NOTE = (
    PurchaseNoted
    | PurchaseHandedOver
    | PurchasePaid
    | PurchaseCorrected
    | PurchaseRefunded
    | PurchaseDisputed
    | PurchaseFellThrough
)
_SPEND = SpendRecorded | SpendCredited | SpendReversed


def purchase_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.order_id,)] if isinstance(event, _NOTE) else []


def fold_purchase(row: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    known = restored(row["purchase"]) if row else None
    purchase = evolve_purchase(known, recorded.event)
    noted = purchase.noted
    return {
        "order_id": key[0],
        "membership_id": noted.membership_id if noted else None,
        "placed_at": noted.placed_at if noted else None,
        "month": period_of(noted.placed_at) if noted else None,
        "settled_at": settled_at(purchase),
        "purchase": stored(purchase),
        "contested": is_contested(purchase),
    }


def spend_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.spend_id,)] if isinstance(event, _SPEND) else []


def fold_spend(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    known = row or {}
    match recorded.event:
        case SpendRecorded() as spend:
            return _recorded(spend)
        case SpendCredited() as credit:
            return known | {
                "obligation_id": credit.obligation_id,
                "credit_id": credit.credit_id,
                "policy_version": credit.policy_version,
                "counted_at": credit.counted_at,
                "credited_idr": credit.credited_idr,
                "credited_staple_idr": credit.credited_staple_idr,
                "not_credited": plain(credit.not_credited),
            }
        case back:
            return known | {
                "reversed_idr": (known["reversed_idr"] or 0) + back.amount_idr,
                "reversals": [*(known["reversals"] or []), _reversal(back)],
            }


def _recorded(event: SpendRecorded) -> Row:
    return {
        "spend_id": event.spend_id,
        "order_id": event.order_id,
        "payment_id": event.payment_id,
        "payment_event_id": event.payment_event_id,
        "institution_id": event.institution_id,
        "membership_id": event.membership_id,
        "paid_idr": event.paid_idr,
        "obligation_id": None,
        "credit_id": None,
        "policy_version": None,
        "counted_at": None,
        "credited_idr": None,
        "not_credited": None,
        "credited_staple_idr": None,
        "reversed_idr": 0,
        "reversals": None,
        "related_party": event.related_party,
        "confirmation": event.confirmation,
    }


def _reversal(event: SpendReversed) -> Row:
    return {
        "reversal_id": event.reversal_id,
        "cause": str(event.cause),
        "amount_idr": event.amount_idr,
        "staple_idr": event.staple_idr,
        "recorded_in_period": event.recorded_in_period,
        "after_close": event.after_close,
        "changes_outcome": event.changes_outcome,
    }


def turnover_changes(recorded: AnyRecorded) -> Iterable[Row]:
    """Add what a seller took, and take off what went back, in the month of the collection."""
    event = recorded.event
    if isinstance(event, SpendRecorded):
        return [_month(event) | {"merchant_id": event.merchant_id} | _taken(event)]
    if isinstance(event, SpendReduced):
        return [_month(event) | {"merchant_id": event.merchant_id} | _gone(event)]
    return []


def place_changes(recorded: AnyRecorded) -> Iterable[Row]:
    """Do the same by the place where the seller was, and tell staples apart."""
    event = recorded.event
    if isinstance(event, SpendRecorded):
        staple = {"staple_idr": staple_share(event, event.goods_idr)}
        return [_month(event) | _place(event) | _taken(event) | staple]
    if isinstance(event, SpendReduced):
        return [_month(event) | _place(event) | _gone(event) | {"staple_idr": -event.staple_idr}]
    return []


def _month(event: SpendRecorded | SpendReduced) -> Row:
    return {
        "institution_id": (event.institution_id or "") if event.membership_id else "",
        "period": period_of(event.collected_at),
    }


def _place(event: SpendRecorded | SpendReduced) -> Row:
    return {"kelurahan_code": event.merchant_kelurahan_code or ""}


def _taken(event: SpendRecorded) -> Row:
    return {"goods_idr": event.goods_idr, "spends": 1}


def _gone(event: SpendReduced) -> Row:
    return {"goods_idr": -event.goods_idr, "spends": 0}
