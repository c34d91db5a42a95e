"""The timers of a month: its first moment, its closing, and the steps of both."""

from datetime import datetime

from compliance.domain.period import period_key
from compliance.domain.reminder import reminder_key
from kernel.application.ports import Timer
from kernel.domain.wib import first_day, start_of

OPENING = "month_opening"
CLOSING = "month_closing"
ISSUING = "month_consequences"
REMINDER = "month_reminder"


def opening_timer(institution_id: str, period: str) -> Timer:
    """Return the timer of a month's first moment."""
    return _timer("open", OPENING, institution_id, period, due_at=start_of(first_day(period)))


def opening_step(institution_id: str, period: str, *, due_at: datetime) -> Timer:
    """Return the timer of the next step: whoever sets it again sets the same one."""
    return _timer("opening", OPENING, institution_id, period, due_at=due_at)


def closing_timer(institution_id: str, period: str, *, due_at: datetime, attempt: int) -> Timer:
    """Return the timer of one attempt to close a month."""
    return Timer(
        timer_id=f"close-{period_key(institution_id, period)}-{attempt}",
        kind=CLOSING,
        subject=institution_id,
        due_at=due_at,
        data={"period": period, "attempt": attempt},
    )


def closing_step(institution_id: str, period: str, *, due_at: datetime) -> Timer:
    return Timer(
        timer_id=f"closing-{period_key(institution_id, period)}",
        kind=CLOSING,
        subject=institution_id,
        due_at=due_at,
        data={"period": period, "attempt": 1},
    )


def reminder_step(
    institution_id: str,
    period: str,
    *,
    days_left: int,
    due_at: datetime,
    after: str = "",
    chunk_no: int = 1,
) -> Timer:
    """Return the timer of one step of a reminder, which goes on behind that obligation."""
    about = {"period": period, "days_left": days_left, "after": after, "chunk_no": chunk_no}
    return Timer(
        timer_id=f"remind-{reminder_key(institution_id, period, days_left)}",
        kind=REMINDER,
        subject=institution_id,
        due_at=due_at,
        data=about,
    )


def issuing_step(institution_id: str, period: str, *, due_at: datetime) -> Timer:
    return _timer("issuing", ISSUING, institution_id, period, due_at=due_at)


def _timer(name: str, kind: str, institution_id: str, period: str, *, due_at: datetime) -> Timer:
    return Timer(
        timer_id=f"{name}-{period_key(institution_id, period)}",
        kind=kind,
        subject=institution_id,
        due_at=due_at,
        data={"period": period},
    )
