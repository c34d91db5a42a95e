"""The journal balances, whatever happens to a payment, and the platform takes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st
from payments_examples import CANCEL, NOON, REQUEST, TERMS, cash

from payments.domain.events import PaymentCancelled, PaymentEvent, PaymentReceived
from payments.domain.evolution import evolve
from payments.domain.journal import Account, Line, entries
from payments.domain.payment import Payment, Status, cancel, receive, request
from payments.domain.terms import CustodyMode, Parts

sums = st.integers(min_value=0, max_value=10_000_000)


@st.composite
def parts(draw: st.DrawFn) -> Parts:
    goods, fee = draw(sums), draw(sums)
    rounding = -draw(st.integers(min_value=0, max_value=min(99, goods + fee)))
    return Parts(goods_idr=goods, delivery_fee_idr=fee, rounding_idr=rounding)


happenings = st.lists(st.one_of(sums, st.none()), max_size=6)


def history(
    terms_parts: Parts, mode: CustodyMode, happened: Sequence[int | None]
) -> list[PaymentEvent]:
    """What is booked when these sums come in; None is the end of the order."""
    terms = replace(TERMS, parts=terms_parts, custody_mode=mode)
    told: list[PaymentEvent] = []
    payment: Payment | None = None

    def tell(events: Sequence[PaymentEvent]) -> Payment:
        state = payment
        for event in events:
            told.append(event)
            state = evolve(state, event)
        assert state is not None
        return state

    payment = tell(request(None, replace(REQUEST, terms=terms), limits_checked=(), at=NOON))
    for number, amount_idr in enumerate(happened):
        if amount_idr is None:
            payment = tell(cancel(payment, CANCEL, at=NOON))
        else:
            payment = tell(receive(payment, cash(amount_idr, ref=f"{number}"), at=NOON))
    return told


def balances(events: Sequence[PaymentEvent]) -> Counter[Account]:
    totals: Counter[Account] = Counter()
    for event in events:
        for entry in event.entries:
            totals[entry.account] += entry.debit_idr - entry.credit_idr
    return totals


@given(parts=parts(), mode=st.sampled_from(CustodyMode), happened=happenings)
def test_every_event_balances_and_every_entry_is_on_one_side(
    parts: Parts, mode: CustodyMode, happened: list[int | None]
) -> None:
    for event in history(parts, mode, happened):
        assert sum(one.debit_idr for one in event.entries) == sum(
            one.credit_idr for one in event.entries
        )
        assert all(min(one.debit_idr, one.credit_idr) == 0 for one in event.entries)
        assert all(max(one.debit_idr, one.credit_idr) > 0 for one in event.entries)


@given(parts=parts(), mode=st.sampled_from(CustodyMode), happened=happenings)
def test_all_accounts_together_are_zero_and_platform_revenue_was_never_touched(
    parts: Parts, mode: CustodyMode, happened: list[int | None]
) -> None:
    told = history(parts, mode, happened)

    assert sum(balances(told).values()) == 0
    assert Account.PLATFORM_REVENUE not in balances(told)


@given(parts=parts(), mode=st.sampled_from(CustodyMode), happened=happenings)
def test_every_rupiah_that_came_in_is_for_the_order_or_owed_back(
    parts: Parts, mode: CustodyMode, happened: list[int | None]
) -> None:
    told = history(parts, mode, happened)
    received = [event for event in told if isinstance(event, PaymentReceived)]

    for one in received:
        applied = one.goods_idr + one.delivery_fee_idr + one.cash_rounding_idr
        assert applied == one.amount_received_idr - one.overage_idr
        assert applied == one.amount_due_idr - one.remaining_due_idr
        assert min(one.goods_idr, one.delivery_fee_idr, one.remaining_due_idr) >= 0
    over = [one for one in told if isinstance(one, PaymentReceived | PaymentCancelled)]
    assert -balances(told)[Account.OVERPAYMENT_PAYABLE] == sum(one.overage_idr for one in over)


@given(parts=parts(), mode=st.sampled_from(CustodyMode), happened=happenings)
def test_the_buyer_owes_what_is_still_due_and_rounding_ends_at_zero(
    parts: Parts, mode: CustodyMode, happened: list[int | None]
) -> None:
    told = history(parts, mode, happened)
    state: Payment | None = None
    for event in told:
        state = evolve(state, event)

    assert state is not None
    assert balances(told)[Account.BUYER_RECEIVABLE] == state.left.total_idr
    if state.status is not Status.DUE:
        assert balances(told)[Account.ROUNDING] == 0


@given(parts=parts(), happened=st.lists(sums, max_size=5))
def test_a_seller_who_collects_herself_is_owed_nothing_once_all_is_paid(
    parts: Parts, happened: list[int]
) -> None:
    told = history(parts, CustodyMode.SELLER_COLLECTS, [*happened, 30_000_000])

    assert balances(told)[Account.SELLER_PAYABLE] == 0
    assert balances(told)[Account.SELLER_DIRECT] == -balances(told)[Account.OVERPAYMENT_PAYABLE]


@given(parts=parts(), mode=st.sampled_from([CustodyMode.BANK, CustodyMode.COURIER_COLLECTS]))
def test_a_seller_whose_money_others_hold_is_owed_exactly_what_came_in(
    parts: Parts, mode: CustodyMode
) -> None:
    told = history(parts, mode, [parts.total_idr])
    held = {CustodyMode.BANK: Account.BANK_CLEARING}.get(mode, Account.CASH_IN_TRANSIT)

    assert -balances(told)[Account.SELLER_PAYABLE] == parts.total_idr
    assert balances(told)[held] == parts.total_idr


@given(parts=parts())
def test_a_cancelled_payment_leaves_every_account_as_it_was(parts: Parts) -> None:
    told = history(parts, CustodyMode.SELLER_COLLECTS, [None])

    assert not any(balances(told).values())


def test_lines_that_do_not_balance_are_a_bug() -> None:
    lonely = Line(account=Account.ROUNDING, amount_idr=1, party_id=None)

    with pytest.raises(AssertionError, match="balances"):
        entries("order", [lonely])


def test_a_line_on_platform_revenue_is_a_bug() -> None:
    commission = [
        Line(account=Account.PLATFORM_REVENUE, amount_idr=-1, party_id=None),
        Line(account=Account.SELLER_PAYABLE, amount_idr=1, party_id=None),
    ]

    with pytest.raises(AssertionError, match="no commission"):
        entries("order", commission)


def test_lines_of_nothing_are_not_posted() -> None:
    nothing = Line(account=Account.ROUNDING, amount_idr=0, party_id=None)

    assert entries("order", [nothing]) == ()
