"""Events of an order and the clock that follows from each: never one without the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.errors import NotFound
from orders.domain.events import (
    DeliveryAttemptFailed,
    HandoverCodeRefused,
    OrderAccepted,
    OrderConfirmed,
    OrderDelivered,
    OrderDispatched,
    OrderEvent,
    PaymentNoted,
    PaymentRequested,
    ReadyForPickup,
)
from orders.domain.order import ORDER, Order
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.words import Stage, Status

RETURN_ANSWER = "return_answer"
_CLOCKS: Mapping[type[OrderEvent], tuple[Stage, str]] = {
    OrderPlaced: (Stage.RESERVATION, "reserve_until"),
    OrderConfirmed: (Stage.ACCEPTANCE, "accept_by"),
    OrderAccepted: (Stage.DISPATCH, "dispatch_by"),
    OrderDispatched: (Stage.DELIVERY, "deliver_by"),
    DeliveryAttemptFailed: (Stage.DELIVERY, "deliver_by"),
    ReadyForPickup: (Stage.PICKUP, "collect_by"),
}


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

    An order waits for one thing at a time, so it has one timer, replaced at every step. Each of
    its returns that waits for an answer has one besides.
    """
    starts = any(isinstance(event, OrderPlaced) for event in events)
    work.add(ORDER, order_id, events, new=starts)
    for event in events:
        if isinstance(event, ReturnRequested | ReturnAccepted | ReturnDeclined):
            _wind_return(work, event)
        elif not isinstance(event, PaymentRequested | HandoverCodeRefused | ReturnReceived):
            _wind_after(work, order_id, event)


def _wind_after(work: UnitOfWork, order_id: str, event: OrderEvent) -> None:
    if not isinstance(event, PaymentNoted):
        wind(work, order_id, _next(event))
        return
    order = work.get(ORDER, order_id)
    if event.collect_by is not None and order is not None and order.status is Status.DELIVERED:
        wind(work, order_id, (Stage.COLLECTION, event.collect_by))


def _wind_return(
    work: UnitOfWork, event: ReturnRequested | ReturnAccepted | ReturnDeclined
) -> None:
    timer = return_timer_id(event.return_id)
    if not isinstance(event, ReturnRequested):
        work.cancel(timer)
        return
    work.schedule(
        Timer(
            timer_id=timer,
            kind=RETURN_ANSWER,
            subject=event.order_id,
            due_at=event.answer_by,
            data={"return_id": event.return_id},
        )
    )


def return_timer_id(return_id: str) -> str:
    return f"return-{return_id}"


def timer_id(order_id: str) -> str:
    return f"order-{order_id}"


def wind(work: UnitOfWork, order_id: str, waits: tuple[Stage, datetime] | None) -> None:
    """Set the order's one clock, or stop it."""
    if waits is None:
        work.cancel(timer_id(order_id))
        return
    stage, due_at = waits
    work.schedule(
        Timer(timer_id=timer_id(order_id), kind=stage.value, subject=order_id, due_at=due_at)
    )


def _next(event: OrderEvent) -> tuple[Stage, datetime] | None:
    if isinstance(event, OrderDelivered):
        return Stage.COLLECTION, event.collect_by or event.confirm_until
    clock = _CLOCKS.get(type(event))
    return (clock[0], getattr(event, clock[1])) if clock else None
