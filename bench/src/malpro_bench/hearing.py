"""A small service that hears of orders: one policy, one event of its own, one read model."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.codec import Codec
from kernel.adapters.definition import Policy, ServiceDefinition, Subscription
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from kernel.adapters.schema import install_store_v1
from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from kernel.domain.events import Event
from kernel.domain.streams import Kind

NAME, PRODUCER = "hearing", "orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """What it reads of the event."""

    order_id: str
    merchant_id: str
    total_idr: int
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeard(Event):
    order_id: str
    merchant_id: str
    total_idr: int


def _hear(times: int | None, _: OrderHeard) -> int:
    return (times or 0) + 1


HEARD = Kind("heard", _hear)
heard = sa.Table(
    "heard",
    sa.MetaData(),
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("merchant_id", sa.Text, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("total_idr", sa.BigInteger, nullable=False),
    sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
)


def _fold(row: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    event = recorded.event
    return {
        "order_id": key[0],
        "merchant_id": event.merchant_id,
        "times": (row["times"] if row else 0) + 1,
        "total_idr": event.total_idr,
        "heard_at": recorded.occurred_at,
    }


def when_order_placed(event: Recorded[OrderPlaced], *, work: UnitOfWork, ports: object) -> None:
    del ports
    placed = event.event
    if work.get(HEARD, placed.order_id) is None:
        said = OrderHeard(
            order_id=placed.order_id,
            merchant_id=placed.merchant_id,
            total_idr=placed.total_idr,
        )
        work.add(HEARD, placed.order_id, [said])


def define() -> ServiceDefinition:
    return ServiceDefinition(
        name=NAME,
        codec=Codec({"hearing.order_heard.v1": OrderHeard}),
        commands={},
        questions={},
        subscriptions=[
            Subscription(
                producer=PRODUCER,
                codec=Codec({"orders.order_placed.v1": OrderPlaced}),
                policies={
                    OrderPlaced: Policy(
                        handle=when_order_placed, needs=lambda one: [(HEARD, one.event.order_id)]
                    )
                },
            )
        ],
        projections=[
            RowProjection("heard", heard, keys=lambda one: [(one.event.order_id,)], fold=_fold)
        ],
        ports=lambda _: None,
    )


def install(connection: sa.Connection) -> None:
    install_store_v1(connection)
    heard.create(connection)


class EmptyFeed:
    """A producer that never says that it is ahead: everything comes from the queue."""

    def head(self, producer: str) -> int:
        del producer
        return 0

    def events(self, producer: str, after: int, limit: int) -> list[dict[str, Any]]:
        del producer, after, limit
        return []
