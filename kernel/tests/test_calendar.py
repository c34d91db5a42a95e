"""Working days and opening hours, by the calendar of Malang."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from kernel.domain.calendar import STANDARD_HOURS, Calendar, OpeningHours
from kernel.domain.wib import at_local, business_date

THURSDAY_OFF = date(2026, 5, 14)
FRIDAY_OFF = date(2026, 5, 15)
CALENDAR = Calendar(version="test-1", holidays=frozenset({THURSDAY_OFF, FRIDAY_OFF}))
WEDNESDAY = date(2026, 5, 13)
SATURDAY = date(2026, 5, 16)
SUNDAY = date(2026, 5, 17)
MONDAY = date(2026, 5, 18)
ANY_DAY = st.dates(date(2026, 1, 1), date(2026, 12, 1))
ANY_INSTANT = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def test_week_ends_and_holidays_are_no_working_days() -> None:
    assert CALENDAR.is_working_day(WEDNESDAY)
    assert not CALENDAR.is_working_day(THURSDAY_OFF)
    assert not CALENDAR.is_working_day(SATURDAY)


def test_the_first_working_day_may_be_the_start_itself() -> None:
    assert CALENDAR.working_day(WEDNESDAY, 1) == WEDNESDAY


def test_working_days_step_over_a_long_week_end() -> None:
    assert CALENDAR.working_day(WEDNESDAY, 2) == MONDAY


def test_a_window_in_working_days_ends_with_its_last_day() -> None:
    late_on_wednesday = at_local(WEDNESDAY, time(23, 59))

    ends = CALENDAR.working_days_after(late_on_wednesday, 2)

    assert ends == at_local(date(2026, 5, 20), time())


@given(start=ANY_DAY, number=st.integers(1, 30))
def test_exactly_that_many_working_days_lie_up_to_the_answer(start: date, number: int) -> None:
    answer = CALENDAR.working_day(start, number)

    span = (start + timedelta(days=n) for n in range((answer - start).days + 1))
    assert sum(CALENDAR.is_working_day(day) for day in span) == number
    assert CALENDAR.is_working_day(answer)


@pytest.mark.parametrize(
    ("day", "clock", "is_open"),
    [
        (WEDNESDAY, time(7, 59), False),
        (WEDNESDAY, time(8), True),
        (WEDNESDAY, time(17), False),
        (SATURDAY, time(12), True),
        (SUNDAY, time(12), False),
        (THURSDAY_OFF, time(12), False),
    ],
)
def test_a_stall_is_open_within_its_hours_on_its_days(
    day: date, clock: time, *, is_open: bool
) -> None:
    assert STANDARD_HOURS.open_at(at_local(day, clock), CALENDAR) is is_open


def test_open_time_within_one_day_is_wall_clock_time() -> None:
    at = at_local(WEDNESDAY, time(9))

    assert STANDARD_HOURS.after_open_time(at, timedelta(hours=4), CALENDAR) == at_local(
        WEDNESDAY, time(13)
    )


def test_open_time_that_is_left_at_closing_continues_on_the_next_open_day() -> None:
    at = at_local(WEDNESDAY, time(15))

    assert STANDARD_HOURS.after_open_time(at, timedelta(hours=4), CALENDAR) == at_local(
        SATURDAY, time(10)
    )


def test_before_opening_and_after_closing_no_open_time_passes() -> None:
    early, late = at_local(WEDNESDAY, time(6)), at_local(WEDNESDAY, time(20))

    assert STANDARD_HOURS.after_open_time(early, timedelta(hours=1), CALENDAR) == at_local(
        WEDNESDAY, time(9)
    )
    assert STANDARD_HOURS.after_open_time(late, timedelta(hours=1), CALENDAR) == at_local(
        SATURDAY, time(9)
    )


def test_a_seller_who_never_opens_is_measured_by_the_wall_clock() -> None:
    at = at_local(WEDNESDAY, time(9))

    ends = OpeningHours(spans={}).after_open_time(at, timedelta(hours=4), CALENDAR)

    assert ends == at + timedelta(hours=4)


@given(at=ANY_INSTANT, minutes=st.integers(1, 3000))
def test_the_open_minutes_up_to_the_answer_are_those_asked_for(at: datetime, minutes: int) -> None:
    ends = STANDARD_HOURS.after_open_time(at, timedelta(minutes=minutes), CALENDAR)

    passed = timedelta()
    day = business_date(at)
    while day <= business_date(ends):
        span = STANDARD_HOURS.span_on(day, CALENDAR)
        if span:
            passed += max(min(span[1], ends) - max(span[0], at), timedelta())
        day += timedelta(days=1)
    assert passed == timedelta(minutes=minutes)
