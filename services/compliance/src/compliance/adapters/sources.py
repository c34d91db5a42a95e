"""How far the producers' events have been applied: from the kernel's own tables."""

from collections.abc import Sequence

import sqlalchemy as sa

from compliance.application.ports import Upstream
from kernel.adapters.schema import parked, subscriptions

CONSUMER = "compliance"
PRODUCERS = ("orders", "payments")


class SqlSources:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def standing(self) -> Sequence[Upstream]:
        query = sa.select(subscriptions).where(subscriptions.c.consumer == CONSUMER)
        rows = {row.producer: row for row in self._connection.execute(query)}
        counts = self._parked()
        return [
            Upstream(
                producer=producer,
                position=rows[producer].position if producer in rows else 0,
                caught_up_at=rows[producer].caught_up_at if producer in rows else None,
                parked=counts.get(producer, 0),
            )
            for producer in PRODUCERS
        ]

    def _parked(self) -> dict[str, int]:
        query = (
            sa.select(parked.c.producer, sa.func.count().label("events"))
            .where(parked.c.consumer == CONSUMER, parked.c.status == "parked")
            .group_by(parked.c.producer)
        )
        return {row.producer: row.events for row in self._connection.execute(query)}
