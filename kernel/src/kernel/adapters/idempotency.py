"""The answers already given: one row per (actor, route, key), in the transaction of its events."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kernel.adapters.bulk import insert_returning
from kernel.adapters.codec import loads
from kernel.adapters.database import LockBusy, translated
from kernel.adapters.prepared import Prepared, plain_later
from kernel.adapters.schema import idempotency
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import store_function

KEPT_FOR = timedelta(days=3)
WAIT_MS = 200

Scope = tuple[str, str, str]
_UNLESS_THERE = "on conflict do nothing returning key"
_FIND = Prepared(
    "select actor, route, key, request_hash, answer::text from idempotency"
    " join unnest($1, $2, $3) as wanted (actor, route, key) using (actor, route, key)",
    "text[]",
    "text[]",
    "text[]",
)
_WAIT_BRIEFLY = f"set local lock_timeout = '{WAIT_MS}ms'".encode()
_WAIT_AS_EVER = b"set local lock_timeout to default"


class KeyBusy(LockBusy):
    """Another transaction works on the same key, and was not done in the time we may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    scope: Scope  # (actor, route, key)
    request_hash: str
    answer: Mapping[str, Any]


def request_hash(payload: Mapping[str, Any]) -> str:
    """
    Return the hash of what was asked, whatever the order of its fields.

    :raises NotStorable: it holds what no database can hold
    """
    return hashlib.sha256(encode_storable(payload)).hexdigest()


@store_function
def find_answers(connection: sa.Connection, scopes: Iterable[Scope]) -> dict[Scope, StoredAnswer]:
    """Return the answers already given for these scopes, in one question."""
    wanted = sorted(set(scopes))
    if not wanted:
        return {}
    rows = _FIND.rows(connection, *map(list, zip(*wanted, strict=True)))
    return {
        (actor, route, key): StoredAnswer(
            scope=(actor, route, key), request_hash=hash_, answer=loads(answer)
        )
        for actor, route, key, hash_, answer in rows
    }


@store_function
def claim(connection: sa.Connection, answers: Sequence[StoredAnswer], *, at: datetime) -> bool:
    """
    Store the answers; return False if somebody else has just stored one of them.

    It waits only briefly for another transaction that holds the same key.

    :raises KeyBusy: the same key is being worked on
    """
    if not answers:
        return True
    rows = rows_of(answers, at=at)
    plain_later(connection, _WAIT_BRIEFLY)
    try:
        with translated():
            stored = insert_returning(connection, idempotency, rows, _UNLESS_THERE)
    except LockBusy as error:
        raise KeyBusy("the same request is being worked on") from error
    plain_later(connection, _WAIT_AS_EVER)
    return len(stored) == len(rows)


def rows_of(answers: Sequence[StoredAnswer], *, at: datetime) -> list[dict[str, Any]]:
    """Return the rows of the answers, in the order in which everybody locks them."""
    return [
        {
            "actor": one.scope[0],
            "route": one.scope[1],
            "key": one.scope[2],
            "request_hash": one.request_hash,
            "answer": dict(one.answer),
            "created_at": at,
        }
        for one in sorted(answers, key=lambda one: one.scope)
    ]


@store_function
def forget_old(connection: sa.Connection, now: datetime) -> int:
    """Delete answers older than `KEPT_FOR`; return how many."""
    statement = sa.delete(idempotency).where(idempotency.c.created_at < now - KEPT_FOR)
    return connection.execute(statement).rowcount
