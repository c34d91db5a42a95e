"""A purchase put together: whatever order its facts come in, the same was spent."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    BUYER,
    CITY,
    CUT_OFF,
    DUE,
    FEE,
    GOODS,
    HANDED_OVER,
    MARKET,
    ORDER,
    ORDERED,
    PAID,
    RETURN_UNTIL,
    duty,
    fell_through,
    handed_over,
    noted,
    ordered_line,
    paid,
    purchase,
    spend,
)
from hypothesis import given, strategies as st

from compliance.domain.credit import judge
from compliance.domain.purchase import SPEND, Purchase, note, spent_for_oneself
from compliance.domain.purchase_events import NoteEvent, PurchasePaid, SpendRecorded
from compliance.domain.spend import settle, spend_id_of
from compliance.domain.standing import NOTHING_OPEN, Standing, standing_at
from compliance.domain.words import CountingBasis, Fault, SpendSource
from kernel.testing.scenarios import Scenario

HALF: dict[str, Any] = {
    "paid_idr": 12_000,
    "goods_idr": 12_000,
    "delivery_fee_idr": 0,
    "remaining_due_idr": 13_000,
}
REST: dict[str, Any] = {"paid_idr": 13_000, "goods_idr": 12_000, "delivery_fee_idr": 1_000}
LATE = CUT_OFF
IN_TIME = CUT_OFF - timedelta(microseconds=1)
FACTS: list[NoteEvent] = [
    noted(),
    handed_over(),
    paid("first", **HALF),
    paid("second", **REST),
    fell_through(),
]


def pending(idr: int) -> Standing:
    return Standing(pending_idr=idr, lost_to_seller_idr=0)


def lost(idr: int) -> Standing:
    return Standing(pending_idr=0, lost_to_seller_idr=idr)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_noted_even_if_it_is_the_first(fact: NoteEvent) -> None:
    assert note(None, fact) == (fact,)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_is_known_is_not_noted_again(fact: NoteEvent) -> None:
    state = Scenario(SPEND).given(fact).state

    assert note(state, fact) == ()


def test_each_payment_of_an_order_is_noted() -> None:
    state = purchase(paid("first", **HALF))
    second = paid("second", **REST)

    assert note(state, second) == (second,)


@pytest.mark.parametrize(
    "facts",
    [
        [noted(), handed_over()],
        [noted(), paid()],
        [handed_over(), paid()],
        [fell_through()],
    ],
)
def test_nothing_is_spent_until_all_three_facts_are_known(facts: list[NoteEvent]) -> None:
    state = purchase(*facts)

    assert not state.is_complete
    assert settle(state, buyer=BUYER) == ()


def test_a_spend_says_what_its_facts_said() -> None:
    state = purchase(noted(), handed_over(), paid())

    [one] = settle(state, buyer=BUYER)
    assert isinstance(one, SpendRecorded)

    assert state.is_complete
    assert one.spend_id == spend_id_of(ORDER, "received")
    assert (one.member_id, one.membership_id) == ("budi", BUDI)
    assert (one.institution_id, one.agency_id_as_known) == (CITY, MARKET)
    assert (one.paid_idr, one.goods_idr, one.delivery_fee_idr) == (DUE, GOODS, FEE)
    assert (one.placed_at, one.delivered_at, one.collected_at) == (ORDERED, HANDED_OVER, PAID)
    assert (one.payment_event_id, one.payment_recorded_at) == ("received", PAID)
    assert (one.return_until, one.source) == (RETURN_UNTIL, SpendSource.MARKETPLACE)
    assert [(line.staple, line.amount_idr) for line in one.lines] == [
        (True, 15_000),
        (False, 9_000),
    ]


def test_somebody_without_a_membership_spends_as_well() -> None:
    stranger = noted(membership_id=None, institution_id=None)

    [one] = settle(purchase(stranger, handed_over(), paid()), buyer=None)
    assert isinstance(one, SpendRecorded)

    assert (one.member_id, one.membership_id, one.institution_id) == (None, None, None)
    assert one.agency_id_as_known is None
    assert one.paid_idr == DUE


def test_a_membership_nobody_knows_keeps_what_orders_said() -> None:
    [one] = settle(purchase(noted(), handed_over(), paid()), buyer=None)
    assert isinstance(one, SpendRecorded)

    assert (one.member_id, one.membership_id, one.institution_id) == (None, BUDI, CITY)


def test_a_line_that_was_handed_over_but_never_ordered_is_left_out() -> None:
    only_rice = noted(lines=(ordered_line("rice", staple=True),))

    [one] = settle(purchase(only_rice, handed_over(), paid()), buyer=BUYER)
    assert isinstance(one, SpendRecorded)

    assert [line.commodity_code for line in one.lines] == ["rice"]


def test_a_payment_is_spent_once() -> None:
    first = spend()
    state = purchase(noted(), handed_over(), paid(), first)

    assert settle(state, buyer=BUYER) == ()
    assert state.waiting == (first,)


def test_a_spend_waits_until_it_is_judged() -> None:
    one = spend()
    judged = judge(one, duty(), basis=CountingBasis.PLACED)

    state = Scenario(SPEND).given(noted(), handed_over(), paid(), one, judged).state

    assert [known.recorded for known in state.spends] == [one]
    assert state.waiting == ()


def lived(facts: list[NoteEvent]) -> tuple[dict[str, SpendRecorded], dict[str, int], Purchase]:
    ledger = Ledger()
    ledger.opens()
    ledger.hears(facts)
    credited = {one.credit_id: one.credited_idr for one in ledger.credits}
    assert len(ledger.spends) == len(credited), "nothing is told twice"
    return {one.spend_id: one for one in ledger.spends}, credited, ledger.purchases[ORDER]


@given(facts=st.permutations(FACTS))
def test_any_order_of_arrival_gives_the_same_spends_and_credits(facts: list[NoteEvent]) -> None:
    expected_spends, expected_credits, _ = lived(FACTS)

    spends, credited, _ = lived(facts)

    assert spends == expected_spends
    assert credited == expected_credits
    assert sum(credited.values()) == GOODS


@given(facts=st.permutations(FACTS), again=st.lists(st.sampled_from(FACTS)), data=st.data())
def test_a_repeated_fact_changes_nothing(
    facts: list[NoteEvent], again: list[NoteEvent], data: st.DataObject
) -> None:
    once = lived(facts)
    repeated = list(facts)
    for fact in again:
        first = repeated.index(fact) + 1
        repeated.insert(data.draw(st.integers(first, len(repeated))), fact)

    assert lived(repeated) == once


@pytest.mark.parametrize(
    ("change", "own"),
    [
        ({}, True),
        ({"buyer_kind": "agency"}, False),
        ({"purchase_purpose": "official"}, False),
        ({"funding_source": "apbd"}, False),
        ({"funding_source": "a_word_of_next_year"}, False),
    ],
)
def test_only_a_person_with_its_own_money_spends_for_itself(
    change: dict[str, str], *, own: bool
) -> None:
    assert spent_for_oneself(noted(**change)) is own
    assert spent_for_oneself(spend(**change)) is own


@pytest.mark.parametrize(("fee_counts", "open_idr"), [(False, GOODS), (True, DUE)])
def test_an_order_without_money_is_pending(*, fee_counts: bool, open_idr: int) -> None:
    state = purchase(noted())

    assert standing_at(state, CUT_OFF, fee_counts=fee_counts) == pending(open_idr)


def test_money_of_which_nobody_told_an_order_leaves_nothing_open() -> None:
    assert standing_at(purchase(paid()), CUT_OFF, fee_counts=False) == NOTHING_OPEN


def test_an_agency_leaves_nothing_open() -> None:
    state = purchase(noted(buyer_kind="agency"))

    assert standing_at(state, CUT_OFF, fee_counts=False) == NOTHING_OPEN


@pytest.mark.parametrize(("at", "standing"), [(IN_TIME, pending(9_000)), (LATE, pending(GOODS))])
def test_what_was_refused_at_the_door_is_not_pending_if_it_was_known_in_time(
    at: datetime, standing: Standing
) -> None:
    told = handed_over(amount_due_idr=10_000)
    state = purchase(noted(), replace(told, source=replace(told.source, recorded_at=at)))

    assert standing_at(state, CUT_OFF, fee_counts=False) == standing


@pytest.mark.parametrize(("at", "standing"), [(IN_TIME, NOTHING_OPEN), (LATE, pending(GOODS))])
def test_money_counts_as_come_only_if_it_was_recorded_in_time(
    at: datetime, standing: Standing
) -> None:
    state = purchase(noted(), handed_over(), paid(at=at))

    assert standing_at(state, CUT_OFF, fee_counts=False) == standing


def test_what_is_settled_in_full_is_not_pending_though_the_sums_differ() -> None:
    rounded_down = paid(paid_idr=24_900, goods_idr=23_900)

    state = purchase(noted(), handed_over(), rounded_down)

    assert standing_at(state, CUT_OFF, fee_counts=False) == NOTHING_OPEN


@pytest.mark.parametrize(("fee_counts", "open_idr"), [(False, 12_000), (True, 13_000)])
def test_the_rest_of_a_part_payment_is_pending(*, fee_counts: bool, open_idr: int) -> None:
    state = purchase(noted(), handed_over(), paid(**HALF))

    assert standing_at(state, CUT_OFF, fee_counts=fee_counts) == pending(open_idr)


@given(idr=st.integers(0, 10**6))
def test_nothing_is_ever_pending_below_zero(idr: int) -> None:
    money = paid(paid_idr=idr, goods_idr=idr, delivery_fee_idr=0, remaining_due_idr=1)

    found = standing_at(purchase(noted(), money), CUT_OFF, fee_counts=False)

    assert found == pending(max(GOODS - idr, 0))


@pytest.mark.parametrize("fault", list(Fault))
def test_what_fell_through_is_lost_only_by_the_fault_of_the_seller(fault: Fault) -> None:
    state = purchase(noted(), fell_through(fault))

    found = standing_at(state, CUT_OFF, fee_counts=False)

    assert found == (lost(GOODS) if fault is Fault.SELLER else NOTHING_OPEN)


@pytest.mark.parametrize(("at", "standing"), [(IN_TIME, lost(GOODS)), (LATE, pending(GOODS))])
def test_what_fell_through_after_the_cut_off_was_still_pending_at_it(
    at: datetime, standing: Standing
) -> None:
    state = purchase(noted(), fell_through(at=at))

    assert standing_at(state, CUT_OFF, fee_counts=False) == standing


@given(facts=st.permutations(FACTS), fee_counts=st.booleans())
def test_any_order_of_arrival_gives_the_same_standing(
    facts: list[NoteEvent], *, fee_counts: bool
) -> None:
    part = [one for one in facts if not isinstance(one, PurchasePaid) or one.remaining_due_idr]

    found = standing_at(purchase(*part), CUT_OFF, fee_counts=fee_counts)

    assert found == lost(13_000 if fee_counts else 12_000)


def test_what_comes_after_the_cut_off_never_changes_the_standing_at_it() -> None:
    before = purchase(noted(), handed_over(), paid(**HALF))
    after = purchase(
        noted(), handed_over(), paid(**HALF), paid("second", LATE), fell_through(at=LATE)
    )

    assert standing_at(after, CUT_OFF, fee_counts=False) == standing_at(
        before, CUT_OFF, fee_counts=False
    )
