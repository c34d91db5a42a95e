"""The row that says how far a consumer has come with a producer, and that only one may move."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.adapters.schema import refusals, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRow:
    """
    One row of `subscriptions`, within the caller's transaction.

    There is no table of seen messages: the row, its lock and the order of positions make one
    needless.
    """

    consumer: str
    producer: str

    def position(self, connection: sa.Connection) -> int:
        """Return the position applied last; a new consumer stands at 0."""
        query = sa.select(subscriptions.c.position).where(self._mine(subscriptions))
        return int(connection.execute(query).scalar() or 0)

    def lock(self, connection: sa.Connection) -> int:
        """Hold the row until the transaction ends, and return its position."""
        query = (
            sa.select(subscriptions.c.position).where(self._mine(subscriptions)).with_for_update()
        )
        found = connection.execute(query).scalar()
        if found is None:
            self._begin(connection)
            found = connection.execute(query).scalar_one()
        return int(found)

    def move(self, connection: sa.Connection, position: int) -> None:
        connection.execute(
            sa.update(subscriptions).where(self._mine(subscriptions)).values(position=position)
        )

    def note_caught_up(self, connection: sa.Connection, head: int, asked_at: datetime) -> None:
        """Note that all the producer had at that time is here, if the row has come so far."""
        self._begin(connection)
        table = subscriptions.c
        later = sa.or_(table.caught_up_at.is_(None), table.caught_up_at < asked_at)
        connection.execute(
            sa.update(subscriptions)
            .where(self._mine(subscriptions), table.position >= head, later)
            .values(caught_up_at=asked_at)
        )

    def count_refusal(self, connection: sa.Connection, position: int) -> int:
        """Count one more failed attempt at an event, and return how many there were."""
        first = {
            "consumer": self.consumer,
            "producer": self.producer,
            "position": position,
            "attempts": 1,
        }
        statement = insert(refusals).values(first)
        counted = statement.on_conflict_do_update(
            index_elements=["consumer", "producer", "position"],
            set_={"attempts": refusals.c.attempts + 1},
        ).returning(refusals.c.attempts)
        return int(connection.execute(counted).scalar_one())

    def forget_refusals(self, connection: sa.Connection, position: int) -> None:
        """Forget the failed attempts at everything up to the position."""
        connection.execute(
            sa.delete(refusals).where(self._mine(refusals), refusals.c.position <= position)
        )

    def _begin(self, connection: sa.Connection) -> None:
        first = {"consumer": self.consumer, "producer": self.producer, "position": 0}
        connection.execute(insert(subscriptions).values(first).on_conflict_do_nothing())

    def _mine(self, table: sa.Table) -> sa.ColumnElement[bool]:
        return sa.and_(table.c.consumer == self.consumer, table.c.producer == self.producer)
