"""How far a consumer has come and what it has set aside, answered by dicts."""

from collections.abc import Sequence
from datetime import datetime

from kernel.adapters import guard_row, parked as aside
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.guard_row import GuardRow, Held
from kernel.adapters.memory.shapes import Key
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.parked import PARKED, RETRIED, ParkedEvent
from kernel.adapters.schema import parked, refusals, subscriptions


@guard_row.position_of.on(MemoryTransaction)
def _position_of(transaction: MemoryTransaction, guard: GuardRow) -> int:
    row = transaction.row(subscriptions, _key(guard))
    return row["position"] if row else 0


@guard_row.hold_row.on(MemoryTransaction)
def _hold_row(transaction: MemoryTransaction, guard: GuardRow) -> Held:
    key = _key(guard)
    found = transaction.locked(subscriptions, [key])
    if not found:
        _begin(transaction, guard)
        found = transaction.locked(subscriptions, [key])
    waiting = transaction.rows(parked, **_named(guard), status=PARKED)
    return Held(position=found[key]["position"], clear=not any(waiting))


@guard_row.move_row.on(MemoryTransaction)
def _move_row(transaction: MemoryTransaction, guard: GuardRow, position: int) -> None:
    transaction.change(subscriptions, _key(guard), position=position)


@guard_row.note_caught_up.on(MemoryTransaction)
def _note_caught_up(
    transaction: MemoryTransaction, guard: GuardRow, head: int, asked_at: datetime
) -> None:
    _begin(transaction, guard)
    [row] = transaction.locked(subscriptions, [_key(guard)]).values()
    before = row["caught_up_at"]
    if row["position"] >= head and (before is None or before < asked_at):
        transaction.change(subscriptions, _key(guard), caught_up_at=asked_at)


@guard_row.count_refusal.on(MemoryTransaction)
def _count_refusal(transaction: MemoryTransaction, guard: GuardRow, position: int) -> int:
    key = (*_key(guard), position)
    transaction.add(refusals, [{**_named(guard), "position": position, "attempts": 1}])
    row = transaction.row(refusals, key)
    assert row is not None, "it was just counted"
    attempts: int = row["attempts"]
    return attempts


@guard_row.forget_refusals.on(MemoryTransaction)
def _forget_refusals(transaction: MemoryTransaction, guard: GuardRow, position: int) -> None:
    counted = [row["position"] for row in transaction.rows(refusals, **_named(guard))]
    transaction.delete(refusals, [(*_key(guard), one) for one in counted if one <= position])


@aside.blocked_streams.on(MemoryTransaction)
def _blocked_streams(
    transaction: MemoryTransaction, guard: GuardRow, streams: Sequence[str]
) -> frozenset[str]:
    waiting = transaction.rows(parked, **_named(guard), status=PARKED)
    return frozenset(streams) & {row["stream_id"] for row in waiting}


@aside.left_out.on(MemoryTransaction)
def _left_out(transaction: MemoryTransaction, guard: GuardRow) -> frozenset[int]:
    rows = transaction.rows(parked, **_named(guard))
    return frozenset(row["position"] for row in rows if row["status"] != RETRIED)


@aside.park.on(MemoryTransaction)
def _park(
    transaction: MemoryTransaction,
    guard: GuardRow,
    events: Sequence[Incoming],
    *,
    reason_code: str,
    attempts: int,
    at: datetime,
) -> None:
    if events:
        rows = aside.parked_rows(guard, events, reason_code=reason_code, attempts=attempts, at=at)
        transaction.insert(parked, rows)


@aside.find.on(MemoryTransaction)
def _find(
    transaction: MemoryTransaction, /, consumer: str, *, limit: int, **wanted: object
) -> list[ParkedEvent]:
    told = {name: value for name, value in wanted.items() if value is not None}
    rows = transaction.rows(parked, consumer=consumer, **told)
    return [ParkedEvent(**row) for row in rows[:limit]]


@aside.note_attempt.on(MemoryTransaction)
def _note_attempt(
    transaction: MemoryTransaction, guard: GuardRow, position: int, *, reason_code: str
) -> None:
    for key, row in transaction.locked(parked, [(*_key(guard), position)]).items():
        transaction.change(parked, key, attempts=row["attempts"] + 1, reason_code=reason_code)


@aside.settle.on(MemoryTransaction)
def _settle(
    transaction: MemoryTransaction, guard: GuardRow, position: int, *, status: str, at: datetime
) -> None:
    transaction.change(parked, (*_key(guard), position), status=status, settled_at=at)


def _begin(transaction: MemoryTransaction, guard: GuardRow) -> None:
    transaction.insert_missing(subscriptions, [{**_named(guard), "position": 0}])


def _key(guard: GuardRow) -> Key:
    return guard.consumer, guard.producer


def _named(guard: GuardRow) -> dict[str, str]:
    return {"consumer": guard.consumer, "producer": guard.producer}
