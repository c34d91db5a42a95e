"""Opening a month: its rule and cut-off at once, the duties of its members step by step."""

from collections.abc import Sequence
from typing import Any

from compliance.application.authority import own_institution
from compliance.application.month_timers import closing_timer, opening_step, opening_timer
from compliance.application.ports import Ports
from compliance.application.reminding import schedule_reminders
from compliance.application.waiting import credit_waiting
from compliance.domain.commands import OpenPeriod
from compliance.domain.duty_events import ObligationOpened
from compliance.domain.obligation import OBLIGATION, OnRoster, open_obligation
from compliance.domain.period import PERIOD, Period, open_period, period_key
from compliance.domain.policy import POLICY, NoPolicyInForce, Policy, policy_id_of
from kernel.application.ports import UnitOfWork
from kernel.domain.wib import next_period

Result = dict[str, Any]


def open_period_of(command: OpenPeriod, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    opened = open_month(command.institution_id, command.period, work=work, ports=ports)
    whole = len(opened) < ports.rules.chunk
    return {"opened": len(opened), "status": "open" if whole else "opening"}


def open_month(
    institution_id: str, period: str, *, work: UnitOfWork, ports: Ports
) -> Sequence[ObligationOpened]:
    """
    Open the month, or go on opening it; return the duties that this step made.

    Each step takes the members that have no duty yet: so it does not matter who takes the next
    step, nor whether somebody was enrolled in between.

    :raises NoPolicyInForce: no rule binds anybody in that month
    :raises PeriodNotBegun: it has not begun
    """
    ports.books.hold(institution_id)
    policy = work.get(POLICY, policy_id_of(institution_id))
    month: Period | None = work.get(PERIOD, period_key(institution_id, period))
    if month is None:
        month = _begin(institution_id, period, policy, work=work, ports=ports)
    if not month.is_open:
        return ()
    assert policy is not None, "a month is opened under a policy"
    return open_step(month, policy, work=work, ports=ports)


def open_step(
    month: Period, policy: Policy, *, work: UnitOfWork, ports: Ports
) -> Sequence[ObligationOpened]:
    """Open the duties of the next members, and let a timer take the step after it."""
    size = ports.rules.chunk
    members = ports.periods.without_duty(month.institution_id, month.period, size)
    opened = add_obligations(members, month, policy, work=work, ports=ports)
    if len(members) == size:
        work.schedule(opening_step(month.institution_id, month.period, due_at=work.now))
    return opened


def add_obligations(
    members: Sequence[OnRoster], month: Period, policy: Policy, *, work: UnitOfWork, ports: Ports
) -> Sequence[ObligationOpened]:
    """Open the duties of these members, and judge what they spent before."""
    rule = policy.version(month.policy_version)
    opened = [open_obligation(one, month.period, rule) for one in members]
    for one in opened:
        # None of them can exist yet, or the append refuses them all.
        work.add(OBLIGATION, one.obligation_id, [one], new=True)
    credit_waiting(opened, month, policy, work=work, ports=ports)
    return opened


def _begin(
    institution_id: str, period: str, policy: Policy | None, *, work: UnitOfWork, ports: Ports
) -> Period:
    rule = policy.in_force(period) if policy else None
    if rule is None:
        raise NoPolicyInForce(f"no rule is in force in {period}")
    members = ports.periods.members(institution_id, period)
    opened = open_period(rule, period, calendar=ports.calendar, members=members, at=work.now)
    key = period_key(institution_id, period)
    work.add(PERIOD, key, [opened])
    close_at = opened.cut_off_at + ports.rules.closing_grace
    work.schedule(closing_timer(institution_id, period, due_at=close_at, attempt=1))
    work.schedule(opening_timer(institution_id, next_period(period)))
    month = work.get(PERIOD, key)
    assert month is not None, "it has just been opened"
    schedule_reminders(month, work=work, ports=ports)
    return month
