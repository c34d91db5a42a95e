"""The joint decree of three ministers, as a table and as working days."""

from datetime import date

import pytest

from kernel.adapters.holidays import HolidaysUnknown, load_calendar


def test_the_calendar_of_2026_has_a_version_and_all_days_of_the_decree() -> None:
    calendar = load_calendar()

    assert calendar.version == "2026-1"
    assert len(calendar.holidays) == 25
    assert date(2026, 3, 21) in calendar.holidays


def test_no_table_means_no_calendar_rather_than_one_without_holidays() -> None:
    with pytest.raises(HolidaysUnknown, match="2027"):
        load_calendar(2027)


@pytest.mark.parametrize(
    ("month", "fifth"),
    [
        (date(2026, 1, 1), date(2026, 1, 8)),  # New Year is on a Thursday.
        (date(2026, 2, 1), date(2026, 2, 6)),  # The month begins on a Sunday.
        (date(2026, 6, 1), date(2026, 6, 8)),  # Pancasila on the first, a Monday.
        (date(2026, 12, 1), date(2026, 12, 7)),
    ],
)
def test_the_fifth_working_day_steps_over_holidays_and_week_ends(month: date, fifth: date) -> None:
    assert load_calendar().working_day(month, 5) == fifth
