"""One month of one institution: opened under one version of the rule, closed after its cut-off.

Closing goes chunk by chunk, each in a transaction of its own. What has been done is in the stream
itself, so whoever comes next, after a kill as well, goes on with the next chunk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from compliance.domain.duty_events import (
    Assessment,
    ConsumedPosition,
    ObligationsAssessed,
    PeriodClosed,
    PeriodClosingStarted,
    PeriodCounts,
    PeriodEvent,
    PeriodOpened,
    PeriodTotals,
    PolicyVersion,
)
from compliance.domain.policy_events import PolicyEnacted
from compliance.domain.words import Outcome, PeriodStatus
from kernel.domain.calendar import Calendar
from kernel.domain.errors import Rejected
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day, next_period, start_of

CHUNK = 1000
_OPEN, _CLOSING, _CLOSED = PeriodStatus.OPEN, PeriodStatus.CLOSING, PeriodStatus.CLOSED

PERIOD_LIFE = Lifecycle(
    name="period",
    arrows=(
        Arrow(None, PeriodOpened, _OPEN),
        Arrow(_OPEN, PeriodClosingStarted, _CLOSING),
        Arrow(_CLOSING, ObligationsAssessed, _CLOSING, "chunk by chunk"),
        Arrow(_CLOSING, PeriodClosed, _CLOSED),
    ),
)


class PeriodNotBegun(Rejected):
    code = "period_not_begun"


class PeriodNotOpened(Rejected):
    code = "period_not_opened"


class BeforeCutOff(Rejected):
    code = "before_cut_off"


class PeriodNotClosing(Rejected):
    code = "period_not_closing"


_NO_COUNTS = PeriodCounts(members=0, in_scope=0, met=0, not_met=0, exempt=0)
_NO_TOTALS = PeriodTotals(
    target_idr=0,
    credited_idr=0,
    shortfall_idr=0,
    pending_idr=0,
    lost_to_seller_idr=0,
    disputed_idr=0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    A month as its events tell it.

    :param assessed_until: the last obligation that has been assessed; they come by their ids
    """

    institution_id: str
    period: str
    policy_id: str
    policy_version: int
    cut_off_at: datetime
    status: PeriodStatus = PeriodStatus.OPEN
    close_no: int = 0
    chunk_size: int = CHUNK
    chunk_no: int = 0
    chunk_count: int = 0
    assessed_until: str = ""
    consumed: tuple[ConsumedPosition, ...] = ()
    counts: PeriodCounts = _NO_COUNTS
    totals: PeriodTotals = _NO_TOTALS

    @property
    def is_closed(self) -> bool:
        return self.status is PeriodStatus.CLOSED

    @property
    def is_open(self) -> bool:
        return self.status is PeriodStatus.OPEN


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


