"""Whatever is said and decided about a payment, in any order: the books are right."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from payments_acts import (
    BY_BUYER,
    BY_SELLER,
    Step,
    adjusted,
    asked,
    cancelled,
    claimed,
    coded,
    confirmed,
    correction_asked,
    correction_decided,
    deemed,
    disputed,
    expired,
    folded,
    missed,
    one_sided,
    over_paid_back,
    owed,
    paid_back,
    refund_confirmed,
    refund_deemed,
    refund_disputed,
    refund_resolved,
    resolved,
    settled,
)
from payments_examples import from_orders

from kernel.adapters.codec import plain
from kernel.domain.errors import Refusal
from malpro_finance.domain.chain import BEGINNING, Envelope
from malpro_finance.domain.day import day_report
from payments.adapters.codecs import CODEC
from payments.adapters.payment_rows import payment_row
from payments.domain.collection_events import CollectionCorrected, CollectionDisputeResolved
from payments.domain.events import PaymentDue, PaymentEvent
from payments.domain.journal import Account
from payments.domain.refund_events import PaymentRefunded
from payments.domain.refunds import refund_of
from payments.domain.state import CollectionStatus, Payment, Status
from payments.domain.terms import CustodyMode
from payments.domain.words import DisputeDecision

refs = st.sampled_from(["handover", "second", "third"])
sums = st.integers(0, 40_000)
returns = st.sampled_from(["return-of-rice", "return-of-eggs"])
correction_ids = st.sampled_from(["one", "two"])
over_ids = st.sampled_from(["over-one", "over-two"])


def _refund_step(draw: st.DrawFn) -> Step:
    refund_id = draw(returns.map(refund_of) | over_ids)
    name = draw(st.sampled_from(["confirmed", "deemed", "disputed", "paid", "unpaid"]))
    return {
        "confirmed": refund_confirmed(refund_id=refund_id),
        "deemed": refund_deemed(refund_id=refund_id),
        "disputed": refund_disputed(refund_id=refund_id),
        "paid": refund_resolved(paid=True, refund_id=refund_id),
        "unpaid": refund_resolved(paid=False, refund_id=refund_id),
    }[name]


def _pay_back(payment: Payment, refund_id: str, amount_idr: int | None) -> Any:
    """The seller mostly knows what is owed, and sometimes not."""
    known = payment.refunds.get(refund_id)
    if refund_id.startswith("over"):
        sum_idr = payment.overpaid_idr if amount_idr is None else amount_idr
        return over_paid_back(sum_idr, refund_id=refund_id)(payment)
    right_idr = known.amount_idr if known else 1
    return paid_back(right_idr if amount_idr is None else amount_idr, refund_id=refund_id)(payment)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Anything that anybody, or any clock, or orders may bring about."""
    ref, amount_idr = draw(refs), draw(sums)
    kind = draw(st.integers(0, 19))
    simple: list[Step] = [
        coded(amount_idr, ref=ref),
        one_sided(amount_idr, ref=ref),
        claimed(amount_idr, ref=ref),
        settled(ref=ref),
        confirmed(ref=ref),
        deemed(ref=ref),
        disputed(amount_idr, draw(st.sampled_from([BY_BUYER, BY_SELLER])), ref=ref),
        adjusted(draw(st.integers(0, 24_050))),
        missed(draw(st.integers(1, 3))),
        cancelled,
        expired,
        owed(draw(st.integers(0, 12_000)), return_id=draw(returns)),
    ]
    if kind < len(simple):
        return simple[kind]
    if kind < 14:
        decision = draw(st.sampled_from(DisputeDecision))
        between = amount_idr if decision is DisputeDecision.SHARED else None
        return resolved(decision, between, ref=ref)
    correction_id = draw(correction_ids)
    if kind < 16:
        return correction_asked(amount_idr, ref=ref, correction_id=correction_id)
    if kind == 16:
        approve = draw(st.booleans())
        return correction_decided(approve=approve, correction_id=correction_id)
    if kind == 17:
        refund_id = draw(returns.map(refund_of) | over_ids)
        amount = draw(st.none() | sums)
        return lambda payment: _pay_back(payment, refund_id, amount)
    return _refund_step(draw)


histories = st.lists(steps(), max_size=25)


def lived(happened: list[Step], mode: CustodyMode) -> list[PaymentEvent]:
    """What is booked; what is refused leaves no trace, and what comes twice adds nothing."""
    due = asked()
    assert isinstance(due, PaymentDue)
    told: list[PaymentEvent] = [replace(due, custody_mode=mode)]
    for step in happened:
        try:
            told += step(folded(None, told))
        except Refusal:
            continue
    return told


def balances(events: list[PaymentEvent]) -> Counter[Account]:
    totals: Counter[Account] = Counter()
    for event in events:
        for entry in event.entries:
            totals[entry.account] += entry.debit_idr - entry.credit_idr
    return totals


modes = st.sampled_from([CustodyMode.SELLER_COLLECTS, CustodyMode.BANK])


