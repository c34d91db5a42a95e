"""The finance chain on its way to the stream that finance reads: the very bytes, in order."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.checkpoints import Checkpoint
from kernel.adapters.outlets import Batch, Outlet, event_stored_at
from kernel.adapters.projections import Row
from kernel.adapters.publisher import Outgoing
from kernel.adapters.schema import events, relay
from kernel.adapters.storage import AnyTransaction, store_function
from kernel.adapters.topology import Stream
from payments.adapters.finance_chain import HINT
from payments.adapters.tables import finance_chain, finance_head

STREAM = "payments.finance.v1"
CONTENT_TYPE = "application/cloudevents+json"
# As many wait for their confirms at once.
BATCH = 200
_CHECKPOINT = Checkpoint(name="finance", lock=4715, hint=HINT)


def finance_outlet(max_age: str) -> Outlet:
    """Return the outlet of the chain; its numbers are the links'."""
    return Outlet(
        checkpoint=_CHECKPOINT,
        destination=Stream(stream=STREAM, max_age=max_age),
        head=head,
        stored_at=_stored_at,
        read=_read,
    )


@store_function
def head(connection: sa.Connection) -> int:
    """Return the sequence of the last link."""
    return int(connection.execute(sa.select(finance_head.c.financeseq)).scalar_one())


@store_function
def position_of(connection: sa.Connection, financeseq: int) -> int | None:
    """Return the position of the event that a link tells of; None if there is no such link."""
    query = sa.select(finance_chain.c.position).where(finance_chain.c.financeseq == financeseq)
    position: int | None = connection.execute(query).scalar()
    return position


@store_function
def links_behind(connection: sa.Connection, checkpoint: str, limit: int) -> Sequence[Row]:
    """Return the links behind a checkpoint, in order, each with the type of its event."""
    after = sa.select(relay.c.position).where(relay.c.name == checkpoint).scalar_subquery()
    query = (
        sa.select(finance_chain, events.c.type)
        .join(events, events.c.position == finance_chain.c.position)
        .where(finance_chain.c.financeseq > after)
        .order_by(finance_chain.c.financeseq)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _stored_at(transaction: AnyTransaction, financeseq: int) -> datetime | None:
    position = position_of(transaction, financeseq)
    return event_stored_at(transaction, position) if position else None


def _read(transaction: AnyTransaction) -> Batch:
    links = links_behind(transaction, _CHECKPOINT.name, BATCH)
    return Batch(
        messages=[_message(row) for row in links],
        count=len(links),
        last=links[-1]["financeseq"] if links else 0,
        full=len(links) == BATCH,
    )


def _message(row: Row) -> Outgoing:
    return Outgoing(
        routing_key=STREAM,
        message_id=row["event_id"],
        content_type=CONTENT_TYPE,
        type=row["type"],
        headers={"financeseq": row["financeseq"]},
        body=bytes(row["envelope"]),
    )
