"""What happens when a month begins, and when its cut-off has passed."""

from compliance.application.months import close_month, closing_timer, open_month, opening_timer
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
    """Close the month, or ask again a little later."""
    institution_id, period = timer.subject, timer.data["period"]
    if close_month(institution_id, period, work=work, ports=ports):
        again = work.now + ports.rules.closing_retry
        attempt = timer.data["attempt"] + 1
        work.schedule(closing_timer(institution_id, period, due_at=again, attempt=attempt))
