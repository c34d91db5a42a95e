"""Reminding, step by step: each step a chunk of members, each in a transaction of its own."""

from compliance.application.month_timers import reminder_step
from compliance.application.ports import Ports
from compliance.domain.period import PERIOD, Period, period_key
from compliance.domain.reminder import REMINDER, remind, remind_at, reminder_key
from kernel.application.ports import Timer, UnitOfWork


def schedule_reminders(month: Period, *, work: UnitOfWork, ports: Ports) -> None:
    """Set the timers of those reminders of the month whose time has not passed."""
    for days_left in ports.rules.reminder_days:
        due_at = remind_at(month.period, days_left)
        if due_at > work.now:
            first = reminder_step(
                month.institution_id, month.period, days_left=days_left, due_at=due_at
            )
            work.schedule(first)


def when_the_month_nears_its_end(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """
    Remind the next chunk of those who are still short, and let a timer take the step after it.

    The timer says where to go on; it goes in the transaction of what it caused, so that nobody is
    reminded twice, whoever dies. A closed month, or one that is over, reminds nobody.
    """
    institution_id, about = timer.subject, timer.data
    month: Period | None = work.get(PERIOD, period_key(institution_id, about["period"]))
    if month is None or not month.is_open:
        return
    size = ports.rules.chunk
    short = ports.periods.short(institution_id, month.period, after=about["after"], limit=size)
    reminded = remind(
        month, short, days_left=about["days_left"], chunk_no=about["chunk_no"], at=work.now
    )
    if reminded is None:
        return
    key = reminder_key(institution_id, month.period, reminded.days_left)
    work.add(REMINDER, key, [reminded])
    if len(short) == size:
        following = reminder_step(
            institution_id,
            month.period,
            days_left=reminded.days_left,
            due_at=work.now,
            after=short[-1].obligation_id,
            chunk_no=reminded.chunk_no + 1,
        )
        work.schedule(following)
