"""When a payment is due, when it counts as paid, and what becomes of money that comes late."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from payments_examples import (
    BUYER,
    CANCEL,
    EVENING,
    MERCHANT_ID,
    NOON,
    ORDER_ID,
    PAYMENT_ID,
    REQUEST,
    TERMS,
    TODAY,
    cash,
    due,
)

from kernel.testing.scenarios import Scenario
from payments.domain.commands import AdjustDue
from payments.domain.events import (
    CancelReason,
    CancelStage,
    LimitChecked,
    PaymentReceived,
    ReceivedKind,
)
from payments.domain.facts import FactKind, ProviderFact, Strength
from payments.domain.journal import Account, Entry
from payments.domain.payment import (
    PAYMENT,
    AmountImpossible,
    FactChanged,
    FactMisdirected,
    FactTooWeak,
    Payment,
    PaymentChanged,
    Status,
    adjust,
    cancel,
    receive,
    request,
)
from payments.domain.terms import NOTHING, FundsHolder, Parts
from payments.domain.words import DueChange

SCENARIO = Scenario(PAYMENT)
DUE = SCENARIO.given(due()).state


def received(payment: Payment, fact: ProviderFact) -> PaymentReceived:
    [event] = receive(payment, fact, at=EVENING)
    return event


def after(payment: Payment, *facts: ProviderFact) -> Payment:
    for fact in facts:
        payment = PAYMENT.evolve(payment, received(payment, fact))
    return payment


CANCELLED = PAYMENT.evolve(DUE, *cancel(DUE, CANCEL, at=EVENING))
PAID = after(DUE, cash(25_000))


def entry(account: Account, party_id: str, *, debit_idr: int = 0, credit_idr: int = 0) -> Entry:
    return Entry(
        account=account,
        debit_idr=debit_idr,
        credit_idr=credit_idr,
        order_id=ORDER_ID,
        party_id=party_id,
    )


def test_a_requested_payment_is_due_in_its_three_parts() -> None:
    limit = LimitChecked(limit="amount_max", value_idr=1_000_000, used_idr=25_000)

    [event] = request(None, REQUEST, limits_checked=(limit,), at=NOON)

    assert (event.amount_due_idr, event.goods_idr, event.delivery_fee_idr) == (
        25_000,
        24_050,
        1_000,
    )
    assert (event.cash_rounding_idr, event.rounding_rule_version) == (-50, "down_to_100")
    assert event.limits_checked == (limit,)
    assert (event.funds_holder, event.memorandum) == (FundsHolder.BUYER, True)
    assert event.entries == (
        entry(Account.BUYER_RECEIVABLE, BUYER, debit_idr=25_000),
        entry(Account.SELLER_PAYABLE, MERCHANT_ID, credit_idr=25_050),
        entry(Account.ROUNDING, MERCHANT_ID, debit_idr=50),
    )


def test_the_terms_survive_being_stored() -> None:
    assert DUE.terms == TERMS
    assert (DUE.status, DUE.left) == (Status.DUE, TERMS.parts)


def test_asking_twice_for_a_payment_changes_nothing() -> None:
    assert request(DUE, REQUEST, limits_checked=(), at=EVENING) == ()
    assert request(PAID, REQUEST, limits_checked=(), at=EVENING) == ()


def test_a_payment_cannot_be_asked_for_again_on_other_terms() -> None:
    dearer = replace(TERMS, parts=replace(TERMS.parts, goods_idr=99_000))

    with pytest.raises(PaymentChanged, match="payment-of-rice was requested on other terms"):
        request(DUE, replace(REQUEST, terms=dearer), limits_checked=(), at=NOON)


@pytest.mark.parametrize(
    "parts",
    [
        Parts(goods_idr=-1, delivery_fee_idr=2, rounding_idr=0),
        Parts(goods_idr=2, delivery_fee_idr=-1, rounding_idr=0),
        Parts(goods_idr=0, delivery_fee_idr=0, rounding_idr=-1),
    ],
)
def test_less_than_nothing_cannot_be_due(parts: Parts) -> None:
    with pytest.raises(AmountImpossible):
        request(
            None, replace(REQUEST, terms=replace(TERMS, parts=parts)), limits_checked=(), at=NOON
        )


def test_the_whole_sum_pays_in_full() -> None:
    event = received(DUE, cash(25_000))

    assert (event.kind, event.remaining_due_idr, event.overage_idr) == (ReceivedKind.FULL, 0, 0)
    assert (event.goods_idr, event.delivery_fee_idr, event.cash_rounding_idr) == (
        24_050,
        1_000,
        -50,
    )
    assert (event.funds_holder, event.memorandum) == (FundsHolder.SELLER, True)
    assert event.entries == (
        entry(Account.SELLER_DIRECT, MERCHANT_ID, debit_idr=25_000),
        entry(Account.BUYER_RECEIVABLE, BUYER, credit_idr=25_000),
        entry(Account.SELLER_PAYABLE, MERCHANT_ID, debit_idr=25_050),
        entry(Account.SELLER_DIRECT, MERCHANT_ID, credit_idr=25_000),
        entry(Account.ROUNDING, MERCHANT_ID, credit_idr=50),
    )
    assert PAID.status is Status.RECEIVED


def test_nobody_else_takes_a_share() -> None:
    event = received(DUE, cash(25_000))

    assert (event.platform_fee_idr, event.provider_fee_idr, event.tax_collected_idr) == (0, 0, 0)


def test_a_smaller_sum_leaves_the_rest_due_and_pays_goods_first() -> None:
    event = received(DUE, cash(24_500))

    assert (event.kind, event.remaining_due_idr) == (ReceivedKind.PARTIAL, 500)
    assert (event.goods_idr, event.delivery_fee_idr, event.cash_rounding_idr) == (24_050, 450, 0)
    assert after(DUE, cash(24_500)).status is Status.DUE


def test_the_rest_settles_the_payment_with_its_rounding() -> None:
    event = received(after(DUE, cash(24_500)), cash(500, ref="later"))

    assert (event.kind, event.amount_due_idr) == (ReceivedKind.FULL, 500)
    assert (event.goods_idr, event.delivery_fee_idr, event.cash_rounding_idr) == (0, 550, -50)
    assert after(DUE, cash(24_500), cash(500, ref="later")).status is Status.RECEIVED


def test_what_is_over_is_owed_back_to_the_buyer() -> None:
    event = received(DUE, cash(30_000))

    assert (event.kind, event.overage_idr, event.remaining_due_idr) == (ReceivedKind.OVER, 5_000, 0)
    assert entry(Account.OVERPAYMENT_PAYABLE, BUYER, credit_idr=5_000) in event.entries
    assert after(DUE, cash(30_000)).status is Status.RECEIVED


@pytest.mark.parametrize("payment", [PAID, CANCELLED])
def test_money_that_comes_when_nothing_is_due_is_kept_and_owed_back(payment: Payment) -> None:
    event = received(payment, cash(1_000, ref="late"))

    assert (event.kind, event.overage_idr, event.amount_due_idr) == (ReceivedKind.OVER, 1_000, 0)
    assert (event.goods_idr, event.delivery_fee_idr, event.cash_rounding_idr) == (0, 0, 0)
    assert after(payment, cash(1_000, ref="late")).status is payment.status


def test_the_same_fact_twice_changes_nothing() -> None:
    assert receive(PAID, cash(25_000), at=EVENING + timedelta(days=9)) == ()


def test_the_same_fact_learnt_in_another_way_changes_nothing() -> None:
    told_again = replace(
        cash(25_000), strength=Strength.SETTLEMENT_REPORT, evidence_sha256="ab" * 32
    )

    assert receive(PAID, told_again, at=EVENING) == ()


def test_a_fact_that_changed_its_content_is_refused() -> None:
    with pytest.raises(FactChanged):
        receive(PAID, cash(26_000), at=EVENING)


@pytest.mark.parametrize(
    "fact",
    [
        cash(25_000, payment_id="another"),
        cash(25_000, provider="another"),
        cash(25_000, currency="USD"),
    ],
)
def test_a_fact_about_something_else_is_refused(fact: ProviderFact) -> None:
    with pytest.raises(FactMisdirected):
        receive(DUE, fact, at=EVENING)


def test_a_rumour_does_not_make_a_payment() -> None:
    with pytest.raises(FactTooWeak):
        receive(DUE, cash(25_000, strength=Strength.WEAK_CALLBACK), at=EVENING)


def test_pending_is_not_paid() -> None:
    assert receive(DUE, cash(25_000, kind=FactKind.PAYMENT_PENDING), at=EVENING) == ()


def test_less_than_nothing_cannot_come_in() -> None:
    with pytest.raises(AmountImpossible):
        receive(DUE, cash(-1), at=EVENING)


@pytest.mark.parametrize("payment", [DUE, PAID, CANCELLED])
def test_no_money_is_no_payment(payment: Payment) -> None:
    assert receive(payment, cash(0, ref="empty-handed"), at=EVENING) == ()


def test_an_order_rounded_down_to_nothing_is_paid_by_nothing() -> None:
    gift = Parts(goods_idr=50, delivery_fee_idr=0, rounding_idr=-50)
    nothing_due = SCENARIO.given(due(parts=gift)).state

    event = received(nothing_due, cash(0))

    assert (event.kind, event.goods_idr, event.cash_rounding_idr) == (ReceivedKind.FULL, 50, -50)
    assert after(nothing_due, cash(0)).status is Status.RECEIVED


def test_days_are_those_of_malang() -> None:
    late = NOON.replace(hour=18)  # An hour after midnight there.
    tomorrow = date(2026, 3, 3)

    [event] = receive(DUE, cash(25_000, occurred_at=late), at=late)

    assert event.business_date == tomorrow
    assert event.receipt_number.startswith("KW-20260303-")


def test_a_fact_that_comes_late_is_of_its_own_day_and_settles_on_the_day_it_is_booked() -> None:
    [event] = receive(DUE, cash(25_000), at=EVENING + timedelta(days=2))

    assert (event.business_date, event.settlement_date) == (TODAY, TODAY + timedelta(days=2))


def test_a_due_payment_is_cancelled_whole() -> None:
    [event] = cancel(DUE, CANCEL, at=EVENING)

    assert (event.reason_code, event.stage) == (CancelReason.ORDER_CANCELLED, CancelStage.DUE)
    assert (event.amount_idr, event.money_may_have_moved) == (25_000, False)
    assert event.entries == (
        entry(Account.BUYER_RECEIVABLE, BUYER, credit_idr=25_000),
        entry(Account.SELLER_PAYABLE, MERCHANT_ID, debit_idr=25_050),
        entry(Account.ROUNDING, MERCHANT_ID, credit_idr=50),
    )


def test_cancelling_twice_is_not_an_error() -> None:
    assert cancel(CANCELLED, CANCEL, at=EVENING) == ()


@pytest.mark.parametrize(
    ("payment", "stage", "paid_idr"),
    [
        (PAID, CancelStage.RECEIVED, 25_000),
        (after(DUE, cash(1_000)), CancelStage.PARTLY_RECEIVED, 1_000),
    ],
)
def test_money_in_a_payment_that_is_cancelled_is_owed_back(
    payment: Payment, stage: CancelStage, paid_idr: int
) -> None:
    [event] = cancel(payment, CANCEL, at=EVENING)

    assert (event.stage, event.overage_idr, event.money_may_have_moved) == (stage, paid_idr, True)
    assert entry(Account.OVERPAYMENT_PAYABLE, BUYER, credit_idr=paid_idr) in event.entries
    assert PAYMENT.evolve(payment, event).left.total_idr == 0


def test_an_order_worth_nothing_leaves_no_residue_when_its_goods_are_refused() -> None:
    free = Parts(goods_idr=50, delivery_fee_idr=0, rounding_idr=-50)
    lowered = AdjustDue(
        payment_id=PAYMENT_ID,
        parts=NOTHING,
        reason=DueChange.REFUSED_AT_DOOR,
        adjusted_at=EVENING,
    )
    first = due(parts=free)
    payment = PAYMENT.evolve(None, first)
    [came] = receive(payment, cash(0), at=EVENING)
    payment = PAYMENT.evolve(payment, came)
    [fell] = adjust(payment, lowered, at=EVENING)
    payment = PAYMENT.evolve(payment, fell)

    booked: Counter[Account] = Counter()
    for event in (first, came, fell):
        for line in event.entries:
            booked[line.account] += line.debit_idr - line.credit_idr
    assert set(booked.values()) <= {0}
    assert payment.left == NOTHING
