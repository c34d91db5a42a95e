"""Decisions written down as events, complete: every field that finance could ask for later."""

from datetime import datetime
from typing import Any

from kernel.domain.wib import business_date
from payments.domain.commands import CancelPayment, RequestPayment
from payments.domain.events import (
    CancelStage,
    LimitChecked,
    PaymentCancelled,
    PaymentDue,
    PaymentReceived,
    ReceivedKind,
)
from payments.domain.facts import ProviderFact, fingerprint
from payments.domain.postings import HOLDER, cancelled_entries, due_entries, received_entries
from payments.domain.receipts import receipt_number
from payments.domain.terms import CURRENCY, FundsHolder, Parts, Terms


def due_event(
    command: RequestPayment, *, limits_checked: tuple[LimitChecked, ...], at: datetime
) -> PaymentDue:
    """Return the record of a new receivable."""
    terms, parts = command.terms, command.terms.parts
    return PaymentDue(
        **_common(terms, FundsHolder.BUYER, happened=command.requested_at, booked=at),
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


def received_event(
    terms: Terms, fact: ProviderFact, *, due: Parts, at: datetime
) -> PaymentReceived:
    """Return the record of money that came in while `due` was due."""
    applied = due.covered_by(min(fact.amount_idr, due.total_idr))
    overage_idr = fact.amount_idr - applied.total_idr
    remaining_idr = due.total_idr - applied.total_idr
    return PaymentReceived(
        **_common(terms, HOLDER[terms.custody_mode], happened=fact.occurred_at, booked=at),
        entries=received_entries(
            terms,
            applied=applied,
            overage_idr=overage_idr,
            collected_by_id=fact.collected_by_id,
        ),
        fact_id=fact.fact_id,
        fact_sha256=fingerprint(fact),
        collection_id=fact.collection_id,
        receipt_number=receipt_number(fact.fact_id, business_date(fact.occurred_at)),
        amount_due_idr=due.total_idr,
        amount_received_idr=fact.amount_idr,
        goods_idr=applied.goods_idr,
        delivery_fee_idr=applied.delivery_fee_idr,
        cash_rounding_idr=applied.rounding_idr,
        remaining_due_idr=remaining_idr,
        kind=_kind(remaining_idr, overage_idr),
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
    )


def cancelled_event(
    terms: Terms, command: CancelPayment, *, left: Parts, at: datetime
) -> PaymentCancelled:
    """Return the record of a receivable taken back whole, before any money moved."""
    return PaymentCancelled(
        **_common(terms, FundsHolder.BUYER, happened=command.cancelled_at, booked=at),
        entries=cancelled_entries(terms, left),
        reason_code=command.reason,
        reason_text_ref=None,
        stage=CancelStage.DUE,
        amount_idr=left.total_idr,
        money_may_have_moved=False,
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


def _kind(remaining_idr: int, overage_idr: int) -> ReceivedKind:
    if overage_idr:
        return ReceivedKind.OVER
    return ReceivedKind.PARTIAL if remaining_idr else ReceivedKind.FULL


def _common(
    terms: Terms, holder: FundsHolder, *, happened: datetime, booked: datetime
) -> dict[str, Any]:
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
