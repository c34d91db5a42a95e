"""What follows a closed month, chunk by chunk like its assessments; each step may be repeated."""

from compliance.application.month_timers import issuing_step
from compliance.application.ports import Ports
from compliance.domain.consequences import (
    CONSEQUENCES,
    Ground,
    Issuing,
    complete,
    control_total,
    issue_chunk,
)
from compliance.domain.period import PERIOD, Period, period_key
from compliance.domain.policy import POLICY, policy_id_of
from compliance.domain.words import ConsequenceKind, IssuingStatus
from kernel.application.ports import UnitOfWork


def issue_step(institution_id: str, period: str, *, work: UnitOfWork, ports: Ports) -> bool:
    """Issue what follows for the next chunk; return whether there is more to be done."""
    ports.books.hold(institution_id)
    key = period_key(institution_id, period)
    month: Period | None = work.get(PERIOD, key)
    known: Issuing | None = work.get(CONSEQUENCES, key)
    if month is None or not month.is_closed or (known and known.status is IssuingStatus.ISSUED):
        return False
    ground = _ground(month, work=work, ports=ports)
    if ground.rule.document.consequences is None:
        return False
    if _issue_next(month, known, ground, work=work, ports=ports):
        work.schedule(issuing_step(institution_id, period, due_at=work.now))
        return True
    # Only now, in a step of its own: the totals are of what is in the books.
    totals = [
        control_total(kind, ports.consequences.issued(month, kind)) for kind in ConsequenceKind
    ]
    work.add(CONSEQUENCES, key, complete(known, totals, ground))
    return False


def _issue_next(
    month: Period, known: Issuing | None, ground: Ground, *, work: UnitOfWork, ports: Ports
) -> bool:
    """Issue for the next chunk that concerns anybody; tell whether there was one."""
    done = known.chunk_no if known else 0
    for chunk_no in range(done + 1, month.chunk_count + 1):
        concerned = ports.consequences.concerned(month, chunk_no)
        events = issue_chunk(known, chunk_no, concerned, ground)
        if events:
            work.add(CONSEQUENCES, period_key(month.institution_id, month.period), events)
            return True
    return False


def _ground(month: Period, *, work: UnitOfWork, ports: Ports) -> Ground:
    policy = work.get(POLICY, policy_id_of(month.institution_id))
    assert policy is not None, "a month is opened under a policy"
    return Ground(
        period=month,
        rule=policy.version(month.policy_version),
        calendar=ports.calendar,
        at=work.now,
        issued_by_id=work.context.actor_id,
    )
