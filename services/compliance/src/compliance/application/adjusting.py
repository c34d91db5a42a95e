"""What becomes known of a member late: the duties it changes, in open and in closed months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.application.opening import add_obligations
from compliance.application.ports import Ports
from compliance.domain.adjustment import Credited, adjust
from compliance.domain.obligation import OBLIGATION, OnRoster, belongs_to, obligation_id_of
from compliance.domain.period import Period, last_day
from compliance.domain.policy import POLICY, Policy, policy_id_of
from kernel.application.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A member of whom something new is known since that day."""

    on_roster: OnRoster
    since: date
    cause_event_id: str


def adjust_duties(
    changed: Sequence[Changed], institution_id: str, *, work: UnitOfWork, ports: Ports
) -> None:
    """Apply the rule of each month anew; who comes into an open month gets a duty for it."""
    months = ports.periods.opened(institution_id) if changed else ()
    since = min((one.since for one in changed), default=date.max)
    for month in months:
        if last_day(month.period) >= since:
            _adjust_month(month, changed, work=work, ports=ports)


def _adjust_month(
    month: Period, changed: Sequence[Changed], *, work: UnitOfWork, ports: Ports
) -> None:
    policy = work.get(POLICY, policy_id_of(month.institution_id))
    assert policy is not None, "a month is opened under a policy"
    end = last_day(month.period)
    concerned = {_duty_of(one, month): one for one in changed if one.since <= end}
    books = ports.periods.credited(list(concerned))
    work.preload((OBLIGATION, key) for key in books)
    for obligation_id, credited in books.items():
        _adjust(concerned[obligation_id], month, policy, credited, work=work)
    if month.is_open:
        new = [one for key, one in concerned.items() if key not in books]
        add_obligations(_in(month, new), month, policy, work=work, ports=ports)


def _adjust(
    one: Changed, month: Period, policy: Policy, credited: Credited, *, work: UnitOfWork
) -> None:
    obligation_id = _duty_of(one, month)
    known = work.get(OBLIGATION, obligation_id)
    assert known is not None, "the books hold it"
    rule = policy.version(month.policy_version)
    events = adjust(known, one.on_roster, rule, credited, cause_event_id=one.cause_event_id)
    work.add(OBLIGATION, obligation_id, events)


def _duty_of(one: Changed, month: Period) -> str:
    return obligation_id_of(one.on_roster.member.membership_id, month.period)


def _in(month: Period, changed: Iterable[Changed]) -> list[OnRoster]:
    return [one.on_roster for one in changed if belongs_to(one.on_roster.member, month.period)]
