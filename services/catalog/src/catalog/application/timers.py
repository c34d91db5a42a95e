"""What happens when a suspension, a pause or the grace for a NIB is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from catalog.application.ports import Ports
from catalog.domain import standing
from catalog.domain.merchant import MERCHANT, Merchant
from kernel.application.ports import Timer, UnitOfWork

SUSPENSION = "suspension"
PAUSE = "pause"
NIB_GRACE = "nib_grace"


def set_timer(work: UnitOfWork, kind: str, merchant_id: str, due_at: datetime) -> None:
    work.schedule(
        Timer(timer_id=_timer_id(kind, merchant_id), kind=kind, subject=merchant_id, due_at=due_at)
    )


def cancel(work: UnitOfWork, kind: str, merchant_id: str) -> None:
    work.cancel(_timer_id(kind, merchant_id))


def when_a_suspension_is_over(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Let the seller sell again, if she still waits for that day."""
    del ports
    events = standing.end_suspension(_seller(timer, work), at=work.now)
    work.add(MERCHANT, timer.subject, events)


def when_a_pause_is_over(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Open the stall again, if it is still closed until then."""
    del ports
    events = standing.end_pause(_seller(timer, work), at=work.now)
    work.add(MERCHANT, timer.subject, events)


def when_the_grace_for_a_nib_is_over(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Stop the seller, if no NIB has come; such a suspension ends with an officer's word only."""
    del ports
    events = standing.end_nib_grace(_seller(timer, work), at=work.now)
    if events:
        cancel(work, SUSPENSION, timer.subject)
    work.add(MERCHANT, timer.subject, events)


def needs_of_timer(timer: Timer) -> Iterable[tuple[Any, str]]:
    return [(MERCHANT, timer.subject)]


def _seller(timer: Timer, work: UnitOfWork) -> Merchant:
    seller = work.get(MERCHANT, timer.subject)
    assert seller is not None, "timers are set for sellers that exist"
    return seller


def _timer_id(kind: str, merchant_id: str) -> str:
    return f"{kind}-{merchant_id}"
