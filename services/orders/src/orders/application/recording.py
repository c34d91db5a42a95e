"""Events of an order and the clock that follows from each: never one without the other."""

from collections.abc import Sequence
from datetime import datetime

from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.errors import NotFound
from orders.domain.events import (
    HandoverCodeRefused,
    OrderAccepted,
    OrderConfirmed,
    OrderDispatched,
    OrderEvent,
    PaymentNoted,
    PaymentRequested,
)
from orders.domain.order import ORDER, Order
from orders.domain.placed import OrderPlaced
from orders.domain.words import Stage


class OrderNotFound(NotFound):
    code = "order_not_found"


def existing(work: UnitOfWork, order_id: str) -> Order:
    """
    Return the order.

    :raises OrderNotFound: there is none by that id
    """
    order = work.get(ORDER, order_id)
    if order is None:
        raise OrderNotFound("there is no such order")
    return order


def record(work: UnitOfWork, order_id: str, events: Sequence[OrderEvent]) -> None:
    """
    Stage the events, and set the order's one clock to what it waits for next.

    An order waits for one thing at a time, so it has one timer, replaced at every step.
    """
    starts = any(isinstance(event, OrderPlaced) for event in events)
    work.add(ORDER, order_id, events, new=starts)
    for event in events:
        if not isinstance(event, PaymentRequested | HandoverCodeRefused | PaymentNoted):
            _wind(work, order_id, _next(event))


def timer_id(order_id: str) -> str:
    return f"order-{order_id}"


def _wind(work: UnitOfWork, order_id: str, waits: tuple[Stage, datetime] | None) -> None:
    if waits is None:
        work.cancel(timer_id(order_id))
        return
    stage, due_at = waits
    work.schedule(
        Timer(timer_id=timer_id(order_id), kind=stage.value, subject=order_id, due_at=due_at)
    )


def _next(event: OrderEvent) -> tuple[Stage, datetime] | None:
    match event:
        case OrderPlaced():
            return Stage.RESERVATION, event.reserve_until
        case OrderConfirmed():
            return Stage.ACCEPTANCE, event.accept_by
        case OrderAccepted():
            return Stage.DISPATCH, event.dispatch_by
        case OrderDispatched():
            return Stage.DELIVERY, event.deliver_by
        case _:
            return None
