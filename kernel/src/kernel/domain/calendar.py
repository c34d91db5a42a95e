"""Working days and opening hours: deadlines that people can be held to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time as clock_time, timedelta

from kernel.domain.wib import at_local, business_date, local

MONDAY_TO_SATURDAY = range(6)
_SATURDAY = 5
_DAYS_SEARCHED_MAX = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Holidays under one version: the joint decree of three ministers is revised in mid-year."""

    version: str
    holidays: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on that day (five-day week)."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def working_day(self, start: date, number: int) -> date:
        """Return the ``number``-th working day on or after ``start`` (1 is the first)."""
        day = start - timedelta(days=1)
        while number:
            day += timedelta(days=1)
            number -= self.is_working_day(day)
        return day

    def working_days_after(self, at: datetime, number: int) -> datetime:
        """Return the end, in Malang, of the ``number``-th working day after that day."""
        last = self.working_day(business_date(at) + timedelta(days=1), number)
        return at_local(last + timedelta(days=1), clock_time())


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """A week of one span a day, weekday 0 is Monday; a missing day is closed."""

    spans: Mapping[int, tuple[clock_time, clock_time]]

    def span_on(self, day: date, calendar: Calendar) -> tuple[datetime, datetime] | None:
        span = self.spans.get(day.weekday())
        if span is None or day in calendar.holidays:
            return None
        return at_local(day, span[0]), at_local(day, span[1])

    def open_at(self, at: datetime, calendar: Calendar) -> bool:
        span = self.span_on(business_date(at), calendar)
        return span is not None and span[0] <= at < span[1]

    def after_open_time(self, at: datetime, span: timedelta, calendar: Calendar) -> datetime:
        """
        Return the instant at which ``span`` of open time has passed since ``at``.

        A seller who never opens cannot run out of open time: after a year of closed days the
        wall clock counts.
        """
        day = local(at).date()
        for _ in range(_DAYS_SEARCHED_MAX):
            opened = self.span_on(day, calendar)
            if opened is not None:
                start = max(opened[0], at)
                if start + span <= opened[1]:
                    return start + span
                span -= max(opened[1] - start, timedelta(0))
            day += timedelta(days=1)
        return at + span


STANDARD_HOURS = OpeningHours(
    spans={day: (clock_time(8), clock_time(17)) for day in MONDAY_TO_SATURDAY}
)
