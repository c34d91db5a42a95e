"""A month: opened at its first moment, closed after its cut-off, in chunks that all fit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from compliance_money import (
    CALENDAR,
    CITY,
    CUT_OFF,
    MARCH,
    OPENING,
    closing,
    enacted,
    opened,
    owed,
    period,
)
from hypothesis import given, strategies as st

from compliance.domain.duty_events import (
    Assessment,
    ConsumedPosition,
    ObligationsAssessed,
    PeriodClosed,
    PeriodEvent,
    PolicyVersion,
)
from compliance.domain.month import assess
from compliance.domain.period import (
    CHUNK,
    PERIOD,
    BeforeCutOff,
    Period,
    PeriodNotBegun,
    PeriodNotClosing,
    PeriodNotOpened,
    assess_chunk,
    close,
    count,
    cut_off,
    last_day,
    may_close,
    open_period,
    period_key,
    start_closing,
    total,
)
from compliance.domain.words import Outcome, PeriodStatus
from kernel.domain.wib import first_day, next_period, period_of
from kernel.testing.scenarios import Scenario

POSITION = ConsumedPosition(source_service="orders", position=7)


def assessment(number: int = 1, **changes: Any) -> Assessment:
    [one] = assess([owed(f"obligation-{number:05}")], {})
    return replace(one, **changes)


def test_a_month_is_opened_in_its_first_moment_in_malang() -> None:
    rule = enacted()

    event = open_period(rule, MARCH, calendar=CALENDAR, members=3, at=OPENING)

    assert (event.institution_id, event.period, event.members) == (CITY, MARCH, 3)
    assert (event.policy_id, event.policy_version) == (rule.policy_id, rule.version)
    assert (event.opened_at, event.calendar_version) == (OPENING, "2026-1")
    assert event.cut_off_at == CUT_OFF


def test_a_month_is_not_opened_before_it_begins() -> None:
    early = OPENING - timedelta(microseconds=1)

    with pytest.raises(PeriodNotBegun) as refused:
        open_period(enacted(), MARCH, calendar=CALENDAR, members=3, at=early)

    assert refused.value.own_code == "period_not_begun"


def test_the_cut_off_is_the_end_of_the_fifth_working_day_of_the_next_month() -> None:
    without_holidays = replace(CALENDAR, holidays=frozenset())

    assert cut_off(MARCH, 5, without_holidays) == datetime(2026, 4, 7, 17, 0, tzinfo=UTC)
    assert cut_off(MARCH, 5, CALENDAR) == datetime(2026, 4, 8, 17, 0, tzinfo=UTC)


@given(month=st.dates(date(2020, 1, 1), date(2040, 1, 1)), days=st.integers(1, 20))
def test_a_cut_off_is_always_later_than_its_month(month: date, days: int) -> None:
    name = f"{month:%Y-%m}"

    at = cut_off(name, days, CALENDAR)

    assert period_of(at - timedelta(microseconds=1)) == next_period(name)
    assert at < cut_off(name, days + 1, CALENDAR)


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2026-02", date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_a_month_is_the_eve_of_the_next(month: str, day: date) -> None:
    assert last_day(month) == day
    assert last_day(month) + timedelta(days=1) == first_day(next_period(month))


def test_a_month_of_an_institution_has_one_key() -> None:
    assert period_key(CITY, MARCH) == f"{CITY}:{MARCH}"


def test_a_month_may_be_closed_from_its_cut_off_on() -> None:
    state = Scenario(PERIOD).given(opened()).state

    assert may_close(state, at=CUT_OFF) is state


def test_a_month_is_not_closed_before_its_cut_off() -> None:
    with pytest.raises(BeforeCutOff) as refused:
        may_close(period(), at=CUT_OFF - timedelta(microseconds=1))

    assert refused.value.own_code == "before_cut_off"
    assert refused.value.details["cut_off_at"] == CUT_OFF


def test_a_month_that_was_never_opened_is_not_closed() -> None:
    with pytest.raises(PeriodNotOpened) as refused:
        may_close(None, at=CUT_OFF)

    assert refused.value.own_code == "period_not_opened"


def closed_of(
    assessments: list[Assessment], *, state: Period | None = None, size: int = CHUNK, **more: Any
) -> tuple[PeriodEvent, ...]:
    """Close the month step by step and return every event."""
    state = state or period()
    told: list[PeriodEvent] = []

    def turn(events: Sequence[PeriodEvent]) -> None:
        nonlocal state
        for event in events:
            told.append(event)
            state = PERIOD.evolve(state, event)

    rests_on = closing(**more)
    turn(start_closing(state, rests_on, obligations=len(assessments), chunk_size=size))
    while state.chunk_no < state.chunk_count:
        at = state.chunk_no * size
        turn([assess_chunk(state, assessments[at : at + size])])
    turn(close(state, code_version=rests_on.code_version, closed_by_id=rests_on.closed_by_id))
    return tuple(told)


def test_closing_tells_on_what_it_rests() -> None:
    state = Scenario(PERIOD).given(opened()).state

    told = closed_of(
        [assessment()], state=state, consumed=(POSITION,), code_version="1.2", closed_by_id="clerk"
    )

    closed = told[-1]
    assert isinstance(closed, PeriodClosed)
    assert (closed.institution_id, closed.period, closed.close_no) == (CITY, MARCH, 1)
    assert (closed.cut_off_at, closed.late_upload_until) == (CUT_OFF, CUT_OFF)
    assert (closed.consumed_positions, closed.code_version) == ((POSITION,), "1.2")
    assert closed.closed_by_id == "clerk"
    assert closed.policy_versions == (
        PolicyVersion(policy_id=state.policy_id, version=state.policy_version),
    )


@pytest.mark.parametrize(
    ("members", "sizes"), [(0, []), (1, [1]), (CHUNK, [CHUNK]), (CHUNK + 1, [CHUNK, 1])]
)
def test_assessments_come_in_chunks_and_none_is_left_out(members: int, sizes: list[int]) -> None:
    assessments = [assessment(number) for number in range(members)]

    told = closed_of(assessments)

    closed = told[-1]
    assert isinstance(closed, PeriodClosed)
    assert (closed.counts, closed.totals) == (count(assessments), total(assessments))
    chunks = [one for one in told if isinstance(one, ObligationsAssessed)]
    assert [len(one.assessments) for one in chunks] == sizes
    assert [one.chunk_no for one in chunks] == list(range(1, len(sizes) + 1))
    assert {one.chunk_count for one in chunks} <= {len(sizes)}
    assert [one for chunk in chunks for one in chunk.assessments] == assessments


def test_a_closing_starts_once_and_ends_with_its_last_chunk() -> None:
    begun = closed_of([assessment(1), assessment(2)], size=1)[:2]
    state = Scenario(PERIOD).given(opened(), *begun).state

    assert start_closing(state, closing(), obligations=2) == ()
    assert close(state, code_version="test", closed_by_id=None) == ()
    with pytest.raises(PeriodNotClosing):
        assess_chunk(period(), [assessment()])


def test_outcomes_are_counted_by_kind() -> None:
    outcomes = [
        Outcome.MET,
        Outcome.MET,
        Outcome.NOT_MET,
        Outcome.OUT_OF_SCOPE,
        Outcome.EXEMPT,
    ]

    counts = count([assessment(outcome=one) for one in outcomes])

    assert (counts.members, counts.in_scope) == (5, 4)
    assert (counts.met, counts.not_met, counts.exempt) == (2, 1, 1)


@given(sums=st.lists(st.integers(0, 10**9), max_size=5))
def test_totals_are_the_sums_of_each_column(sums: list[int]) -> None:
    assessments = [
        assessment(
            target_idr=one,
            credited_idr=one + 1,
            shortfall_idr=one + 2,
            pending_idr=one + 3,
            lost_to_seller_idr=one + 4,
            disputed_idr=one + 5,
        )
        for one in sums
    ]

    totals = total(assessments)

    whole, many = sum(sums), len(sums)
    assert (totals.target_idr, totals.credited_idr) == (whole, whole + many)
    assert (totals.shortfall_idr, totals.pending_idr) == (whole + 2 * many, whole + 3 * many)
    assert (totals.lost_to_seller_idr, totals.disputed_idr) == (whole + 4 * many, whole + 5 * many)


def test_a_month_is_open_until_it_is_closed() -> None:
    state = Scenario(PERIOD).given(opened()).state

    assert (state.status, state.close_no, state.is_closed) == (PeriodStatus.OPEN, 0, False)


def test_a_closed_month_stays_closed() -> None:
    state = Scenario(PERIOD).given(opened(), *closed_of([assessment()])).state

    assert (state.status, state.close_no, state.is_closed) == (PeriodStatus.CLOSED, 1, True)
    assert may_close(state, at=CUT_OFF) is state


@pytest.mark.parametrize("event", closed_of([assessment()]))
def test_nothing_happens_to_a_month_before_it_is_opened(event: PeriodEvent) -> None:
    with pytest.raises(AssertionError, match="no arrow"):
        PERIOD.evolve(None, event)
