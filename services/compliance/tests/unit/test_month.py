"""How a month comes out: who met the duty, by how much not, and what was open at the cut-off."""

import pytest
from compliance_money import (
    BUDI,
    CUT_OFF,
    DUE,
    FEE,
    GOODS,
    HANDED_OVER,
    MARKET,
    SARI,
    document,
    fell_through,
    handed_over,
    noted,
    owed,
    paid,
    period,
    purchase,
)
from hypothesis import given, strategies as st

from compliance.domain.month import assess, outcome_of, shortfall_of
from compliance.domain.standing import Standing, standings
from compliance.domain.words import Outcome
from kernel.domain.wib import first_day, next_period, start_of


@pytest.mark.parametrize(
    ("credited_idr", "outcome", "shortfall_idr"),
    [
        (0, Outcome.NOT_MET, 25_000),
        (24_999, Outcome.NOT_MET, 1),
        (25_000, Outcome.MET, 0),
        (30_000, Outcome.MET, 0),
    ],
)
def test_a_duty_is_met_from_its_target_on(
    credited_idr: int, outcome: Outcome, shortfall_idr: int
) -> None:
    one = owed(credited_idr=credited_idr)

    assert outcome_of(one) is outcome
    assert shortfall_of(one) == shortfall_idr


def test_who_owes_nothing_is_out_of_scope_and_lacks_nothing() -> None:
    one = owed(in_scope=False)

    assert outcome_of(one) is Outcome.OUT_OF_SCOPE
    assert shortfall_of(one) == 0


@given(target=st.integers(0, 10**9), credited=st.integers(0, 10**9))
def test_a_duty_is_met_exactly_if_nothing_is_missing(target: int, credited: int) -> None:
    one = owed(target_idr=target, credited_idr=credited)

    assert (outcome_of(one) is Outcome.MET) == (shortfall_of(one) == 0)
    assert credited + shortfall_of(one) == max(target, credited)


def test_assessments_come_in_the_order_of_their_ids() -> None:
    told = assess([owed("b"), owed("a"), owed("c")], {})

    assert [one.obligation_id for one in told] == ["a", "b", "c"]


def test_an_assessment_tells_what_the_books_hold_and_what_was_open() -> None:
    standing = Standing(pending_idr=3_000, lost_to_seller_idr=4_000)

    [one] = assess([owed(credited_idr=20_000)], {BUDI: standing})

    assert (one.outcome, one.target_idr, one.credited_idr) == (Outcome.NOT_MET, 25_000, 20_000)
    assert (one.shortfall_idr, one.pending_idr, one.lost_to_seller_idr) == (5_000, 3_000, 4_000)
    assert (one.disputed_idr, one.agency_id_reported) == (0, MARKET)


def test_somebody_without_open_purchases_has_nothing_pending() -> None:
    [one] = assess([owed()], {SARI: Standing(pending_idr=1, lost_to_seller_idr=1)})

    assert (one.pending_idr, one.lost_to_seller_idr) == (0, 0)


def test_what_is_pending_and_what_was_lost_add_up_for_each_membership() -> None:
    purchases = [
        purchase(noted(order_id="pending")),
        purchase(noted(order_id="lost"), fell_through()),
        purchase(noted(order_id="paid"), handed_over(), paid()),
        purchase(noted(order_id="of-sari", membership_id=SARI)),
    ]

    found = standings(purchases, period(), document())

    assert found == {
        BUDI: Standing(pending_idr=GOODS, lost_to_seller_idr=GOODS),
        SARI: Standing(pending_idr=GOODS, lost_to_seller_idr=0),
    }


def test_a_fee_is_pending_only_if_the_rule_counts_it() -> None:
    found = standings([purchase(noted())], period(), document(delivery_fee_counts=True))

    assert found == {BUDI: Standing(pending_idr=DUE, lost_to_seller_idr=0)}


def test_purchases_of_nobody_or_of_other_months_are_left_out() -> None:
    april = start_of(first_day(next_period("2026-03")))
    purchases = [
        purchase(paid()),
        purchase(noted(membership_id=None)),
        purchase(noted(placed_at=april)),
    ]

    assert standings(purchases, period(), document()) == {}


@given(amounts=st.lists(st.integers(FEE, 10**6), max_size=5), lost=st.booleans())
def test_nothing_open_is_forgotten(amounts: list[int], *, lost: bool) -> None:
    told = [noted(order_id=str(at), amount_due_idr=idr) for at, idr in enumerate(amounts)]
    purchases = [purchase(one, fell_through(at=HANDED_OVER if lost else CUT_OFF)) for one in told]

    found = standings(purchases, period(), document())

    whole = sum(amounts) - FEE * len(amounts)
    standing = Standing(pending_idr=0 if lost else whole, lost_to_seller_idr=whole if lost else 0)
    assert found == ({BUDI: standing} if amounts else {})
