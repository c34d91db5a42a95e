"""What buyer, seller and officer do about goods that come back: load, decide, save."""

from kernel.application.ports import UnitOfWork
from orders.application.ports import Ports
from orders.application.recording import (
    Result,
    bought_by_caller,
    by_no_party,
    record,
    sold_by_caller,
)
from orders.application.seller_handlers import hours_of
from orders.domain import returning
from orders.domain.commands import AcceptReturn, DeclineReturn, ReceiveReturn, RequestReturn
from orders.domain.events import OrderEvent
from orders.domain.order import ORDER, Order
from orders.domain.words import DecidedBy

_SELLER = "merchant"


def request_return(command: RequestReturn, *, work: UnitOfWork, ports: Ports) -> Result:
    order = bought_by_caller(work, command.order_id)
    hours, deadlines = hours_of(order, ports), ports.deadlines
    events = returning.request_return(order, command, at=work.now, deadlines=deadlines, hours=hours)
    return _saved(work, command.order_id, command.return_id, events)


def accept_return(command: AcceptReturn, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Take goods back: the seller by herself, an officer also over her head.

    :raises OfficerIsParty: it is the officer's own order
    """
    order, decided_by = _decided(work, command.order_id)
    events = returning.accept_return(
        order, command, decided_by=decided_by, at=work.now, deadlines=ports.deadlines
    )
    return _saved(work, command.order_id, command.return_id, events)


def decline_return(command: DeclineReturn, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Leave the goods with the buyer.

    :raises OfficerIsParty: it is the officer's own order
    """
    del ports
    order, decided_by = _decided(work, command.order_id)
    events = returning.decline_return(order, command, decided_by=decided_by, at=work.now)
    return _saved(work, command.order_id, command.return_id, events)


def receive_return(command: ReceiveReturn, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = sold_by_caller(work, command.order_id)
    events = returning.receive_return(order, command, at=work.now)
    return _saved(work, command.order_id, command.return_id, events)


def _decided(work: UnitOfWork, order_id: str) -> tuple[Order, DecidedBy]:
    if work.context.actor_role == _SELLER:
        return sold_by_caller(work, order_id), DecidedBy.SELLER
    return by_no_party(work, order_id), DecidedBy.OFFICER


def _saved(
    work: UnitOfWork, order_id: str, return_id: str, events: tuple[OrderEvent, ...]
) -> Result:
    record(work, order_id, events)
    order = work.get(ORDER, order_id)
    assert order is not None, "it was there a moment ago"
    known = order.returns[return_id]
    refund = known.accepted.refund_idr if known.accepted else 0
    return {
        "order_id": order_id,
        "return_id": return_id,
        "status": known.status,
        "refund_idr": refund,
    }
