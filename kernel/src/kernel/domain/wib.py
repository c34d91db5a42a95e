"""Western Indonesian time: the calendar in which days, months and opening hours are meant."""

from datetime import UTC, date, datetime, time as clock_time
from zoneinfo import ZoneInfo

from kernel.domain.errors import Invalid

WIB = ZoneInfo("Asia/Jakarta")
_DECEMBER = 12


class PeriodMalformed(Invalid):
    code = "period_malformed"


def local(at: datetime) -> datetime:
    """Show the instant as people in Malang read it."""
    return at.astimezone(WIB)


def business_date(at: datetime) -> date:
    """Return the calendar day in Malang."""
    return local(at).date()


def period_of(at: datetime) -> str:
    """Return the calendar month in Malang, as ``YYYY-MM``."""
    return f"{local(at):%Y-%m}"


def first_day(period: str) -> date:
    """
    Return the first calendar day of a ``YYYY-MM`` period.

    :raises PeriodMalformed: it is not a month
    """
    try:
        return datetime.strptime(period, "%Y-%m").replace(tzinfo=WIB).date()
    except ValueError as error:
        raise PeriodMalformed(f"a period is written YYYY-MM, not {period!r}") from error


def next_period(period: str) -> str:
    """Return the month after this one."""
    first = first_day(period)
    if first.month == _DECEMBER:
        return f"{first.year + 1:04d}-01"
    return f"{first.year:04d}-{first.month + 1:02d}"


def start_of(day: date) -> datetime:
    """Return the instant, in UTC, at which the day begins in Malang."""
    return at_local(day, clock_time())


def at_local(day: date, clock: clock_time) -> datetime:
    """Return the instant, in UTC, of this wall-clock time in Malang."""
    return datetime.combine(day, clock, tzinfo=WIB).astimezone(UTC)
