"""What an operator may ask of one database: where things stand, and whether promises hold."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from kernel.adapters.checkpoints import leader_of, published
from kernel.adapters.database import Database
from kernel.adapters.definition import Check, ServiceDefinition
from kernel.adapters.schema import parked, subscriptions, timers
from kernel.adapters.work_status import parked_by_producer

Row = dict[str, Any]

STORE_CHECKS = (
    Check(
        name="positions_are_contiguous",
        query="select count(*) as events, max(position) as last_position from events"
        " having count(*) <> coalesce(max(position), 0)",
    ),
    Check(
        name="versions_of_a_stream_are_contiguous",
        query="select stream_id, count(*) as events, max(version) as last_version from events"
        " group by stream_id having count(*) <> max(version)",
    ),
    Check(
        name="events_cannot_be_changed",
        query="select wanted from unnest(array['events_are_immutable', 'events_are_not_truncated'])"
        " as wanted where not exists (select from pg_trigger where tgname = wanted"
        " and tgrelid = to_regclass('events') and tgenabled in ('O', 'A'))",
    ),
    Check(
        name="nothing_is_parked_that_is_not_yet_reached",
        query="select p.consumer, p.producer, p.position from parked p"
        " left join subscriptions s using (consumer, producer)"
        " where p.position > coalesce(s.position, 0)",
    ),
    Check(
        name="nothing_is_parked",
        query="select producer, stream_id, count(*) as events from parked"
        " where status = 'parked' group by producer, stream_id",
    ),
    Check(
        name="the_relay_is_not_ahead_of_the_store",
        query="select position from relay where name = 'main'"
        " and position > (select coalesce(max(position), 0) from events)",
    ),
)


def breaches(connection: sa.Connection, check: Check) -> list[Row]:
    """Return the rows by which a check fails; none when its promise holds."""
    return [dict(row) for row in connection.execute(sa.text(check.query)).mappings()]


def relay_rows(database: Database, definition: ServiceDefinition) -> Iterator[Row]:
    """Yield a row for each relay of the service."""
    for outlet in definition.all_outlets:
        with database.transaction() as connection:
            last = outlet.head(connection)
            done = published(connection, outlet.checkpoint)
            leader = leader_of(connection, outlet.checkpoint)
        yield {
            "relay": outlet.name,
            "head": last,
            "published": done.position,
            "behind": last - done.position,
            "published_at": done.at,
            "leader": leader,
        }


def subscription_rows(database: Database, definition: ServiceDefinition) -> Iterator[Row]:
    """Yield a row for each subscription, for those that have not begun too."""
    with database.transaction() as connection:
        rows = {row.producer: row for row in connection.execute(sa.select(subscriptions))}
        waiting = parked_by_producer(connection, definition.name)
    for one in definition.subscriptions:
        row = rows.get(one.producer)
        yield {
            "producer": one.producer,
            "position": row.position if row else 0,
            "caught_up_at": row.caught_up_at if row else None,
            "parked": waiting.get(one.producer, 0),
        }


def timer_rows(database: Database, limit: int) -> Iterator[Row]:
    yield from _rows(database, sa.select(timers).order_by(timers.c.due_at).limit(limit))


def parked_rows(database: Database, limit: int) -> Iterator[Row]:
    columns = [column for column in parked.columns if column.name != "event"]
    query = (
        sa.select(*columns)
        .where(parked.c.status == "parked")
        .order_by(parked.c.producer, parked.c.position)
        .limit(limit)
    )
    yield from _rows(database, query)


def _rows(database: Database, query: sa.Select[Any]) -> Iterator[Row]:
    with database.transaction() as connection:
        rows = connection.execute(query).mappings().all()
    for row in rows:
        yield dict(row)
