"""The answers already given, kept in dicts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kernel.adapters import idempotency
from kernel.adapters.database import LockBusy
from kernel.adapters.idempotency import KEPT_FOR, WAIT_MS, KeyBusy, Scope, StoredAnswer
from kernel.adapters.memory.holding import StatementFailed
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.schema import idempotency as table


@idempotency.find_answers.on(MemoryTransaction)
def _find_answers(
    transaction: MemoryTransaction, scopes: Iterable[Scope]
) -> dict[Scope, StoredAnswer]:
    found = {}
    for scope in sorted(set(scopes)):
        row = transaction.row(table, scope)
        if row is not None:
            found[scope] = StoredAnswer(
                scope=scope, request_hash=row["request_hash"], answer=row["answer"]
            )
    return found


@idempotency.claim.on(MemoryTransaction)
def _claim(
    transaction: MemoryTransaction, answers: Sequence[StoredAnswer], *, at: datetime
) -> bool:
    if not answers:
        return True
    patience_s, transaction.lock_timeout_s = transaction.lock_timeout_s, WAIT_MS / 1000
    try:
        stored = transaction.insert_missing(table, idempotency.rows_of(answers, at=at))
    except StatementFailed as error:
        if isinstance(error.told, LockBusy):
            raise KeyBusy("the same request is being worked on") from error
        raise
    transaction.lock_timeout_s = patience_s
    return len(stored) == len(answers)


@idempotency.forget_old.on(MemoryTransaction)
def _forget_old(transaction: MemoryTransaction, now: datetime) -> int:
    old = transaction.scan(
        table, lambda row: row["created_at"] < now - KEPT_FOR, order=lambda row: row["created_at"]
    )
    return transaction.delete(table, [(one["actor"], one["route"], one["key"]) for one in old])
