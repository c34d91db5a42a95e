"""Decisions written down as events, complete: every field that finance could ask for later."""

from datetime import datetime
from typing import Any

from kernel.domain.wib import business_date, period_of
from payments.domain.balance import Balance
from payments.domain.collection_events import CollectionAttemptFailed
from payments.domain.commands import (
    AdjustDue,
    CancelPayment,
    ExpirePayment,
    NoteFailedAttempt,
    RequestPayment,
)
from payments.domain.events import (
    CancelStage,
    LimitChecked,
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentExpired,
    PaymentReceived,
    ReceivedKind,
)
from payments.domain.facts import ProviderFact, fingerprint
from payments.domain.postings import HOLDER, change_entries, due_entries
from payments.domain.receipts import receipt_number
from payments.domain.terms import CURRENCY, FundsHolder, Parts, Terms
from payments.domain.words import ExpiryReason


def due_event(
    command: RequestPayment, *, limits_checked: tuple[LimitChecked, ...], at: datetime
) -> PaymentDue:
    """Return the record of a new receivable."""
    terms, parts = command.terms, command.terms.parts
    return PaymentDue(
        **common(terms, FundsHolder.BUYER, happened=command.requested_at, booked=at),
        entries=due_entries(terms),
        amount_due_idr=parts.total_idr,
        goods_idr=parts.goods_idr,
        delivery_fee_idr=parts.delivery_fee_idr,
        cash_rounding_idr=parts.rounding_idr,
        rounding_rule_version=terms.rounding_rule_version,
        collect_by=terms.collect_by,
        placed_at=terms.placed_at,
        limits_checked=limits_checked,
    )


def adjusted_event(
    terms: Terms, command: AdjustDue, *, balance: Balance, at: datetime
) -> PaymentDueAdjusted:
    """Return the record of a sum that is another than was asked."""
    after, asked = balance.asking(command.parts), command.parts
    return PaymentDueAdjusted(
        **common(terms, holder(terms, balance), happened=command.adjusted_at, booked=at),
        entries=change_entries(terms, balance, after),
        reason_code=command.reason,
        goods_before_idr=balance.asked.goods_idr,
        delivery_fee_before_idr=balance.asked.delivery_fee_idr,
        rounding_before_idr=balance.asked.rounding_idr,
        goods_idr=asked.goods_idr,
        delivery_fee_idr=asked.delivery_fee_idr,
        cash_rounding_idr=asked.rounding_idr,
        amount_due_idr=asked.total_idr,
        remaining_due_idr=after.left.total_idr,
        overage_idr=after.overage_idr - balance.overage_idr,
        rounding_rule_version=terms.rounding_rule_version,
        adjusted_at=command.adjusted_at,
    )


def received_event(
    terms: Terms,
    fact: ProviderFact,
    *,
    balance: Balance,
    confirm_until: datetime | None,
    at: datetime,
) -> PaymentReceived:
    """Return the record of money that came in."""
    due, after = balance.open, balance.with_money(fact.amount_idr)
    applied = after.applied.less(balance.applied)
    overage_idr = after.overage_idr - balance.overage_idr
    return PaymentReceived(
        **common(terms, HOLDER[terms.custody_mode], happened=fact.occurred_at, booked=at),
        entries=change_entries(terms, balance, after, collected_by_id=fact.collected_by_id),
        fact_id=fact.fact_id,
        fact_sha256=fingerprint(fact),
        collection_id=fact.collection_id,
        receipt_number=receipt_number(fact.fact_id, business_date(fact.occurred_at)),
        amount_due_idr=due.total_idr,
        amount_received_idr=fact.amount_idr,
        goods_idr=applied.goods_idr,
        delivery_fee_idr=applied.delivery_fee_idr,
        cash_rounding_idr=applied.rounding_idr,
        remaining_due_idr=after.left.total_idr,
        kind=_kind(after.open.total_idr, overage_idr),
        overage_idr=overage_idr,
        collected_by_id=fact.collected_by_id,
        collected_by_role=fact.collected_by_role,
        confirmation=fact.confirmation,
        strength=fact.strength,
        placed_at=terms.placed_at,
        delivered_at=fact.delivered_at,
        collected_at=fact.occurred_at,
        provider_fee_idr=fact.provider_fee_idr,
        fee_bearer=fact.fee_bearer,
        platform_fee_idr=0,
        tax_collected_idr=0,
        tax_rule=None,
        evidence_sha256=fact.evidence_sha256,
        confirm_until=confirm_until,
    )


