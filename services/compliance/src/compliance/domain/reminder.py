"""Reminding those who are still short of their duty, some days before the month ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from compliance.domain.month import Owed, shortfall_of, staple_shortfall_of
from compliance.domain.period import Period, last_day, period_key
from kernel.domain.events import Event
from kernel.domain.streams import Kind
from kernel.domain.wib import at_local, business_date

# When people read what they are told.
_IN_THE_MORNING = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class StillShort:
    """One obligation that is not met yet."""

    obligation_id: str
    membership_id: str
    target_idr: int
    credited_idr: int
    shortfall_idr: int
    shortfall_staple_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReminded(Event):
    """
    A chunk of those who were still short so many days before the month's end.

    :param days_left: by plan; a late reminder leaves fewer
    :param chunk_no: counted from 1 within one reminder; how many there will be nobody knows
    """

    institution_id: str
    period: str
    days_left: int
    ends_on: date
    chunk_no: int
    reminded_at: datetime
    members: tuple[StillShort, ...]


def evolve(_: int | None, event: DutyReminded) -> int:
    """Return how many chunks have been reminded."""
    return event.chunk_no


# One stream for each reminder of a month.
REMINDER = Kind("reminder", evolve)


def reminder_key(institution_id: str, period: str, days_left: int) -> str:
    return f"{period_key(institution_id, period)}:{days_left}"


def remind_at(period: str, days_left: int) -> datetime:
    """Return when those who are short are to hear that so many days are left."""
    return at_local(last_day(period) - timedelta(days=days_left), _IN_THE_MORNING)


def remind(
    month: Period, owed: Sequence[Owed], *, days_left: int, chunk_no: int, at: datetime
) -> DutyReminded | None:
    """Return the fact that these were reminded; None if nobody is or the month is over."""
    ends_on = last_day(month.period)
    if not owed or business_date(at) > ends_on:
        return None
    return DutyReminded(
        institution_id=month.institution_id,
        period=month.period,
        days_left=days_left,
        ends_on=ends_on,
        chunk_no=chunk_no,
        reminded_at=at,
        members=tuple(_still_short(one) for one in owed),
    )


def _still_short(owed: Owed) -> StillShort:
    return StillShort(
        obligation_id=owed.obligation_id,
        membership_id=owed.membership_id,
        target_idr=owed.target_idr,
        credited_idr=owed.credited_idr,
        shortfall_idr=shortfall_of(owed),
        shortfall_staple_idr=staple_shortfall_of(owed),
    )
