"""Days and months as they are meant in Malang, seven hours ahead of UTC."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from kernel.domain.wib import (
    PeriodMalformed,
    at_local,
    business_date,
    first_day,
    local,
    next_period,
    period_of,
    start_of,
)

LAST_SECOND_OF_JANUARY = datetime(2026, 1, 31, 16, 59, 59, tzinfo=UTC)
FIRST_MOMENT_OF_FEBRUARY = datetime(2026, 1, 31, 17, tzinfo=UTC)
PERIODS = st.builds("{:04d}-{:02d}".format, st.integers(2000, 2100), st.integers(1, 12))


def test_the_month_changes_at_midnight_in_malang() -> None:
    assert period_of(LAST_SECOND_OF_JANUARY) == "2026-01"
    assert period_of(FIRST_MOMENT_OF_FEBRUARY) == "2026-02"
    assert business_date(LAST_SECOND_OF_JANUARY) == date(2026, 1, 31)
    assert local(FIRST_MOMENT_OF_FEBRUARY).hour == 0


def test_a_day_begins_at_seventeen_hours_utc_of_the_day_before() -> None:
    assert start_of(date(2026, 2, 1)) == FIRST_MOMENT_OF_FEBRUARY
    assert at_local(date(2026, 2, 1), time(7)) == datetime(2026, 2, 1, tzinfo=UTC)


def test_december_is_followed_by_january_of_the_next_year() -> None:
    assert next_period("2026-11") == "2026-12"
    assert next_period("2026-12") == "2027-01"


@pytest.mark.parametrize("period", ["2026", "2026-13", "01-2026", "", "2026-1-1"])
def test_what_is_no_month_is_refused(period: str) -> None:
    with pytest.raises(PeriodMalformed):
        first_day(period)


@given(PERIODS)
def test_the_next_period_begins_where_this_one_ends(period: str) -> None:
    after = start_of(first_day(next_period(period)))

    assert period_of(start_of(first_day(period))) == period
    assert period_of(after) == next_period(period)
    assert period_of(after - timedelta(microseconds=1)) == period
