"""Where a service stands, asked of its database in one question, as often as a hurry needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.checkpoints import MAIN
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition


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

    @property
    def idle(self) -> bool:
        """Whether it has nothing of its own to publish or to fire."""
        return self.published >= self.head and self.due == 0


# One plain statement: it is asked some thousands of times.
_QUESTION = sa.text(
    "select (select coalesce(max(position), 0) from events),"
    " (select position from relay where name = :relay),"
    " (select jsonb_object_agg(producer, position) from subscriptions where consumer = :service),"
    " (select count(*) from timers where coalesce(retry_at, due_at) <= :now),"
    " (select min(coalesce(retry_at, due_at)) from timers)"
)


def standing(service: ServiceDefinition, database: Database, now: datetime) -> Standing:
    """
    Return where a service stands.

    :raises Unavailable: its database is away
    """
    with database.transaction() as connection:
        asked = connection.execute(_QUESTION, _asked(service, now))
        head, published, known, due, first = asked.one()
    applied = {one.producer: (known or {}).get(one.producer, 0) for one in service.subscriptions}
    return Standing(head=head, published=published, applied=applied, due=due, first=first)


def _asked(service: ServiceDefinition, now: datetime) -> Mapping[str, object]:
    return {"service": service.name, "now": now, "relay": MAIN.name}


def at_rest(standings: Mapping[str, Standing]) -> bool:
    """Tell whether nobody has anything left to publish, to hear or to fire."""
    return all(
        one.idle and all(position >= standings[name].head for name, position in one.applied.items())
        for one in standings.values()
    )


def first_due(standings: Mapping[str, Standing]) -> datetime | None:
    """Return when the first timer of all wants to fire."""
    return min((one.first for one in standings.values() if one.first), default=None)
