"""What happens when a clock of orders runs out."""

from datetime import datetime, timedelta

from kernel.application.ports import Timer, UnitOfWork
from orders.application.ports import Ports
from orders.application.recording import existing, record, wind
from orders.domain.cancelling import cancel_for_suspension
from orders.domain.order import ORDER
from orders.domain.returning import take_silence_for_yes
from orders.domain.saga import expire, waits_for_others
from orders.domain.words import Stage

SUSPENSION = "suspension"
# What one transaction calls off: a seller may have hundreds of open orders.
CHUNK = 50
LOOK_AGAIN = timedelta(days=1)


def when_the_clock_ran_out(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """End the order, if it still waits for what this clock was set for."""
    del ports
    order, stage = existing(work, timer.subject), Stage(timer.kind)
    if stage is Stage.COLLECTION and waits_for_others(order):
        # Payments or an officer will have the last word; somebody looks again every day.
        wind(work, timer.subject, (stage, work.now + LOOK_AGAIN))
        return
    record(work, timer.subject, expire(order, stage, deadline=timer.due_at, at=work.now))


def when_a_return_was_not_answered(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Take the seller's silence for a yes."""
    order, return_id = existing(work, timer.subject), str(timer.data["return_id"])
    events = take_silence_for_yes(order, return_id, at=work.now, deadlines=ports.deadlines)
    record(work, timer.subject, events)


def start_calling_off(work: UnitOfWork, merchant_id: str, suspended_at: datetime) -> None:
    """Set the clock that calls off, chunk by chunk, what a suspended seller has not sent."""
    work.schedule(
        Timer(
            timer_id=f"suspension-{merchant_id}",
            kind=SUSPENSION,
            subject=merchant_id,
            due_at=work.now,
            data={"suspended_at": suspended_at.isoformat()},
        )
    )


def when_a_seller_was_suspended(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Call off some of her unsent orders, and come again while there may be more."""
    suspended_at = datetime.fromisoformat(str(timer.data["suspended_at"]))
    order_ids = ports.load.unsent_orders(timer.subject, placed_until=suspended_at, limit=CHUNK)
    work.preload((ORDER, order_id) for order_id in order_ids)
    for order_id in order_ids:
        record(work, order_id, cancel_for_suspension(existing(work, order_id), at=work.now))
    if len(order_ids) == CHUNK:
        start_calling_off(work, timer.subject, suspended_at)
