"""Events set aside, each with its stream, until somebody settles them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.cloudevents import Incoming
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.prepared import Prepared
from kernel.adapters.schema import parked
from kernel.adapters.storage import store_function

PARKED, RETRIED, DISCARDED = "parked", "retried", "discarded"
BEHIND = "stream_parked"
_BLOCKED = Prepared(
    "select distinct stream_id from parked where consumer = $1 and producer = $2"
    " and status = 'parked' and stream_id = any($3)",
    "text",
    "text",
    "text[]",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEvent:
    """
    A row of `parked`.

    :param reason_code: the refusal's code, `unexpected_error`, or `stream_parked` for an event
        that only waits behind another of its stream
    """

    consumer: str
    producer: str
    position: int
    stream_id: str
    type: str
    status: str
    reason_code: str
    attempts: int
    parked_at: datetime
    settled_at: datetime | None
    event: Mapping[str, Any]

    def incoming(self) -> Incoming:
        return Incoming.of(self.producer, self.event)


@store_function
def blocked_streams(
    connection: sa.Connection, guard: GuardRow, streams: Sequence[str]
) -> frozenset[str]:
    """Return those of the streams of which something is parked."""
    rows = _BLOCKED.rows(connection, guard.consumer, guard.producer, sorted(streams))
    return frozenset(stream for (stream,) in rows)


@store_function
def left_out(connection: sa.Connection, guard: GuardRow) -> frozenset[int]:
    """Return the positions that were passed and never applied: parked, or discarded."""
    query = sa.select(parked.c.position).where(*_mine(guard), parked.c.status != RETRIED)
    return frozenset(connection.execute(query).scalars())


@store_function
def park(
    connection: sa.Connection,
    guard: GuardRow,
    events: Sequence[Incoming],
    *,
    reason_code: str,
    attempts: int,
    at: datetime,
) -> None:
    """Set the events aside, in one statement."""
    if events:
        rows = parked_rows(guard, events, reason_code=reason_code, attempts=attempts, at=at)
        connection.execute(sa.insert(parked).values(rows))


def parked_rows(
    guard: GuardRow, events: Sequence[Incoming], *, reason_code: str, attempts: int, at: datetime
) -> list[dict[str, Any]]:
    """Return the rows of events that are set aside."""
    return [
        {
            "consumer": guard.consumer,
            "producer": guard.producer,
            "position": one.position,
            "stream_id": one.stream_id,
            "type": one.type,
            "event": dict(one.cloudevent),
            "status": PARKED,
            "reason_code": reason_code,
            "attempts": attempts,
            "parked_at": at,
        }
        for one in events
    ]


@store_function
def find(
    connection: sa.Connection,
    /,
    consumer: str,
    *,
    limit: int,
    **wanted: object,
) -> list[ParkedEvent]:
    """Return parked events by the values of their columns, in order."""
    conditions = [parked.c[name] == value for name, value in wanted.items() if value is not None]
    query = (
        sa.select(parked)
        .where(parked.c.consumer == consumer, *conditions)
        .order_by(parked.c.producer, parked.c.position)
        .limit(limit)
    )
    return [ParkedEvent(**row) for row in connection.execute(query).mappings()]


@store_function
def note_attempt(
    connection: sa.Connection, guard: GuardRow, position: int, *, reason_code: str
) -> None:
    """Count one more failed attempt at a parked event, with its latest reason."""
    connection.execute(
        sa.update(parked)
        .where(*_mine(guard), parked.c.position == position)
        .values(attempts=parked.c.attempts + 1, reason_code=reason_code)
    )


@store_function
def settle(
    connection: sa.Connection, guard: GuardRow, position: int, *, status: str, at: datetime
) -> None:
    """Say how a parked event ended. Its row stays, as the record of it."""
    connection.execute(
        sa.update(parked)
        .where(*_mine(guard), parked.c.position == position)
        .values(status=status, settled_at=at)
    )


def _mine(guard: GuardRow) -> tuple[sa.ColumnElement[bool], ...]:
    return parked.c.consumer == guard.consumer, parked.c.producer == guard.producer
