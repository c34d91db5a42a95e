"""Rows that wake a handler up, kept in dicts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kernel.adapters import timers as store
from kernel.adapters.memory.shapes import Row
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.schema import timers
from kernel.application.ports import Timer


@store.write_timers.on(MemoryTransaction)
def _write_timers(transaction: MemoryTransaction, staged: Mapping[str, Timer | None]) -> None:
    if not staged:
        return
    transaction.delete(timers, [(name,) for name, timer in staged.items() if timer is None])
    rows = [store.row_of(timer) for _, timer in sorted(staged.items()) if timer]
    transaction.upsert(timers, rows)


@store.take_due.on(MemoryTransaction)
def _take_due(
    transaction: MemoryTransaction, now: datetime, limit: int, *, only: str | None = None
) -> list[Timer]:
    due = transaction.scan(
        timers, lambda row: _due(row) <= now and only in (None, row["timer_id"]), order=_in_turn
    )
    taken: list[Timer] = []
    for seen in due:
        row = transaction.locked_if_free(timers, (seen["timer_id"],))
        # Whoever held it until now may have changed it.
        if row is not None and _due(row) <= now:
            taken.append(store.timer_of(row))
        if len(taken) == limit:
            break
    return taken


@store.delete_timers.on(MemoryTransaction)
def _delete_timers(transaction: MemoryTransaction, taken: Sequence[Timer]) -> None:
    transaction.delete(timers, [(timer.timer_id,) for timer in taken])


@store.postpone_timers.on(MemoryTransaction)
def _postpone_timers(
    transaction: MemoryTransaction, failed: Sequence[Timer], now: datetime
) -> None:
    for key, row in transaction.locked(timers, [(one.timer_id,) for one in failed]).items():
        later = timedelta(seconds=min(2 ** row["attempts"], 3600))
        transaction.change(timers, key, attempts=row["attempts"] + 1, retry_at=now + later)


@store.count_due.on(MemoryTransaction)
def _count_due(transaction: MemoryTransaction, now: datetime) -> int:
    return len(transaction.scan(timers, lambda row: _due(row) <= now, order=_in_turn))


@store.count_overdue.on(MemoryTransaction)
def _count_overdue(transaction: MemoryTransaction, now: datetime) -> int:
    return len(transaction.scan(timers, lambda row: row["due_at"] <= now, order=_in_turn))


@store.first_due.on(MemoryTransaction)
def _first_due(transaction: MemoryTransaction) -> datetime | None:
    waiting = transaction.scan(timers, lambda _: True, order=_in_turn)
    return _due(waiting[0]) if waiting else None


def _due(row: Row) -> datetime:
    due: datetime = row["retry_at"] or row["due_at"]
    return due


def _in_turn(row: Row) -> tuple[datetime, str]:
    return _due(row), row["timer_id"]
