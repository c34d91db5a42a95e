"""The order: what it remembers for its next decision, and how each event changes it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from kernel.domain.streams import Kind
from orders.domain.events import (
    EndEvent,
    HandoverCodeRefused,
    NoteEvent,
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderDelivered,
    OrderDispatched,
    OrderEvent,
    OrderExpired,
    OrderRejected,
    PaymentNoted,
    PaymentRequested,
    StepEvent,
)
from orders.domain.placed import OrderPlaced
from orders.domain.words import Status

ENDED = frozenset(
    {
        Status.REJECTED,
        Status.DECLINED,
        Status.COMPLETED,
        Status.CANCELLED,
        Status.EXPIRED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    An order and how far it has come.

    :param payment_id: None until the pivot: a payment is requested once stock is reserved
    :param collections: payments that have been answered, so that none is answered twice
    """

    placed: OrderPlaced
    status: Status = Status.PLACED
    payment_id: str | None = None
    accepted: OrderAccepted | None = None
    delivered: OrderDelivered | None = None
    wrong_codes: int = 0
    collections: tuple[str, ...] = ()

    @property
    def order_id(self) -> str:
        return self.placed.order_id

    @property
    def confirmed_payment_id(self) -> str:
        """The payment of an order that has passed the pivot."""
        assert self.payment_id is not None, "a confirmed order has requested its payment"
        return self.payment_id

    @property
    def deliver_by(self) -> datetime:
        assert self.accepted is not None, "only an accepted order is on its way"
        return self.accepted.deliver_by


def evolve(order: Order | None, event: OrderEvent) -> Order:
    """Fold one event; history is not up for debate."""
    if isinstance(event, OrderPlaced):
        return Order(placed=event)
    assert order is not None, "an order begins with OrderPlaced"
    match event:
        case OrderRejected() | OrderDeclined() | OrderCancelled() | OrderExpired():
            return _ended(order, event)
        case PaymentRequested() | HandoverCodeRefused() | PaymentNoted():
            return _noted(order, event)
        case _:
            return _stepped(order, event)


def _stepped(order: Order, event: StepEvent) -> Order:
    match event:
        case OrderConfirmed():
            return replace(order, status=Status.CONFIRMED)
        case OrderAccepted():
            return replace(order, status=Status.ACCEPTED, accepted=event)
        case OrderDispatched():
            return replace(order, status=Status.DISPATCHED)
        case OrderDelivered():
            return replace(order, status=Status.DELIVERED, delivered=event)
        case OrderCompleted():
            collections = (*order.collections, event.collection_id)
            return replace(order, status=Status.COMPLETED, collections=collections)
        case _:
            assert_never(event)


def _noted(order: Order, event: NoteEvent) -> Order:
    match event:
        case PaymentRequested():
            return replace(order, payment_id=event.payment_id)
        case HandoverCodeRefused():
            return replace(order, wrong_codes=event.attempt_no)
        case PaymentNoted():
            return replace(order, collections=(*order.collections, event.collection_id))
        case _:
            assert_never(event)


def _ended(order: Order, event: EndEvent) -> Order:
    match event:
        case OrderRejected():
            return replace(order, status=Status.REJECTED)
        case OrderDeclined():
            return replace(order, status=Status.DECLINED)
        case OrderCancelled():
            return replace(order, status=Status.CANCELLED)
        case OrderExpired():
            return replace(order, status=Status.EXPIRED)
        case _:
            assert_never(event)


ORDER = Kind("order", evolve)
