"""One month of one institution: opened under one version of the rule, closed after its cut-off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from compliance.domain.duty_events import (
    Assessment,
    ConsumedPosition,
    ObligationsAssessed,
    PeriodClosed,
    PeriodCounts,
    PeriodEvent,
    PeriodOpened,
    PeriodTotals,
    PolicyEnacted,
    PolicyVersion,
)
from compliance.domain.words import Outcome, PeriodStatus
from kernel.domain.calendar import Calendar
from kernel.domain.errors import Rejected
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day, next_period, start_of

CHUNK = 1000


class PeriodNotBegun(Rejected):
    code = "period_not_begun"


class PeriodNotOpened(Rejected):
    code = "period_not_opened"


class BeforeCutOff(Rejected):
    code = "before_cut_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    institution_id: str
    period: str
    policy_id: str
    policy_version: int
    cut_off_at: datetime
    status: PeriodStatus = PeriodStatus.OPEN
    close_no: int = 0

    @property
    def is_closed(self) -> bool:
        return self.status is PeriodStatus.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a closing rests on, besides the assessments."""

    consumed: tuple[ConsumedPosition, ...]
    code_version: str
    closed_by_id: str | None


def period_key(institution_id: str, period: str) -> str:
    return f"{institution_id}:{period}"


def last_day(period: str) -> date:
    return first_day(next_period(period)) - timedelta(days=1)


def cut_off(period: str, working_days: int, calendar: Calendar) -> datetime:
    """Return the end, in Malang, of that working day of the next month."""
    last = calendar.working_day(first_day(next_period(period)), working_days)
    return start_of(last + timedelta(days=1))


def open_period(
    policy: PolicyEnacted, period: str, *, calendar: Calendar, members: int, at: datetime
) -> PeriodOpened:
    """
    Open the month under that version of the rule.

    :raises PeriodNotBegun: its first moment in Malang has not come
    """
    if at < start_of(first_day(period)):
        raise PeriodNotBegun(f"{period} has not begun")
    return PeriodOpened(
        institution_id=policy.institution_id,
        period=period,
        policy_id=policy.policy_id,
        policy_version=policy.version,
        cut_off_at=cut_off(period, policy.late_collection_days, calendar),
        calendar_version=calendar.version,
        opened_at=at,
        members=members,
    )


def may_close(period: Period | None, *, at: datetime) -> Period:
    """
    Return the period if its time has come.

    :raises PeriodNotOpened: nobody has a duty in that month
    :raises BeforeCutOff: cash may still come in time
    """
    if period is None:
        raise PeriodNotOpened("that month was never opened")
    if at < period.cut_off_at:
        raise BeforeCutOff("cash may still be recorded in time", cut_off_at=period.cut_off_at)
    return period


def close(
    period: Period, assessments: Sequence[Assessment], closing: Closing
) -> tuple[PeriodClosed | ObligationsAssessed, ...]:
    """Close the month: who met the duty and who did not, in chunks."""
    number = period.close_no + 1
    chunks = [assessments[at : at + CHUNK] for at in range(0, len(assessments), CHUNK)]
    closed = PeriodClosed(
        institution_id=period.institution_id,
        period=period.period,
        close_no=number,
        cut_off_at=period.cut_off_at,
        late_upload_until=period.cut_off_at,
        consumed_positions=closing.consumed,
        policy_versions=(PolicyVersion(policy_id=period.policy_id, version=period.policy_version),),
        counts=count(assessments),
        totals=total(assessments),
        code_version=closing.code_version,
        closed_by_id=closing.closed_by_id,
    )
    return (
        closed,
        *(
            ObligationsAssessed(
                institution_id=period.institution_id,
                period=period.period,
                close_no=number,
                chunk_no=chunk_no,
                chunk_count=len(chunks),
                assessments=tuple(chunk),
            )
            for chunk_no, chunk in enumerate(chunks, start=1)
        ),
    )


def count(assessments: Sequence[Assessment]) -> PeriodCounts:
    """Count how the obligations came out."""
    outcomes = [one.outcome for one in assessments]
    return PeriodCounts(
        members=len(outcomes),
        in_scope=len(outcomes) - outcomes.count(Outcome.OUT_OF_SCOPE),
        met=outcomes.count(Outcome.MET),
        not_met=outcomes.count(Outcome.NOT_MET),
        exempt=outcomes.count(Outcome.EXEMPT),
    )


def total(assessments: Sequence[Assessment]) -> PeriodTotals:
    """Add up the money."""
    return PeriodTotals(
        target_idr=sum(one.target_idr for one in assessments),
        credited_idr=sum(one.credited_idr for one in assessments),
        shortfall_idr=sum(one.shortfall_idr for one in assessments),
        pending_idr=sum(one.pending_idr for one in assessments),
        lost_to_seller_idr=sum(one.lost_to_seller_idr for one in assessments),
        disputed_idr=sum(one.disputed_idr for one in assessments),
    )


def evolve(period: Period | None, event: PeriodEvent) -> Period:
    match event:
        case PeriodOpened():
            return Period(
                institution_id=event.institution_id,
                period=event.period,
                policy_id=event.policy_id,
                policy_version=event.policy_version,
                cut_off_at=event.cut_off_at,
            )
        case PeriodClosed():
            assert period is not None, "a period is opened first"
            return replace(period, status=PeriodStatus.CLOSED, close_no=event.close_no)
        case ObligationsAssessed():
            assert period is not None, "a period is opened first"
            return period
        case _:
            assert_never(event)


PERIOD = Kind("period", evolve)
