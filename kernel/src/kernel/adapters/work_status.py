"""Where the loops of one service stand, as its database and this process know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.parked import PARKED
from kernel.adapters.schema import parked, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionStatus:
    """
    How far a consumer has come with one producer.

    :param position: applied up to here
    :param head: the producer's head as this process last saw it
    :param parked: events set aside and not settled
    """

    producer: str
    position: int
    head: int
    caught_up_at: datetime | None
    parked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStatus:
    """
    Where one service stands.

    :param head: the last position of the service's own store
    :param published: the relay's checkpoint
    :param leads: whether the relay of this process leads
    :param timers_due: timers that could fire now, by the service's clock
    """

    head: int
    published: int
    leads: bool
    subscriptions: tuple[SubscriptionStatus, ...]
    timers_due: int

    @property
    def idle(self) -> bool:
        """Whether there is nothing to publish and nothing to fire."""
        return self.published >= self.head and self.timers_due == 0


def subscription_statuses(
    connection: sa.Connection, consumer: str, *, heads: Mapping[str, int]
) -> tuple[SubscriptionStatus, ...]:
    """Return one status for each of the producers, those never heard of included."""
    query = sa.select(subscriptions).where(subscriptions.c.consumer == consumer)
    rows = {row.producer: row for row in connection.execute(query)}
    waiting = parked_by_producer(connection, consumer)
    return tuple(
        SubscriptionStatus(
            producer=producer,
            position=rows[producer].position if producer in rows else 0,
            head=head,
            caught_up_at=rows[producer].caught_up_at if producer in rows else None,
            parked=waiting.get(producer, 0),
        )
        for producer, head in heads.items()
    )


def parked_by_producer(connection: sa.Connection, consumer: str) -> dict[str, int]:
    """Return how many events of each producer are parked and not settled."""
    query = (
        sa.select(parked.c.producer, sa.func.count().label("many"))
        .where(parked.c.consumer == consumer, parked.c.status == PARKED)
        .group_by(parked.c.producer)
    )
    return {row.producer: row.many for row in connection.execute(query)}
