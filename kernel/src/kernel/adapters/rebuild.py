"""Read models made anew beside the live ones, then swapped; and compared with a fresh replay."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from kernel.adapters.codec import Codec
from kernel.adapters.database import Database
from kernel.adapters.projections import Projection
from kernel.adapters.schema import subscriptions
from kernel.adapters.store import hold_appends, read_after, recorded
from kernel.application.envelope import Recorded

BATCH = 500

# Reads the events that follow a position, in order, at most `BATCH`.
ReadEvents = Callable[[int], Sequence[Recorded[Any]]]


def own_events(connection: sa.Connection, codec: Codec) -> ReadEvents:
    """Read from this service's own store."""
    return lambda after: [recorded(codec, one) for one in read_after(connection, after, BATCH)]


def rebuild_own(database: Database, projection: Projection, codec: Codec) -> int:
    """
    Rebuild a read model of the service's own events; return how many events it was made of.

    Readers see the old rows until the swap, which holds the tables only for the tail.
    """
    shadow = _shadow(projection)
    with database.transaction() as connection:
        _make_shadow(connection, projection, shadow)
    position = 0
    while True:
        with database.transaction() as connection:
            reached = _apply_next(
                connection, projection, shadow, own_events(connection, codec), position
            )
        if reached - position < BATCH:
            break
        position = reached
    with database.transaction() as connection:
        _hold_tables(connection, projection)
        hold_appends(connection)
        position = _apply_rest(
            connection, projection, shadow, own_events(connection, codec), reached
        )
        _swap(connection, projection, shadow)
    return position


def rebuild_foreign(
    database: Database, projection: Projection, read: ReadEvents, *, consumer: str, producer: str
) -> int:
    """
    Rebuild a copy of foreign data from its producer's feed; return the position it stands at.

    The subscription waits at its guard row while the tables are swapped.
    """
    shadow = _shadow(projection)
    with database.transaction() as connection:
        _make_shadow(connection, projection, shadow)
    with database.transaction() as connection:
        held = _position(connection, consumer, producer, hold=True)
        _hold_tables(connection, projection)
        _apply_rest(connection, projection, shadow, _until(read, held), 0)
        _swap(connection, projection, shadow)
    return held


def differences_own(database: Database, projection: Projection, codec: Codec) -> int:
    """Return how many rows of a read model differ from a fresh replay of the store."""
    with _looking(database) as connection:
        shadow = _shadow(projection)
        _make_shadow(connection, projection, shadow)
        _apply_rest(connection, projection, shadow, own_events(connection, codec), 0)
        return _different_rows(connection, projection, shadow)


def differences_foreign(
    database: Database, projection: Projection, read: ReadEvents, *, consumer: str, producer: str
) -> int:
    """Return how many rows of a copy differ from a fresh replay of its producer's feed."""
    with _looking(database) as connection:
        held = _position(connection, consumer, producer)
        shadow = _shadow(projection)
        _make_shadow(connection, projection, shadow)
        _apply_rest(connection, projection, shadow, _until(read, held), 0)
        return _different_rows(connection, projection, shadow)


@contextmanager
def _looking(database: Database) -> Iterator[sa.Connection]:
    # One snapshot for the store and the read model, and nothing of it stays.
    with database.transaction() as connection:
        connection.execute(sa.text("set transaction isolation level repeatable read"))
        yield connection
        connection.rollback()


def _shadow(projection: Projection) -> str:
    return f"rebuild_{projection.name}"


def _make_shadow(connection: sa.Connection, projection: Projection, shadow: str) -> None:
    connection.execute(sa.text(f'drop schema if exists "{shadow}" cascade'))
    connection.execute(sa.text(f'create schema "{shadow}"'))
    for table in projection.tables:
        connection.execute(
            sa.text(
                f'create table "{shadow}"."{table.name}" (like public."{table.name}" including all)'
            )
        )


def _apply_next(
    connection: sa.Connection, projection: Projection, shadow: str, read: ReadEvents, after: int
) -> int:
    events = read(after)
    if not events:
        return after
    # Unqualified names now mean the shadow's tables; a projection knows nothing of it.
    connection.execute(sa.text(f'set local search_path to "{shadow}", public'))
    projection.apply(connection, events)
    connection.execute(sa.text("set local search_path to public"))
    return events[-1].position


def _apply_rest(
    connection: sa.Connection, projection: Projection, shadow: str, read: ReadEvents, after: int
) -> int:
    while (reached := _apply_next(connection, projection, shadow, read, after)) != after:
        after = reached
    return after


def _until(read: ReadEvents, last: int) -> ReadEvents:
    return lambda after: [one for one in read(after) if one.position <= last]


def _hold_tables(connection: sa.Connection, projection: Projection) -> None:
    # Writers take a read model's table before the append lock, so this must come first as well.
    for table in projection.tables:
        connection.execute(sa.text(f'lock table public."{table.name}" in access exclusive mode'))


def _position(
    connection: sa.Connection, consumer: str, producer: str, *, hold: bool = False
) -> int:
    guard_row = sa.select(subscriptions.c.position).where(
        subscriptions.c.consumer == consumer, subscriptions.c.producer == producer
    )
    query = guard_row.with_for_update() if hold else guard_row
    return connection.execute(query).scalar() or 0


def _swap(connection: sa.Connection, projection: Projection, shadow: str) -> None:
    for table in projection.tables:
        connection.execute(sa.text(f'drop table public."{table.name}"'))
        connection.execute(sa.text(f'alter table "{shadow}"."{table.name}" set schema public'))
    connection.execute(sa.text(f'drop schema "{shadow}"'))


def _different_rows(connection: sa.Connection, projection: Projection, shadow: str) -> int:
    total = 0
    for table in projection.tables:
        live, fresh = f'public."{table.name}"', f'"{shadow}"."{table.name}"'
        missing = f"select count(*) from (table {live} except table {fresh}) missing"  # noqa: S608
        surplus = f"select count(*) from (table {fresh} except table {live}) surplus"  # noqa: S608
        query = sa.text(f"select ({missing}) + ({surplus})")
        total += int(connection.execute(query).scalar_one())
    return total
