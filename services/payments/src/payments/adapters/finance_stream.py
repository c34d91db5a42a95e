"""The finance chain on its way to the stream that finance reads: the very bytes, in order."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.checkpoints import Checkpoint
from kernel.adapters.outlets import Batch, Outlet, event_stored_at
from kernel.adapters.publisher import Outgoing
from kernel.adapters.schema import events
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
        head=_head,
        stored_at=_stored_at,
        read=_read,
    )


def _head(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(finance_head.c.financeseq)).scalar_one())


def _stored_at(connection: sa.Connection, financeseq: int) -> datetime | None:
    query = sa.select(finance_chain.c.position).where(finance_chain.c.financeseq == financeseq)
    position = connection.execute(query).scalar()
    return event_stored_at(connection, position) if position else None


def _read(connection: sa.Connection, after: int) -> Batch:
    query = (
        sa.select(finance_chain, events.c.type)
        .join(events, events.c.position == finance_chain.c.position)
        .where(finance_chain.c.financeseq > after)
        .order_by(finance_chain.c.financeseq)
        .limit(BATCH)
    )
    messages = [_message(row) for row in connection.execute(query)]
    return Batch(
        messages=messages,
        count=len(messages),
        last=after + len(messages),
        full=len(messages) == BATCH,
    )


def _message(row: "sa.Row[Any]") -> Outgoing:
    return Outgoing(
        routing_key=STREAM,
        message_id=row.event_id,
        content_type=CONTENT_TYPE,
        type=row.type,
        headers={"financeseq": row.financeseq},
        body=bytes(row.envelope),
    )
