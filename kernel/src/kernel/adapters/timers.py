"""Rows that wake a handler up once their time has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.bulk import insert_rows, or_replace
from kernel.adapters.prepared import Prepared
from kernel.adapters.schema import timers
from kernel.adapters.storage import store_function
from kernel.application.ports import Timer

_DELETE = Prepared("delete from timers where timer_id = any($1)", "text[]")


@store_function
def write_timers(connection: sa.Connection, staged: Mapping[str, Timer | None]) -> None:
    """Set, replace and cancel timers: two statements at the most."""
    cancelled = sorted(timer_id for timer_id, timer in staged.items() if timer is None)
    if cancelled:
        _DELETE.later(connection, cancelled)
    rows = [row_of(staged_timer) for _, staged_timer in sorted(staged.items()) if staged_timer]
    if rows:
        insert_rows(connection, timers, rows, or_replace(timers))


_DUE = sa.func.coalesce(timers.c.retry_at, timers.c.due_at)
_LATER = sa.func.least(sa.func.power(2, timers.c.attempts), 3600)


@store_function
def take_due(
    connection: sa.Connection, now: datetime, limit: int, *, only: str | None = None
) -> list[Timer]:
    """
    Return timers whose time has come, each locked for this transaction and no other.

    :param only: the one timer to look at
    """
    query = (
        sa.select(timers)
        .where(now >= _DUE, sa.true() if only is None else timers.c.timer_id == only)
        .order_by(_DUE, timers.c.timer_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [timer_of(row) for row in connection.execute(query).mappings()]


@store_function
def delete_timers(connection: sa.Connection, taken: Sequence[Timer]) -> None:
    """Delete timers that fire in this transaction; a handler may then set them anew."""
    _DELETE.later(connection, [timer.timer_id for timer in taken])


@store_function
def postpone_timers(connection: sa.Connection, failed: Sequence[Timer], now: datetime) -> None:
    """Let timers that could not fire wait: 1, 2, 4 … seconds, an hour at the most."""
    ids = [timer.timer_id for timer in failed]
    connection.execute(
        sa.update(timers)
        .where(timers.c.timer_id.in_(ids))
        .values(
            attempts=timers.c.attempts + 1,
            retry_at=sa.literal(now) + _LATER * sa.text("interval '1 second'"),
        )
    )


@store_function
def count_due(connection: sa.Connection, now: datetime) -> int:
    """Return how many timers could fire now."""
    query = sa.select(sa.func.count()).select_from(timers).where(now >= _DUE)
    return int(connection.execute(query).scalar_one())


@store_function
def count_overdue(connection: sa.Connection, now: datetime) -> int:
    """Return how many timers are past their time, those that failed and wait included."""
    query = sa.select(sa.func.count()).select_from(timers).where(timers.c.due_at <= now)
    return int(connection.execute(query).scalar_one())


def timer_of(row: Mapping[Any, Any]) -> Timer:
    """Return the timer of a row."""
    return Timer(
        timer_id=row["timer_id"],
        kind=row["kind"],
        subject=row["subject"],
        due_at=row["due_at"],
        data=row["data"],
    )


def row_of(timer: Timer) -> dict[str, object]:
    """Return the row of a timer that is set."""
    return {
        "timer_id": timer.timer_id,
        "kind": timer.kind,
        "subject": timer.subject,
        "due_at": timer.due_at,
        "data": dict(timer.data),
        "attempts": 0,
        "retry_at": None,
    }


@store_function
def first_due(connection: sa.Connection) -> datetime | None:
    """Return when the next timer wants to fire; None if there is none."""
    due = sa.func.coalesce(timers.c.retry_at, timers.c.due_at)
    first: datetime | None = connection.execute(sa.select(sa.func.min(due))).scalar()
    return first
