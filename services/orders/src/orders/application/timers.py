"""What happens when an order's clock runs out."""

from kernel.application.ports import Timer, UnitOfWork
from orders.application.ports import Ports
from orders.application.recording import existing, record
from orders.domain.saga import expire
from orders.domain.words import Stage


def when_the_clock_ran_out(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """End the order, if it still waits for what this clock was set for."""
    del ports
    order = existing(work, timer.subject)
    events = expire(order, Stage(timer.kind), deadline=timer.due_at, at=work.now)
    record(work, timer.subject, events)
