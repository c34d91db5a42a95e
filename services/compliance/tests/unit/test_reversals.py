"""What went back is as if it had never been bought, in whatever order it became known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    BUYER,
    CITY,
    CLOSING,
    CUT_OFF,
    DUE,
    FEE,
    GOODS,
    HEALTH,
    MARCH,
    PAID,
    SARI,
    assigned,
    corrected,
    disputed,
    fell_through,
    handed_over,
    noted,
    paid,
    purchase,
    refunded,
    returned,
    source,
)
from hypothesis import given, strategies as st

from compliance.domain.duty_events import ObligationOpened
from compliance.domain.people_events import MemberEvent, MemberLeft
from compliance.domain.period import CHUNK
from compliance.domain.purchase import Purchase, evolve
from compliance.domain.purchase_events import (
    NoteEvent,
    PurchaseRefunded,
    SpendRecorded,
    SpendReduced,
)
from compliance.domain.recomputation import compare
from compliance.domain.spend import left_of, settle
from compliance.domain.standing import Standing, standing_at
from compliance.domain.words import (
    EmploymentStatus,
    LeaveReason,
    Outcome,
    ReductionCause,
)

BOUGHT: list[NoteEvent] = [noted(), handed_over(), paid()]
ANOTHER = [replace(one, order_id="another") for one in (noted(), handed_over(), paid("other"))]
GIVEN_BACK = refunded(return_id="return-1")


def lived(facts: Sequence[NoteEvent], later: Sequence[NoteEvent] = (), **how: Any) -> Ledger:
    ledger = Ledger(**how)
    ledger.opens()
    ledger.hears(facts)
    ledger.closes()
    ledger.hears(later)
    return ledger


def settled(*facts: NoteEvent) -> list[SpendRecorded | SpendReduced]:
    return list(settle(purchase(*facts), buyer=BUYER))


def test_a_refund_takes_back_what_was_credited() -> None:
    ledger = lived([*BOUGHT, refunded()])

    [back] = ledger.reversals
    assert (back.amount_idr, back.after_close, back.changes_outcome) == (GOODS, False, False)
    assert (back.refund_event_id, back.correction_event_id, back.dispute_event_id) == (
        "refunded",
        None,
        None,
    )
    assert ledger.figures[BUDI][1] == ledger.figures[BUDI][3] == 0


@pytest.mark.parametrize("staple_min_bp", [0, 5_000])
def test_a_refund_after_the_close_equals_never_bought(staple_min_bp: int) -> None:
    bought = lived([*BOUGHT, *ANOTHER], [refunded()], staple_min_bp=staple_min_bp)
    never = lived(ANOTHER, staple_min_bp=staple_min_bp)

    assert bought.figures == never.figures
    [back] = bought.reversals
    assert back.after_close
    assert back.recorded_in_period == "2026-03"
    assert compare(bought.history, CITY, MARCH).differences == 0


def test_a_refund_that_turns_the_outcome_says_so() -> None:
    two = [*BOUGHT, *ANOTHER]
    rich = assigned(tpp_ceiling_idr=480_000, valid_from=date(2026, 1, 1))
    ledger = Ledger()
    ledger.knows(rich)
    ledger.opens()
    ledger.hears(two)
    ledger.closes()
    ledger.hears([refunded()])

    assert [one.outcome for one in ledger.assessments if one.target_idr] == [Outcome.MET]
    assert [one.changes_outcome for one in ledger.reversals] == [True]


@given(
    orders=st.permutations([noted(), handed_over(), returned()]),
    money=st.sampled_from(
        [
            (paid(), GIVEN_BACK),
            (paid(), corrected(), refunded("rest", goods_idr=14_000)),
            (paid(), corrected(goods_delta_idr=7_000), GIVEN_BACK),
        ]
    ),
    data=st.data(),
)
def test_whoever_is_heard_first_the_figures_are_the_same(
    orders: list[NoteEvent], money: tuple[NoteEvent, ...], data: st.DataObject
) -> None:
    mixed: list[NoteEvent] = list(orders)
    at = 0
    for one in money:
        at = data.draw(st.integers(at, len(mixed)))
        mixed.insert(at, one)
        at += 1
    again = data.draw(st.lists(st.sampled_from(mixed)))

    expected = lived([noted(), handed_over(), returned(), *money])
    ledger = lived([*mixed, *again])

    assert ledger.figures == expected.figures
    assert compare(ledger.history, CITY, MARCH).differences == 0


def test_a_refund_waits_until_orders_has_told_of_its_return() -> None:
    early = settled(noted(), handed_over(), paid(), GIVEN_BACK)
    whole = settled(noted(), handed_over(), paid(), GIVEN_BACK, returned())

    assert [type(one) for one in early] == [SpendRecorded]
    assert [type(one) for one in whole] == [SpendRecorded, SpendReduced]


def test_what_of_a_refund_was_for_staples_orders_has_told() -> None:
    part = refunded(return_id="return-1", goods_idr=5_000, delivery_fee_idr=0, amount_idr=5_000)

    _, reduction = settled(noted(), handed_over(), paid(), returned(), part)

    assert isinstance(reduction, SpendReduced)
    assert (reduction.goods_idr, reduction.staple_idr) == (5_000, 5_000)


def test_a_lower_correction_reduces_and_a_higher_one_is_a_spend() -> None:
    higher = corrected("up", goods_delta_idr=4_000, remaining_due_idr=0)

    first, less, more = settled(noted(), handed_over(), paid(), corrected(), higher)

    assert isinstance(first, SpendRecorded)
    assert isinstance(less, SpendReduced)
    assert (less.cause, less.goods_idr) == (ReductionCause.CORRECTION, 10_000)
    assert isinstance(more, SpendRecorded)
    assert (more.paid_idr, more.strength, more.collected_at) == (4_000, "two_sided", PAID)


def test_a_correction_of_nothing_changes_nothing() -> None:
    assert len(settled(noted(), handed_over(), paid(), corrected(goods_delta_idr=0))) == 1


def test_more_than_was_paid_cannot_go_back() -> None:
    twice = [refunded(), refunded("again")]

    ledger = lived([*BOUGHT, *twice])

    assert len(ledger.reversals) == 1
    assert ledger.figures[BUDI][1] == 0


def test_a_refund_of_the_fee_alone_takes_nothing_back() -> None:
    fee = refunded(goods_idr=0, amount_idr=FEE)

    assert lived([*BOUGHT, fee]).reversals == []


def test_a_dispute_that_is_resolved_lower_is_told_as_such() -> None:
    lower = corrected(
        "resolved", cause=ReductionCause.DISPUTE, correction_id="dispute-1", rounding_delta_idr=-50
    )

    [back] = lived([*BOUGHT, disputed(), lower]).reversals

    assert (back.dispute_event_id, back.amount_idr) == ("resolved", 10_050)


def test_the_spends_of_the_same_collection_bear_a_refund_first() -> None:
    second = paid("second", goods_idr=2_000, delivery_fee_idr=0, paid_idr=2_000)
    back = refunded(goods_idr=3_000, delivery_fee_idr=0, amount_idr=3_000)

    *_, reduction = settled(noted(), handed_over(), paid(), second, back)

    assert isinstance(reduction, SpendReduced)
    assert reduction.spend_id.endswith(settled(noted(), handed_over(), paid())[0].spend_id)


def test_what_is_left_of_a_spend_adds_up() -> None:
    state: Purchase = purchase(*BOUGHT, refunded(goods_idr=4_000, delivery_fee_idr=0))
    for one in settle(state, buyer=BUYER):
        state = evolve(state, one)

    left = left_of(state.spends[0])

    assert (left.goods_idr, left.delivery_fee_idr, left.rounding_idr) == (GOODS - 4_000, FEE, 0)


def test_money_in_dispute_is_neither_pending_nor_forgotten() -> None:
    state = purchase(noted(), handed_over(), disputed())
    resolved = corrected("r", at=PAID, cause=ReductionCause.DISPUTE, correction_id="dispute-1")

    assert standing_at(state, CUT_OFF, fee_counts=False) == Standing(
        pending_idr=GOODS - 15_000, lost_to_seller_idr=0, disputed_idr=15_000
    )
    after = standing_at(evolve(state, resolved), CUT_OFF, fee_counts=False)
    assert after.disputed_idr == 0
    lost = standing_at(evolve(state, fell_through()), CUT_OFF, fee_counts=False)
    assert (lost.lost_to_seller_idr, lost.disputed_idr) == (GOODS, 15_000)


def test_a_refund_makes_nothing_due_again() -> None:
    state = purchase(*BOUGHT, refunded())
    part = purchase(noted(), handed_over(), paid(remaining_due_idr=5), refunded())

    assert standing_at(state, CUT_OFF, fee_counts=True).pending_idr == 0
    assert standing_at(part, CUT_OFF, fee_counts=True).pending_idr == 0


def test_money_of_another_month_that_went_back_is_no_business_of_this_one() -> None:
    april = [replace(one, placed_at=CLOSING) for one in (noted(),)]
    ledger = lived([*april, handed_over(), paid(), refunded()])

    assert not ledger.credits
    assert not ledger.reversals
    assert compare(ledger.history, CITY, MARCH).differences == 0


def test_a_duty_of_somebody_who_was_never_enrolled_is_a_difference() -> None:
    ledger = lived(BOUGHT)
    strangers = [
        replace(one, membership_id="stranger", obligation_id="strange")
        for one in ledger.history
        if isinstance(one, ObligationOpened) and one.membership_id == BUDI
    ]

    assert compare([*ledger.history, *strangers], CITY, MARCH).differences == 1


DAYS = st.dates(date(2026, 1, 2), date(2026, 4, 20))


@st.composite
def late_news(draw: st.DrawFn) -> MemberEvent:
    """Something about a member, of any day around the month."""
    return assigned(
        draw(st.sampled_from([BUDI, SARI])),
        agency_id=draw(st.sampled_from([HEALTH, "elsewhere"])),
        tpp_ceiling_idr=draw(st.sampled_from([None, 400_000, 900_000])),
        tpp_eligible=draw(st.booleans()),
        employment_status=draw(st.sampled_from(EmploymentStatus)),
        valid_from=draw(DAYS),
    )


@given(
    before=st.lists(late_news(), max_size=2),
    during=st.lists(late_news(), max_size=2),
    after=st.lists(late_news(), max_size=3),
    leaves=st.none() | DAYS,
    back=st.booleans(),
    chunk=st.sampled_from([1, CHUNK]),
)
def test_recomputed_after_any_history_a_month_is_what_is_stored(
    before: list[MemberEvent],
    during: list[MemberEvent],
    after: list[MemberEvent],
    leaves: date | None,
    back: bool,  # noqa: FBT001 - given by the strategy
    chunk: int,
) -> None:
    ledger = Ledger(chunk=chunk, staple_min_bp=2_000)
    for one in before:
        ledger.knows(one)
    ledger.hears([noted(), paid()])
    ledger.opens()
    ledger.hears([handed_over(), *ANOTHER])
    for one in during:
        ledger.knows(one)
    late: PurchaseRefunded = refunded(at=CLOSING)
    ledger.closes(between=[late] if back else [])
    if leaves:
        ledger.knows(
            MemberLeft(
                membership_id=BUDI,
                institution_id=CITY,
                reason=LeaveReason.RETIRED,
                valid_to=leaves,
                known_from=CLOSING,
                decree_ref=None,
                import_batch_id=None,
            )
        )
    for one in after:
        ledger.knows(one)
    ledger.hears([replace(late, order_id="another", source=source("late", CLOSING))])

    assert compare(ledger.history, CITY, MARCH).differences == 0
    assert DUE > FEE
    assert timedelta(0) < CLOSING - CUT_OFF


def test_what_went_back_before_the_month_was_opened_is_taken_back_when_it_opens() -> None:
    ledger = Ledger()
    ledger.hears([*BOUGHT, refunded()])
    assert ledger.reversals == []

    ledger.opens()

    [reversed_] = ledger.reversals
    assert reversed_.amount_idr == ledger.credits[0].credited_idr
    assert compare(ledger.history, CITY, MARCH).differences == 0
