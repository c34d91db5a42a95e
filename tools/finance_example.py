"""A small finance chain with an event of each kind, made as the real one is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec

from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.store import StoredEvent
from kernel.domain.ids import derived_id
from kernel.testing.examples import NOON, example
from payments.adapters.finance_chain import BEGINNING, Head, links_after


def links(payments: ServiceDefinition) -> Iterator[dict[str, Any]]:
    """Yield the links, each a CloudEvent; their canonical JSON is what the stream would carry."""
    stored = [
        _stored(number, type_, payments.codec.encode(example(kind)))
        for number, (type_, kind) in enumerate(payments.codec.types.items(), 1)
    ]
    for link in links_after(Head(financeseq=0, position=0, hash=BEGINNING), stored):
        told: dict[str, Any] = msgspec.json.decode(link.envelope)
        yield told


def _stored(number: int, type_: str, data: str) -> StoredEvent:
    at = NOON + timedelta(minutes=number)
    return StoredEvent(
        position=number,
        event_id=derived_id("example", type_),
        stream_id=f"payment-{derived_id('example', 'payment_id')}",
        stream_type="payment",
        version=number,
        type=type_,
        data=data,
        metadata={"correlation_id": derived_id("example", "correlation_id")},
        occurred_at=at,
        recorded_at=at,
    )
