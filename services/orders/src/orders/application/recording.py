"""Events of an order and the clock that follows from each: never one without the other."""

from collections.abc import Sequence
from typing import Any

from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.errors import NotFound, Rejected
from orders.domain.clocks import Clock
from orders.domain.events import OrderEvent
from orders.domain.order import ORDER, Order
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnRequested,
)

RETURN_ANSWER = "return_answer"

Result = dict[str, Any]


class OrderNotFound(NotFound):
    code = "order_not_found"


class OfficerIsParty(Rejected):
    """Nobody decides about an order that is her own."""

    code = "officer_is_party"


def existing(work: UnitOfWork, order_id: str) -> Order:
    """
    Return the order.

    :raises OrderNotFound: there is none by that id
    """
    order = work.get(ORDER, order_id)
    if order is None:
        raise OrderNotFound("there is no such order")
    return order


def sold_by_caller(work: UnitOfWork, order_id: str) -> Order:
    """
    Return the order, to its seller.

    :raises OrderNotFound: no such order, or another seller's
    """
    order = existing(work, order_id)
    if order.placed.merchant_owner_account_id != work.context.actor_id:
        raise OrderNotFound("there is no such order")
    return order


def bought_by_caller(work: UnitOfWork, order_id: str) -> Order:
    """
    Return the order, to its buyer.

    :raises OrderNotFound: no such order, or another buyer's
    """
    order = existing(work, order_id)
    if order.placed.buyer_account_id != work.context.actor_id:
        raise OrderNotFound("there is no such order")
    return order


def by_no_party(work: UnitOfWork, order_id: str) -> Order:
    """
    Return the order, to an officer who has no part in it.

    :raises OrderNotFound: no such order
    :raises OfficerIsParty: she buys or sells it
    """
    order = existing(work, order_id)
    placed = order.placed
    if work.context.actor_id in (placed.buyer_account_id, placed.merchant_owner_account_id):
        raise OfficerIsParty("it is the officer's own order")
    return order


def saved(work: UnitOfWork, order_id: str, events: Sequence[OrderEvent]) -> Result:
    """Record the events, and return how the order then stands."""
    record(work, order_id, events)
    order = work.get(ORDER, order_id)
    assert order is not None, "it was there a moment ago"
    return {"order_id": order_id, "status": order.status}


def record(work: UnitOfWork, order_id: str, events: Sequence[OrderEvent]) -> None:
    """
    Stage the events, and set the order's one clock to what it waits for next.

    An order waits for one thing at a time, so it has one timer, replaced at every step. Each of
    its returns that waits for an answer has one besides.
    """
    starts = any(isinstance(event, OrderPlaced) for event in events)
    before = None if starts else work.get(ORDER, order_id)
    work.add(ORDER, order_id, events, new=starts)
    after = work.get(ORDER, order_id)
    running = before.clock if before else None
    if after is not None and after.clock != running:
        wind(work, order_id, after.clock)
    for event in events:
        if isinstance(event, ReturnRequested | ReturnAccepted | ReturnDeclined):
            _wind_return(work, event)


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


def wind(work: UnitOfWork, order_id: str, clock: Clock | None) -> None:
    """Set the order's one clock, or stop it."""
    if clock is None:
        work.cancel(timer_id(order_id))
        return
    stage, due_at = clock
    work.schedule(
        Timer(timer_id=timer_id(order_id), kind=stage.value, subject=order_id, due_at=due_at)
    )
