"""Where a service stands, asked of its database in one question, as often as a hurry needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.checkpoints import MAIN
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.schema import events, relay, subscriptions, timers


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where one service stood at one moment.

    :param applied: how far it has come with each producer
    :param due: how many timers could fire
    :param first: when the next timer wants to fire
    """

    head: int
    published: int
    applied: Mapping[str, int]
    due: int
    first: datetime | None


_DUE = sa.func.coalesce(timers.c.retry_at, timers.c.due_at)


def standing(service: ServiceDefinition, database: Database, now: datetime) -> Standing:
    """
    Return where a service stands.

    :raises Unavailable: its database is away
    """
    positions = sa.func.jsonb_object_agg(subscriptions.c.producer, subscriptions.c.position)
    query = sa.select(
        sa.select(sa.func.coalesce(sa.func.max(events.c.position), 0)).scalar_subquery(),
        sa.select(relay.c.position).where(relay.c.name == MAIN.name).scalar_subquery(),
        sa.select(positions).where(subscriptions.c.consumer == service.name).scalar_subquery(),
        sa.select(sa.func.count()).select_from(timers).where(now >= _DUE).scalar_subquery(),
        sa.select(sa.func.min(_DUE)).scalar_subquery(),
    )
    with database.transaction() as connection:
        head, published, known, due, first = connection.execute(query).one()
    applied = {one.producer: (known or {}).get(one.producer, 0) for one in service.subscriptions}
    return Standing(head=head, published=published, applied=applied, due=due, first=first)


def at_rest(standings: Mapping[str, Standing]) -> bool:
    """Tell whether nobody has anything left to publish, to hear or to fire."""
    return all(
        one.published >= one.head
        and one.due == 0
        and all(position >= standings[name].head for name, position in one.applied.items())
        for one in standings.values()
    )


def first_due(standings: Mapping[str, Standing]) -> datetime | None:
    """Return when the first timer of all wants to fire."""
    return min((one.first for one in standings.values() if one.first), default=None)
