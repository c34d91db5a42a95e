"""What happens when a month begins, when its cut-off has passed, and step by step after both."""

from compliance.application.closing import close_some
from compliance.application.issuing import issue_step
from compliance.application.month_timers import closing_timer, opening_timer
from compliance.application.opening import open_month
from compliance.application.ports import Ports
from compliance.domain.policy import NoPolicyInForce
from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.wib import next_period


def when_month_begins(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Open the month. Where no rule is in force the next month is waited for all the same."""
    institution_id, period = timer.subject, timer.data["period"]
    try:
        open_month(institution_id, period, work=work, ports=ports)
    except NoPolicyInForce:
        work.schedule(opening_timer(institution_id, next_period(period)))


def when_cut_off_passed(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Take the next steps of the closing, or ask again a little later."""
    institution_id, period = timer.subject, timer.data["period"]
    if close_some(institution_id, period, work=work, ports=ports).waiting_for:
        again = work.now + ports.rules.closing_retry
        attempt = timer.data["attempt"] + 1
        work.schedule(closing_timer(institution_id, period, due_at=again, attempt=attempt))


def when_month_is_closed(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Take the next step of what follows a closed month."""
    issue_step(timer.subject, timer.data["period"], work=work, ports=ports)
