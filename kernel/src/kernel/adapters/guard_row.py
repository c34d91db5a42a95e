"""The row that says how far a consumer has come with a producer, and that only one may move."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.adapters.prepared import Prepared
from kernel.adapters.schema import refusals, subscriptions
from kernel.adapters.storage import AnyTransaction, store_function


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRow:
    """
    One row of `subscriptions`, within the caller's transaction.

    There is no table of seen messages: the row, its lock and the order of positions make one
    needless.
    """

    consumer: str
    producer: str

    def position(self, connection: AnyTransaction) -> int:
        """Return the position applied last; a new consumer stands at 0."""
        return position_of(connection, self)

    def hold(self, connection: AnyTransaction) -> "Held":
        """Hold the row as `lock` does, and look for parked events with the same question."""
        return hold_row(connection, self)

    def lock(self, connection: AnyTransaction) -> int:
        """Hold the row until the transaction ends, and return its position."""
        return self.hold(connection).position

    def move(self, connection: AnyTransaction, position: int) -> None:
        move_row(connection, self, position)

    def note_caught_up(self, connection: AnyTransaction, head: int, asked_at: datetime) -> None:
        """Note that all the producer had at that time is here, if the row has come so far."""
        note_caught_up(connection, self, head, asked_at)

    def count_refusal(self, connection: AnyTransaction, position: int) -> int:
        """Count one more failed attempt at an event, and return how many there were."""
        return count_refusal(connection, self, position)

    def forget_refusals(self, connection: AnyTransaction, position: int) -> None:
        """Forget the failed attempts at everything up to the position."""
        forget_refusals(connection, self, position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """:param clear: nothing is parked, for certain; else it must be asked for"""

    position: int
    clear: bool


_POSITION = Prepared(
    "select position from subscriptions where consumer = $1 and producer = $2", "text", "text"
)
# All but the row that is locked is seen as it was before the wait for it. Whoever parks an event
# moves the row too: if it has not moved, nothing was parked meanwhile.
_HELD = Prepared(
    "select position,"
    " position = (select position from subscriptions where consumer = $1 and producer = $2)"
    " and not exists (select from parked"
    " where consumer = $1 and producer = $2 and status = 'parked')"
    " from subscriptions where consumer = $1 and producer = $2 for update",
    "text",
    "text",
)
_MOVE = Prepared(
    "update subscriptions set position = $3 where consumer = $1 and producer = $2",
    "text",
    "text",
    "bigint",
)


@store_function
def position_of(connection: sa.Connection, guard: GuardRow) -> int:
    rows = _POSITION.rows(connection, guard.consumer, guard.producer)
    return int(rows[0][0]) if rows else 0


@store_function
def hold_row(connection: sa.Connection, guard: GuardRow) -> Held:
    names = (guard.consumer, guard.producer)
    rows = _HELD.rows(connection, *names)
    if not rows:
        _begin(connection, guard)
        rows = _HELD.rows(connection, *names)
    [(position, clear)] = rows
    return Held(position=position, clear=bool(clear))


@store_function
def move_row(connection: sa.Connection, guard: GuardRow, position: int) -> None:
    _MOVE.later(connection, guard.consumer, guard.producer, position)


@store_function
def note_caught_up(
    connection: sa.Connection, guard: GuardRow, head: int, asked_at: datetime
) -> None:
    _begin(connection, guard)
    table = subscriptions.c
    later = sa.or_(table.caught_up_at.is_(None), table.caught_up_at < asked_at)
    connection.execute(
        sa.update(subscriptions)
        .where(_mine(subscriptions, guard), table.position >= head, later)
        .values(caught_up_at=asked_at)
    )


@store_function
def count_refusal(connection: sa.Connection, guard: GuardRow, position: int) -> int:
    first = {
        "consumer": guard.consumer,
        "producer": guard.producer,
        "position": position,
        "attempts": 1,
    }
    statement = insert(refusals).values(first)
    counted = statement.on_conflict_do_update(
        index_elements=["consumer", "producer", "position"],
        set_={"attempts": refusals.c.attempts + 1},
    ).returning(refusals.c.attempts)
    return int(connection.execute(counted).scalar_one())


@store_function
def forget_refusals(connection: sa.Connection, guard: GuardRow, position: int) -> None:
    connection.execute(
        sa.delete(refusals).where(_mine(refusals, guard), refusals.c.position <= position)
    )


def _begin(connection: sa.Connection, guard: GuardRow) -> None:
    first = {"consumer": guard.consumer, "producer": guard.producer, "position": 0}
    connection.execute(insert(subscriptions).values(first).on_conflict_do_nothing())


def _mine(table: sa.Table, guard: GuardRow) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.consumer == guard.consumer, table.c.producer == guard.producer)
