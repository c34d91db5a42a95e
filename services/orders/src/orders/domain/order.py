"""The order: what it remembers for its next decision, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from kernel.domain.streams import Kind
from orders.domain import money_state
from orders.domain.clocks import Clock, clock_after
from orders.domain.events import (
    DeliveryAttemptFailed,
    EndEvent,
    HandoverCodeRefused,
    LaterEvent,
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
    OrderReturnedToSeller,
    PaymentNoted,
    PaymentRequested,
    ReadyForPickup,
    StepEvent,
)
from orders.domain.life import ENDED, ORDER_LIFE
from orders.domain.money_state import Money
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.return_state import Return, evolve_return
from orders.domain.words import PICKED_UP, Status

__all__ = ["ENDED", "ORDER", "Order", "evolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    An order and how far it has come.

    :param requested: None until the pivot: a payment is requested once stock is reserved
    :param attempt_no: of the last time that the seller set out
    :param failure: the last attempt that failed
    :param clock: what it waits for, and until when
    """

    placed: OrderPlaced
    status: Status = Status.PLACED
    requested: PaymentRequested | None = None
    accepted: OrderAccepted | None = None
    attempt_no: int = 0
    failure: DeliveryAttemptFailed | None = None
    delivered: OrderDelivered | None = None
    wrong_codes: int = 0
    money: Money = field(default_factory=Money)
    returns: Mapping[str, Return] = field(default_factory=dict)
    clock: Clock | None = None

    @property
    def order_id(self) -> str:
        return self.placed.order_id

    @property
    def payment_id(self) -> str | None:
        return self.requested.payment_id if self.requested else None

    @property
    def confirmed_payment_id(self) -> str:
        """The payment of an order that has passed the pivot."""
        return self.payment_request.payment_id

    @property
    def payment_request(self) -> PaymentRequested:
        assert self.requested is not None, "a confirmed order has requested its payment"
        return self.requested

    @property
    def deliver_by(self) -> datetime:
        assert self.accepted is not None, "only an accepted order is on its way"
        return self.failure.deliver_by if self.failure else self.accepted.deliver_by

    @property
    def failed_attempts(self) -> int:
        return self.failure.attempt_no if self.failure else 0

    @property
    def is_for_pickup(self) -> bool:
        return self.placed.fulfilment_method in PICKED_UP


def evolve(order: Order | None, event: OrderEvent) -> Order:
    """Fold one event; history is not up for debate."""
    if isinstance(event, OrderPlaced):
        source = order.status if order else None
        changed = Order(placed=event, status=ORDER_LIFE.moved(source, event, Status.PLACED))
    else:
        assert order is not None, "an order begins with OrderPlaced"
        changed = _changed(order, event)
    delivered = changed.status is Status.DELIVERED
    return replace(changed, clock=clock_after(event, running=changed.clock, delivered=delivered))


def _changed(order: Order, event: LaterEvent) -> Order:
    match event:
        case ReturnRequested() | ReturnAccepted() | ReturnDeclined() | ReturnReceived():
            known = order.returns.get(event.return_id)
            changed = evolve_return(known, event)
            return replace(order, returns={**order.returns, event.return_id: changed})
        case (
            OrderRejected()
            | OrderDeclined()
            | OrderCancelled()
            | OrderExpired()
            | OrderReturnedToSeller()
        ):
            return _ended(order, event)
        case PaymentRequested() | HandoverCodeRefused() | DeliveryAttemptFailed() | PaymentNoted():
            ORDER_LIFE.moved(order.status, event, order.status)
            return _noted(order, event)
        case _:
            return _stepped(order, event)


def _stepped(order: Order, event: StepEvent) -> Order:
    match event:
        case OrderConfirmed():
            return _moved(order, event, Status.CONFIRMED)
        case OrderAccepted():
            return replace(_moved(order, event, Status.ACCEPTED), accepted=event)
        case OrderDispatched():
            return replace(_moved(order, event, Status.DISPATCHED), attempt_no=event.attempt_no)
        case ReadyForPickup():
            return _moved(order, event, Status.READY_FOR_PICKUP)
        case OrderDelivered():
            money = money_state.handed_over(order.money, event)
            return replace(_moved(order, event, Status.DELIVERED), delivered=event, money=money)
        case OrderCompleted():
            money = money_state.completed(order.money, event)
            return replace(_moved(order, event, Status.COMPLETED), money=money)
        case _:
            assert_never(event)


def _noted(order: Order, event: NoteEvent) -> Order:
    match event:
        case PaymentRequested():
            return replace(order, requested=event)
        case HandoverCodeRefused():
            return replace(order, wrong_codes=event.attempt_no)
        case DeliveryAttemptFailed():
            return replace(order, failure=event)
        case PaymentNoted():
            return replace(order, money=money_state.noted(order.money, event))
        case _:
            assert_never(event)


def _ended(order: Order, event: EndEvent) -> Order:
    match event:
        case OrderRejected():
            return _moved(order, event, Status.REJECTED)
        case OrderDeclined():
            return _moved(order, event, Status.DECLINED)
        case OrderCancelled():
            return _moved(order, event, Status.CANCELLED)
        case OrderExpired():
            return _moved(order, event, Status.EXPIRED)
        case OrderReturnedToSeller():
            return _moved(order, event, Status.RETURNED_TO_SELLER)
        case _:
            assert_never(event)


def _moved(order: Order, event: OrderEvent, target: Status) -> Order:
    return replace(order, status=ORDER_LIFE.moved(order.status, event, target))


ORDER = Kind("order", evolve)