@settings(max_examples=300)
@given(histories, modes)
def test_the_journal_balances_and_says_what_is_open(
    happened: list[Step], mode: CustodyMode
) -> None:
    told = lived(happened, mode)
    payment, books = folded(None, told), balances(told)

    for event in told:
        assert sum(one.debit_idr - one.credit_idr for one in event.entries) == 0
    assert Account.PLATFORM_REVENUE not in books
    assert books[Account.BUYER_RECEIVABLE] == payment.left.total_idr >= 0
    assert -books[Account.OVERPAYMENT_PAYABLE] == payment.balance.overage_idr >= 0
    assert -books[Account.REFUND_PAYABLE] == payment.to_refund_idr >= 0
    assert payment.overpaid_idr >= 0
    assert books[Account.ROUNDING] == -payment.left.rounding_idr


@settings(max_examples=200)
@given(histories, modes)
def test_what_is_counted_is_what_was_decided_last(happened: list[Step], mode: CustodyMode) -> None:
    told = lived(happened, mode)
    payment = folded(None, told)
    decided = {
        event.collection_id: event.decided_idr
        if isinstance(event, CollectionDisputeResolved)
        else event.right_idr
        for event in told
        if isinstance(event, CollectionDisputeResolved | CollectionCorrected)
    }

    for collection_id, amount_idr in decided.items():
        assert payment.collections[collection_id].counted_idr == amount_idr
    claims = [one for one in payment.collections.values() if one.status is CollectionStatus.CLAIMED]
    assert all(one.counted_idr == 0 for one in claims)
    counted = sum(one.counted_idr for one in payment.collections.values())
    refunded_over = sum(one.overage_idr for one in told if isinstance(one, PaymentRefunded))
    assert payment.balance.money_idr == counted - refunded_over


@settings(max_examples=200)
@given(histories, modes)
def test_an_accepted_history_replays_from_its_stored_form(
    happened: list[Step], mode: CustodyMode
) -> None:
    told = lived(happened, mode)

    stored = [CODEC.decode(CODEC.name(event), CODEC.encode(event)) for event in told]

    assert stored == told
    assert folded(None, told).status in Status


@settings(max_examples=200)
@given(histories, modes)
def test_every_step_repeated_at_once_changes_nothing(
    happened: list[Step], mode: CustodyMode
) -> None:
    payment = folded(None, lived([], mode))
    for step in happened:
        try:
            events = step(payment)
        except Refusal:
            continue
        payment = folded(payment, events)
        with suppress(Refusal):  # Refusing it changes nothing either.
            assert list(step(payment)) == []


@settings(max_examples=200)
@given(histories, modes)
def test_the_row_that_people_read_is_the_payment(happened: list[Step], mode: CustodyMode) -> None:
    row: dict[str, Any] | None = None
    told = lived(happened, mode)
    for event in told:
        row = payment_row(row, from_orders(event), ())
    payment = folded(None, told)

    assert row is not None
    assert row["remaining_due_idr"] == payment.left.total_idr
    assert row["overpaid_idr"] == payment.balance.overage_idr
    assert row["refund_due_idr"] == payment.to_refund_idr
    assert row["waived_idr"] == payment.balance.waived.total_idr
    standing = {"partly_received": "due"}.get(row["status"], row["status"])
    assert standing == payment.status.value
    by_status = Counter(one.status for one in payment.collections.values())
    claims = [state for state, _ in row["open_collections"].values()]
    for state in ("recorded", "claimed", "disputed"):
        assert claims.count(state) == by_status[CollectionStatus(state)]


@pytest.mark.parametrize("first", [0, 1, 2])
@settings(max_examples=60)
@given(st.data())
def test_cash_less_asked_and_a_return_come_to_the_same_in_any_order(
    first: int, data: st.DataObject
) -> None:
    facts = [coded(20_000), adjusted(14_050), one_sided(6_000, ref="later"), owed(3_000), missed()]
    order = data.draw(st.permutations(facts))
    order.insert(0, order.pop(first))

    one = folded(None, lived(order, CustodyMode.SELLER_COLLECTS))
    other = folded(None, lived(facts, CustodyMode.SELLER_COLLECTS))

    assert (one.balance, one.status, one.refunds) == (other.balance, other.status, other.refunds)


@settings(max_examples=200)
@given(histories, modes)
def test_the_report_of_finance_adds_every_day_up_to_the_rupiah(
    happened: list[Step], mode: CustodyMode
) -> None:
    told = [
        Envelope(
            line=b"",
            financeseq=number,
            prevhash=BEGINNING,
            hash=BEGINNING,
            fields={"type": CODEC.name(event), "data": plain(event)},
        )
        for number, event in enumerate(lived(happened, mode), 1)
    ]

    for day in {date.fromisoformat(one.data["business_date"]) for one in told}:
        report = day_report(told, day)
        assert [check for check in report.checks if not check.holds] == []
        assert report.unknown_types == ()