def cancelled_event(
    terms: Terms, command: CancelPayment, *, balance: Balance, at: datetime
) -> PaymentCancelled:
    """Return the record of a sale that did not happen: what came in is owed back."""
    after = balance.called_off()
    return PaymentCancelled(
        **common(terms, holder(terms, balance), happened=command.cancelled_at, booked=at),
        entries=change_entries(terms, balance, after),
        reason_code=command.reason,
        reason_text_ref=None,
        stage=_stage(balance),
        amount_idr=balance.left.total_idr,
        money_may_have_moved=balance.money_idr > 0,
        overage_idr=after.overage_idr - balance.overage_idr,
    )


def expired_event(
    terms: Terms, command: ExpirePayment, *, balance: Balance, at: datetime
) -> PaymentExpired:
    """Return the record of a rest for which nobody waits any more."""
    left = balance.left
    return PaymentExpired(
        **common(terms, holder(terms, balance), happened=command.expired_at, booked=at),
        entries=change_entries(terms, balance, balance.given_up()),
        reason_code=ExpiryReason.COLLECTION_OVERDUE,
        stage=_stage(balance),
        amount_idr=left.total_idr,
        goods_idr=left.goods_idr,
        delivery_fee_idr=left.delivery_fee_idr,
        cash_rounding_idr=left.rounding_idr,
        received_idr=balance.applied.total_idr,
        money_may_have_moved=balance.money_idr > 0,
        expired_at=command.expired_at,
    )


def attempt_failed_event(
    terms: Terms, command: NoteFailedAttempt, *, balance: Balance, at: datetime
) -> CollectionAttemptFailed:
    """Return the record of a visit that brought no money."""
    return CollectionAttemptFailed(
        **common(terms, holder(terms, balance), happened=command.failed_at, booked=at),
        entries=(),
        delivery_attempt_no=command.delivery_attempt_no,
        reason_code=command.reason_code,
        fault=command.fault,
        next_attempt_at=command.next_attempt_at,
        failed_at=command.failed_at,
    )


def terms_of(due: PaymentDue) -> Terms:
    """Return the terms that the record was made of."""
    return Terms(
        payment_id=due.payment_id,
        order_id=due.order_id,
        attempt_no=due.attempt_no,
        merchant_id=due.merchant_id,
        merchant_owner_account_id=due.merchant_owner_account_id,
        buyer_account_id=due.buyer_account_id,
        method=due.method,
        provider=due.provider,
        custody_mode=due.custody_mode,
        parts=Parts(
            goods_idr=due.goods_idr,
            delivery_fee_idr=due.delivery_fee_idr,
            rounding_idr=due.cash_rounding_idr,
        ),
        rounding_rule_version=due.rounding_rule_version,
        collect_by=due.collect_by,
        placed_at=due.placed_at,
    )


def parts_of(received: PaymentReceived) -> Parts:
    """Return what the money was for."""
    return Parts(
        goods_idr=received.goods_idr,
        delivery_fee_idr=received.delivery_fee_idr,
        rounding_idr=received.cash_rounding_idr,
    )


def holder(terms: Terms, balance: Balance) -> FundsHolder:
    """Return who holds the money: the buyer, as long as nothing has come in."""
    return HOLDER[terms.custody_mode] if balance.money_idr else FundsHolder.BUYER


def is_prior(collected_at: datetime, at: datetime) -> bool:
    """Tell whether the money came in a month that is over: its figures are reported already."""
    return period_of(collected_at) < period_of(at)


def _kind(remaining_idr: int, overage_idr: int) -> ReceivedKind:
    if overage_idr:
        return ReceivedKind.OVER
    return ReceivedKind.PARTIAL if remaining_idr else ReceivedKind.FULL


def _stage(balance: Balance) -> CancelStage:
    if not balance.money_idr:
        return CancelStage.DUE
    return CancelStage.PARTLY_RECEIVED if balance.left.total_idr else CancelStage.RECEIVED


def common(
    terms: Terms, holder: FundsHolder, *, happened: datetime, booked: datetime
) -> dict[str, Any]:
    """Return what every event of payments carries, but its entries."""
    return {
        "payment_id": terms.payment_id,
        "order_id": terms.order_id,
        "attempt_no": terms.attempt_no,
        "merchant_id": terms.merchant_id,
        "merchant_owner_account_id": terms.merchant_owner_account_id,
        "buyer_account_id": terms.buyer_account_id,
        "method": terms.method,
        "provider": terms.provider,
        "custody_mode": terms.custody_mode,
        "funds_holder": holder,
        "memorandum": holder is not FundsHolder.CITY_ACCOUNT,
        "business_date": business_date(happened),
        "settlement_date": business_date(booked),
        "currency": CURRENCY,
    }
