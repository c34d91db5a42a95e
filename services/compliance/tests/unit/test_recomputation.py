"""A month computed again from the facts alone equals what was stored, or the books are wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    CAMPUS,
    CITY,
    CLOSING,
    CUT_OFF,
    GOODS,
    HEALTH,
    MARCH,
    ORDERED,
    SARI,
    enacted,
    enrolled,
    fell_through,
    handed_over,
    noted,
    opened,
    paid,
    source,
)
from hypothesis import given, strategies as st

from compliance.domain.duty_events import ObligationsAssessed
from compliance.domain.people_events import MemberIdentityChanged
from compliance.domain.purchase_events import NoteEvent, SpendCredited
from compliance.domain.recomputation import Comparison, Recomputed, compare, recompute
from compliance.domain.words import CountingBasis, Fault, IdentityCause, IdentityKind, Outcome
from kernel.domain.events import Event

BUYERS = [BUDI, SARI, "unknown-membership", None]
DAYS = st.integers(-35, 35)
Facts = list[NoteEvent]
NOTHING = Recomputed(credits=(), obligations=(), assessments=())


def of_order(facts: Facts, order_id: str) -> Facts:
    return [replace(one, order_id=order_id) for one in facts]


@st.composite
def orders(draw: st.DrawFn, order_id: str) -> Facts:
    """One order of any fate, its facts at any time around the cut-off."""
    placed_at = ORDERED + timedelta(days=draw(DAYS))
    at = CUT_OFF + timedelta(days=draw(DAYS))
    first, second = draw(st.integers(1, 20_000)), draw(st.integers(0, 5_000))
    told: Facts = [
        noted(
            membership_id=draw(st.sampled_from(BUYERS)),
            placed_at=placed_at,
            funding_source=draw(st.sampled_from(["own", "own", "apbd"])),
        ),
        handed_over(source=source("delivered", at), delivered_at=at),
        paid(f"{order_id}-1", at, paid_idr=first, remaining_due_idr=1),
        paid(f"{order_id}-2", at, paid_idr=second, delivery_fee_idr=0),
        fell_through(draw(st.sampled_from(Fault)), at),
    ]
    missing = draw(st.sets(st.integers(0, len(told) - 1), max_size=2))
    return of_order([one for at, one in enumerate(told) if at not in missing], order_id)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Facts, Facts, Facts]:
    """What is told before the month is opened, while it is open, and after it is closed."""
    told = [fact for number in range(4) for fact in draw(orders(f"order-{number}"))]
    facts = draw(st.permutations(told))
    first, second = sorted(draw(st.tuples(*[st.integers(0, len(facts))] * 2)))
    return facts[:first], facts[first:second], facts[second:]


def lived(parts: tuple[Facts, Facts, Facts], basis: CountingBasis = CountingBasis.PLACED) -> Ledger:
    before, during, after = parts
    ledger = Ledger(basis=basis)
    ledger.hears(before)
    ledger.opens()
    ledger.hears(during)
    ledger.closes()
    ledger.hears(after)
    return ledger


def one_order_paid() -> Ledger:
    return lived(([], [noted(), handed_over(), paid()], []))


@given(parts=histories(), basis=st.sampled_from(CountingBasis))
def test_a_month_computed_again_equals_what_was_credited(
    parts: tuple[Facts, Facts, Facts], basis: CountingBasis
) -> None:
    ledger = lived(parts, basis)

    anew = recompute(ledger.history, CITY, MARCH)

    credited = {one.credit_id: replace(one, balance_after_idr=0) for one in ledger.credits}
    assert {one.credit_id: replace(one, balance_after_idr=0) for one in anew.credits} == credited
    assert anew.assessments == ledger.assessments
    assert compare(ledger.history, CITY, MARCH) == Comparison(
        credits=len(credited), obligations=2, assessments=2, differences=0
    )


@given(parts=histories())
def test_stored_judgements_are_never_looked_at(parts: tuple[Facts, Facts, Facts]) -> None:
    history = lived(parts).history
    facts = [blanked(one) for one in history if not isinstance(one, SpendCredited)]

    assert recompute(facts, CITY, MARCH) == recompute(history, CITY, MARCH)


def blanked(event: Event) -> Event:
    """Leave of an assessment only when it was made."""
    if isinstance(event, ObligationsAssessed):
        assessments = tuple(
            replace(one, credited_idr=-1, target_idr=-1, pending_idr=-1)
            for one in event.assessments
        )
        return replace(event, assessments=assessments)
    return event


def test_a_month_that_is_open_shows_how_it_would_come_out_now() -> None:
    ledger = Ledger()
    ledger.opens()
    ledger.hears([noted(), handed_over(), paid()])

    anew = recompute(ledger.history, CITY, MARCH)

    outcomes = {one.agency_id_reported: one for one in anew.assessments}
    assert outcomes[HEALTH].outcome is Outcome.OUT_OF_SCOPE
    assert [one.credited_idr for one in anew.assessments if one.credited_idr] == [GOODS]
    assert compare(ledger.history, CITY, MARCH) == Comparison(
        credits=1, obligations=2, assessments=0, differences=0
    )


def test_money_after_the_closing_does_not_change_what_was_closed() -> None:
    late: Facts = [noted(), handed_over(), paid(at=CLOSING)]

    ledger = lived(([], [], late))

    anew = recompute(ledger.history, CITY, MARCH)
    assert [one.credited_idr for one in anew.credits if isinstance(one, SpendCredited)] == [0]
    assert anew.assessments == ledger.assessments


def credit_changed(event: Event) -> list[Event]:
    if isinstance(event, SpendCredited):
        return [replace(event, credited_idr=event.credited_idr + 1)]
    return [event]


def credit_lost(event: Event) -> list[Event]:
    return [] if isinstance(event, SpendCredited) else [event]


def credit_invented(event: Event) -> list[Event]:
    if isinstance(event, SpendCredited):
        return [event, replace(event, credit_id="invented")]
    return [event]


def outcome_changed(event: Event) -> list[Event]:
    if isinstance(event, ObligationsAssessed):
        first, *rest = event.assessments
        return [replace(event, assessments=(replace(first, pending_idr=1), *rest))]
    return [event]


def outcome_left_out(event: Event) -> list[Event]:
    if isinstance(event, ObligationsAssessed):
        return [replace(event, assessments=event.assessments[1:])]
    return [event]


@pytest.mark.parametrize(
    "damage", [credit_changed, credit_lost, credit_invented, outcome_changed, outcome_left_out]
)
def test_whatever_is_stored_wrongly_is_a_difference(
    damage: Callable[[Event], list[Event]],
) -> None:
    history = [kept for one in one_order_paid().history for kept in damage(one)]

    assert compare(history, CITY, MARCH) == Comparison(
        credits=1, obligations=2, assessments=2, differences=1
    )


def test_the_order_of_judging_is_no_difference() -> None:
    history = [
        replace(one, balance_after_idr=7) if isinstance(one, SpendCredited) else one
        for one in one_order_paid().history
    ]

    assert compare(history, CITY, MARCH).differences == 0


def test_nothing_comes_of_a_month_that_was_never_opened() -> None:
    nothing = NOTHING
    ledger = Ledger()
    ledger.hears([noted(), handed_over(), paid()])

    assert recompute(ledger.history, CITY, MARCH) == nothing
    assert recompute([], CITY, MARCH) == nothing


@pytest.mark.parametrize(("institution_id", "month"), [(CAMPUS, MARCH), (CITY, "2026-04")])
def test_another_institution_or_month_sees_nothing_of_it(institution_id: str, month: str) -> None:
    history = one_order_paid().history

    assert recompute(history, institution_id, month) == Recomputed(
        credits=(), obligations=(), assessments=()
    )
    assert compare(history, institution_id, month) == Comparison(
        credits=0, obligations=0, assessments=0, differences=0
    )


def test_a_month_without_its_rule_cannot_be_judged() -> None:
    history = [opened(), *lived(([noted()], [], [])).history]

    assert recompute([opened()], CITY, MARCH) == Recomputed(
        credits=(), obligations=(), assessments=()
    )
    assert recompute(history, CITY, MARCH).credits == ()


def test_a_later_rule_does_not_judge_an_earlier_month() -> None:
    ledger = Ledger()
    ledger.opens()
    ledger.history.append(enacted(version=2, effective_from=date(2026, 4, 1)))
    ledger.hears([noted(), handed_over(), paid()])
    ledger.closes()

    assert compare(ledger.history, CITY, MARCH) == Comparison(
        credits=1, obligations=2, assessments=2, differences=0
    )


def test_a_changed_identity_changes_no_duty() -> None:
    changed = MemberIdentityChanged(
        membership_id=BUDI,
        old_identity_ref=enrolled().identity_ref,
        new_identity_ref="vault-2",
        identity_kind=IdentityKind.PPPK,
        cause=IdentityCause.CORRECTION,
        valid_from=date(2026, 3, 5),
    )
    ledger = Ledger()
    ledger.opens()
    ledger.knows(changed)
    ledger.hears([noted(), handed_over(), paid()])
    ledger.closes()

    assert compare(ledger.history, CITY, MARCH) == Comparison(
        credits=1, obligations=2, assessments=2, differences=0
    )
