"""What a service publishes: from which numbered table, by which relay, and where to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.checkpoints import MAIN, Checkpoint
from kernel.adapters.cloudevents import CONTENT_TYPE, grouped, pack
from kernel.adapters.publisher import Outgoing
from kernel.adapters.schema import events
from kernel.adapters.storage import AnyTransaction, store_function
from kernel.adapters.store import StoredEvent, head, read_behind
from kernel.adapters.topology import EVENTS, Destination

BATCH = 500
PACKED = 100
# Far below what a broker takes in one message.
PACKED_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    What is published at once.

    :param count: how many numbers of the table it covers, none if there is nothing new
    :param last: the last of them, 0 if there is none
    :param full: whether there may be more behind it
    """

    messages: Sequence[Outgoing]
    count: int
    last: int
    full: bool

    @property
    def after(self) -> int:
        """The checkpoint behind which it was read: there are no holes."""
        return self.last - self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """
    A table whose rows are only appended and numbered without holes, on its way to the broker.

    :param head: the table's last number
    :param stored_at: when the row of a number was stored, None if there is none
    :param read: what to publish next: the rows behind the checkpoint, found by one question
    """

    checkpoint: Checkpoint
    destination: Destination
    head: Callable[[Any], int]
    stored_at: Callable[[Any, int], datetime | None]
    read: Callable[[Any], Batch]

    @property
    def name(self) -> str:
        return self.checkpoint.name


def events_outlet(producer: str) -> Outlet:
    """Return the outlet that every service has: all its events, for all consumers."""

    def read(connection: AnyTransaction) -> Batch:
        stored = read_behind(connection, MAIN.name, BATCH)
        return Batch(
            messages=pack_messages(producer, stored),
            count=len(stored),
            last=stored[-1].position if stored else 0,
            full=len(stored) == BATCH,
        )

    return Outlet(
        checkpoint=MAIN, destination=EVENTS, head=head, stored_at=event_stored_at, read=read
    )


@store_function
def event_stored_at(connection: sa.Connection, position: int) -> datetime | None:
    """Return when the event at a position was stored; None if there is none."""
    query = sa.select(events.c.recorded_at).where(events.c.position == position)
    at: datetime | None = connection.execute(query).scalar()
    return at


def pack_messages(producer: str, stored: Sequence[StoredEvent]) -> list[Outgoing]:
    """Return the messages that carry these consecutive events, as many in each as it takes."""
    packs = grouped(stored, events_max=PACKED, bytes_max=PACKED_BYTES)
    return [
        Outgoing(
            routing_key=producer,
            message_id=one[0].event_id,
            content_type=CONTENT_TYPE,
            body=pack(producer, one),
        )
        for one in packs
    ]
