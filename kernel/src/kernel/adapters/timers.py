"""Rows that wake a handler up once their time has come."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.adapters.schema import timers
from kernel.application.ports import Timer


def write_timers(connection: sa.Connection, staged: Mapping[str, Timer | None]) -> None:
    """Set, replace and cancel timers: two statements at the most."""
    cancelled = sorted(timer_id for timer_id, timer in staged.items() if timer is None)
    if cancelled:
        connection.execute(sa.delete(timers).where(timers.c.timer_id.in_(cancelled)))
    rows = [_row(staged_timer) for _, staged_timer in sorted(staged.items()) if staged_timer]
    if rows:
        statement = insert(timers).values(rows)
        changes = {column: statement.excluded[column] for column in rows[0] if column != "timer_id"}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["timer_id"], set_=changes)
        )


def take_due(connection: sa.Connection, now: datetime, limit: int) -> list[Timer]:
    """Return timers whose time has come, each locked for this transaction and no other."""
    due = sa.func.coalesce(timers.c.retry_at, timers.c.due_at)
    query = (
        sa.select(timers)
        .where(due <= now)
        .order_by(due, timers.c.timer_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        Timer(
            timer_id=row.timer_id,
            kind=row.kind,
            subject=row.subject,
            due_at=row.due_at,
            data=row.data,
        )
        for row in connection.execute(query)
    ]


def _row(timer: Timer) -> dict[str, object]:
    return {
        "timer_id": timer.timer_id,
        "kind": timer.kind,
        "subject": timer.subject,
        "due_at": timer.due_at,
        "data": dict(timer.data),
        "attempts": 0,
        "retry_at": None,
    }