def start_closing(
    period: Period, closing: Closing, *, obligations: int, chunk_size: int = CHUNK
) -> tuple[PeriodClosingStarted, ...]:
    """Say what the closing rests on; once it has started there is nothing to start."""
    if not period.is_open:
        return ()
    started = PeriodClosingStarted(
        institution_id=period.institution_id,
        period=period.period,
        close_no=period.close_no + 1,
        cut_off_at=period.cut_off_at,
        consumed_positions=closing.consumed,
        obligations=obligations,
        chunk_size=chunk_size,
        chunk_count=-(-obligations // chunk_size),
        code_version=closing.code_version,
        started_by_id=closing.closed_by_id,
    )
    return (started,)


def assess_chunk(period: Period, assessments: Sequence[Assessment]) -> ObligationsAssessed:
    """
    Keep the next chunk: the obligations that follow the last one assessed.

    :raises PeriodNotClosing: the closing has not started, or is over
    """
    if period.status is not _CLOSING or period.chunk_no == period.chunk_count:
        raise PeriodNotClosing("there is no chunk to be assessed")
    return ObligationsAssessed(
        institution_id=period.institution_id,
        period=period.period,
        close_no=period.close_no,
        chunk_no=period.chunk_no + 1,
        chunk_count=period.chunk_count,
        assessments=tuple(assessments),
    )


def close(
    period: Period, *, code_version: str, closed_by_id: str | None
) -> tuple[PeriodClosed, ...]:
    """Close the month, once every chunk has been assessed."""
    if period.status is not _CLOSING or period.chunk_no < period.chunk_count:
        return ()
    closed = PeriodClosed(
        institution_id=period.institution_id,
        period=period.period,
        close_no=period.close_no,
        cut_off_at=period.cut_off_at,
        late_upload_until=period.cut_off_at,
        consumed_positions=period.consumed,
        policy_versions=(PolicyVersion(policy_id=period.policy_id, version=period.policy_version),),
        counts=period.counts,
        totals=period.totals,
        code_version=code_version,
        closed_by_id=closed_by_id,
    )
    return (closed,)


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
    """Add up the money of those who have a duty."""
    owing = [one for one in assessments if one.outcome is not Outcome.OUT_OF_SCOPE]
    return PeriodTotals(
        target_idr=sum(one.target_idr for one in owing),
        credited_idr=sum(one.credited_idr for one in owing),
        shortfall_idr=sum(one.shortfall_idr for one in owing),
        pending_idr=sum(one.pending_idr for one in owing),
        lost_to_seller_idr=sum(one.lost_to_seller_idr for one in owing),
        disputed_idr=sum(one.disputed_idr for one in owing),
    )


def evolve(period: Period | None, event: PeriodEvent) -> Period:
    status = period.status if period else None
    match event:
        case PeriodOpened():
            return Period(
                institution_id=event.institution_id,
                period=event.period,
                policy_id=event.policy_id,
                policy_version=event.policy_version,
                cut_off_at=event.cut_off_at,
                status=PERIOD_LIFE.moved(status, event, _OPEN),
            )
        case PeriodClosingStarted():
            moved = PERIOD_LIFE.moved(status, event, _CLOSING)
            assert period is not None, "the lifecycle has just seen it"
            return replace(
                period,
                status=moved,
                close_no=event.close_no,
                chunk_size=event.chunk_size,
                chunk_count=event.chunk_count,
                consumed=event.consumed_positions,
            )
        case ObligationsAssessed():
            moved = PERIOD_LIFE.moved(status, event, _CLOSING)
            assert period is not None, "the lifecycle has just seen it"
            return replace(
                period,
                status=moved,
                chunk_no=event.chunk_no,
                assessed_until=event.assessments[-1].obligation_id,
                counts=_counts_together(period.counts, count(event.assessments)),
                totals=_totals_together(period.totals, total(event.assessments)),
            )
        case PeriodClosed():
            moved = PERIOD_LIFE.moved(status, event, _CLOSED)
            assert period is not None, "the lifecycle has just seen it"
            return replace(period, status=moved)
        case _:
            assert_never(event)


def _counts_together(one: PeriodCounts, other: PeriodCounts) -> PeriodCounts:
    return PeriodCounts(
        members=one.members + other.members,
        in_scope=one.in_scope + other.in_scope,
        met=one.met + other.met,
        not_met=one.not_met + other.not_met,
        exempt=one.exempt + other.exempt,
    )


def _totals_together(one: PeriodTotals, other: PeriodTotals) -> PeriodTotals:
    return PeriodTotals(
        target_idr=one.target_idr + other.target_idr,
        credited_idr=one.credited_idr + other.credited_idr,
        shortfall_idr=one.shortfall_idr + other.shortfall_idr,
        pending_idr=one.pending_idr + other.pending_idr,
        lost_to_seller_idr=one.lost_to_seller_idr + other.lost_to_seller_idr,
        disputed_idr=one.disputed_idr + other.disputed_idr,
    )


PERIOD = Kind("period", evolve, long=True)
