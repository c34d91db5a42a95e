"""Closing a month once all money in time is known: chunk by chunk, each in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.application.authority import own_institution
from compliance.application.issuing import issue_step
from compliance.application.month_timers import closing_step, issuing_step
from compliance.application.opening import open_step
from compliance.application.ports import Ports, Upstream
from compliance.domain.commands import ClosePeriod
from compliance.domain.duty_events import ConsumedPosition
from compliance.domain.month import assess
from compliance.domain.period import (
    PERIOD,
    Closing,
    Period,
    assess_chunk,
    close,
    may_close,
    period_key,
    start_closing,
)
from compliance.domain.policy import POLICY, policy_id_of
from compliance.domain.words import PeriodStatus
from kernel.application.ports import UnitOfWork

Result = dict[str, Any]
# Who pays in the meantime waits for the books no longer than some tenths of a second.
STEPS_AT_ONCE = 4
_WAITING = "waiting"
_OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the closing is; `waiting_for` is empty unless it cannot even start."""

    status: str
    waiting_for: tuple[str, ...] = ()
    chunk_no: int = 0
    chunk_count: int = 0


def close_period_of(command: ClosePeriod, *, work: UnitOfWork, ports: Ports) -> Result:
    """Take the next step of a closing, and of what follows it; a timer takes those after it."""
    own_institution(command.institution_id, work=work)
    done = close_month(command.institution_id, command.period, work=work, ports=ports)
    if done.status == PeriodStatus.CLOSED:
        issue_step(command.institution_id, command.period, work=work, ports=ports)
    return {
        "status": done.status,
        "waiting_for": done.waiting_for,
        "step": done.chunk_no,
        "steps": done.chunk_count,
    }


def close_month(institution_id: str, period: str, *, work: UnitOfWork, ports: Ports) -> Progress:
    """
    Take the next step of the closing, if there is one, and say how far it is.

    :raises PeriodNotOpened: nobody has a duty in that month
    :raises BeforeCutOff: cash may still come in time
    """
    ports.books.hold(institution_id)
    month = may_close(work.get(PERIOD, period_key(institution_id, period)), at=work.now)
    if month.is_closed:
        return _progress(month)
    if month.is_open:
        waiting = _start(month, work=work, ports=ports)
        if waiting:
            return Progress(status=_WAITING, waiting_for=waiting)
    return _step(institution_id, period, work=work, ports=ports)


def close_some(institution_id: str, period: str, *, work: UnitOfWork, ports: Ports) -> Progress:
    """Take a few steps at once: a transaction costs as much as the judging of many members."""
    done = close_month(institution_id, period, work=work, ports=ports)
    for _ in range(STEPS_AT_ONCE - 1):
        if done.status != PeriodStatus.CLOSING:
            break
        done = close_month(institution_id, period, work=work, ports=ports)
    return done


def _start(month: Period, *, work: UnitOfWork, ports: Ports) -> tuple[str, ...]:
    """Start the closing; return what it waits for instead."""
    institution_id, period = month.institution_id, month.period
    if ports.periods.without_duty(institution_id, period, 1):
        policy = work.get(POLICY, policy_id_of(institution_id))
        assert policy is not None, "a month is opened under a policy"
        open_step(month, policy, work=work, ports=ports)
        return (_OPENING,)
    upstream = ports.sources.standing()
    waiting = _waiting_for(upstream, since=month.cut_off_at + ports.rules.closing_grace)
    if waiting:
        return waiting
    closing = Closing(
        consumed=tuple(
            ConsumedPosition(source_service=one.producer, position=one.position) for one in upstream
        ),
        code_version=ports.rules.code_version,
        closed_by_id=work.context.actor_id,
    )
    obligations = ports.periods.obligations(institution_id, period)
    started = start_closing(month, closing, obligations=obligations, chunk_size=ports.rules.chunk)
    work.add(PERIOD, period_key(institution_id, period), started)
    return ()


def _step(institution_id: str, period: str, *, work: UnitOfWork, ports: Ports) -> Progress:
    """Assess the next chunk; with the last one the month is closed."""
    key = period_key(institution_id, period)
    month = _known(key, work)
    if month.chunk_no < month.chunk_count:
        owed = ports.periods.owed(month, month.chunk_size)
        standings = ports.periods.standings(month, [one.membership_id for one in owed])
        work.add(PERIOD, key, [assess_chunk(month, assess(owed, standings))])
    month = _known(key, work)
    closed = close(month, code_version=ports.rules.code_version, closed_by_id=work.context.actor_id)
    work.add(PERIOD, key, closed)
    follow = issuing_step if closed else closing_step
    work.schedule(follow(institution_id, period, due_at=work.now))
    return _progress(_known(key, work))


def _waiting_for(upstream: Sequence[Upstream], *, since: datetime) -> tuple[str, ...]:
    # A parked event may be money in time: somebody must retry or discard it first.
    behind = [
        f"{one.producer}_behind"
        for one in upstream
        if one.caught_up_at is None or one.caught_up_at < since
    ]
    return (*behind, *(f"{one.producer}_parked" for one in upstream if one.parked))


def _known(key: str, work: UnitOfWork) -> Period:
    month: Period | None = work.get(PERIOD, key)
    assert month is not None, "only a month that is open is closed"
    return month


def _progress(month: Period) -> Progress:
    return Progress(status=month.status, chunk_no=month.chunk_no, chunk_count=month.chunk_count)
