"""Months: opened at their first moment in Malang, closed once all money in time is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from compliance.application.authority import own_institution
from compliance.application.ports import Ports, Upstream
from compliance.domain.commands import ClosePeriod, OpenPeriod
from compliance.domain.credit import Duty, counting_of, judge
from compliance.domain.duty_events import ConsumedPosition, ObligationOpened
from compliance.domain.month import assess
from compliance.domain.obligation import OBLIGATION, belongs_to, open_obligation
from compliance.domain.period import (
    PERIOD,
    Closing,
    Period,
    close,
    may_close,
    open_period,
    period_key,
)
from compliance.domain.policy import POLICY, NoPolicyInForce, Policy, policy_id_of
from compliance.domain.purchase import SPEND
from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.wib import first_day, next_period, start_of

OPENING = "month_opening"
CLOSING = "month_closing"
Result = dict[str, Any]


def open_period_of(command: OpenPeriod, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    opened = open_month(command.institution_id, command.period, work=work, ports=ports)
    return {"opened": opened}


def close_period_of(command: ClosePeriod, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    waiting = close_month(command.institution_id, command.period, work=work, ports=ports)
    return {"status": "waiting" if waiting else "closed", "waiting_for": waiting}


def opening_timer(institution_id: str, period: str) -> Timer:
    """Return the timer of a month's first moment."""
    return Timer(
        timer_id=f"open-{period_key(institution_id, period)}",
        kind=OPENING,
        subject=institution_id,
        due_at=start_of(first_day(period)),
        data={"period": period},
    )


def closing_timer(institution_id: str, period: str, *, due_at: datetime, attempt: int) -> Timer:
    """Return the timer of one attempt to close a month."""
    return Timer(
        timer_id=f"close-{period_key(institution_id, period)}-{attempt}",
        kind=CLOSING,
        subject=institution_id,
        due_at=due_at,
        data={"period": period, "attempt": attempt},
    )


def open_month(institution_id: str, period: str, *, work: UnitOfWork, ports: Ports) -> int:
    """
    Open the month for every member; return how many obligations that made, 0 if it was open.

    :raises NoPolicyInForce: no rule binds anybody in that month
    :raises PeriodNotBegun: it has not begun
    """
    ports.books.hold(institution_id)
    key = period_key(institution_id, period)
    if work.get(PERIOD, key) is not None:
        return 0
    policy = work.get(POLICY, policy_id_of(institution_id))
    rule = policy.in_force(period) if policy else None
    if policy is None or rule is None:
        raise NoPolicyInForce(f"no rule is in force in {period}")
    roster = ports.roster.members(institution_id)
    members = [one for one in roster if belongs_to(one.member, period)]
    opened = open_period(rule, period, calendar=ports.calendar, members=len(members), at=work.now)
    work.add(PERIOD, key, [opened])
    obligations = [open_obligation(one, period, rule) for one in members]
    add_obligations(obligations, work=work)
    _credit_waiting(obligations, policy, work=work, ports=ports)
    close_at = opened.cut_off_at + ports.rules.closing_grace
    work.schedule(closing_timer(institution_id, period, due_at=close_at, attempt=1))
    work.schedule(opening_timer(institution_id, next_period(period)))
    return len(obligations)


def add_obligations(obligations: Sequence[ObligationOpened], *, work: UnitOfWork) -> None:
    """Stage them; none of them can exist yet, or the append refuses them all."""
    for one in obligations:
        work.add(OBLIGATION, one.obligation_id, [one], new=True)


def close_month(
    institution_id: str, period: str, *, work: UnitOfWork, ports: Ports
) -> tuple[str, ...]:
    """
    Close the month; return what it still waits for, nothing if it is closed.

    :raises PeriodNotOpened: nobody has a duty in that month
    :raises BeforeCutOff: cash may still come in time
    """
    ports.books.hold(institution_id)
    key = period_key(institution_id, period)
    state = may_close(work.get(PERIOD, key), at=work.now)
    if state.is_closed:
        return ()
    upstream = ports.sources.standing()
    waiting = _waiting_for(upstream, since=state.cut_off_at + ports.rules.closing_grace)
    if waiting:
        return waiting
    assessments = assess(ports.periods.owed(institution_id, period), ports.periods.standings(state))
    closing = Closing(
        consumed=tuple(
            ConsumedPosition(source_service=one.producer, position=one.position) for one in upstream
        ),
        code_version=ports.rules.code_version,
        closed_by_id=work.context.actor_id,
    )
    work.add(PERIOD, key, close(state, assessments, closing))
    return ()


def _waiting_for(upstream: Sequence[Upstream], *, since: datetime) -> tuple[str, ...]:
    # A parked event may be money in time: somebody must retry or discard it first.
    behind = [
        f"{one.producer}_behind"
        for one in upstream
        if one.caught_up_at is None or one.caught_up_at < since
    ]
    return (*behind, *(f"{one.producer}_parked" for one in upstream if one.parked))


def _credit_waiting(
    obligations: Sequence[ObligationOpened], policy: Policy, *, work: UnitOfWork, ports: Ports
) -> None:
    """Judge what was spent before its month was opened here."""
    if not obligations:
        return
    order_ids = ports.periods.waiting_orders(obligations[0].institution_id)
    work.preload((SPEND, order_id) for order_id in order_ids)
    duties = _duties(obligations, policy, work=work)
    for order_id in order_ids:
        _credit_order(order_id, duties, policy, work=work)


def _duties(
    obligations: Sequence[ObligationOpened], policy: Policy, *, work: UnitOfWork
) -> dict[tuple[str, str], Duty]:
    month = obligations[0]
    period: Period | None = work.get(PERIOD, period_key(month.institution_id, month.period))
    assert period is not None, "the month has just been opened"
    document = policy.version(period.policy_version).document
    return {
        (one.membership_id, one.period): Duty(
            obligation_id=one.obligation_id,
            membership_id=one.membership_id,
            member_id=one.member_id,
            in_scope=one.in_scope,
            period=period,
            document=document,
            credited_idr=0,
        )
        for one in obligations
    }


def _credit_order(
    order_id: str,
    duties: dict[tuple[str, str], Duty],
    policy: Policy,
    *,
    work: UnitOfWork,
) -> None:
    purchase = work.get(SPEND, order_id)
    assert purchase is not None, "a spend waits, so its purchase is known"
    for spend in purchase.waiting:
        counting = counting_of(spend, policy)
        key = (spend.membership_id or "", counting.period if counting else "")
        if counting is None or key not in duties:
            continue
        credit = judge(spend, duties[key], basis=counting.basis)
        work.add(SPEND, order_id, [credit])
        duties[key] = replace(duties[key], credited_idr=credit.balance_after_idr)
