"""One function per command: load, decide, save."""

from typing import Any

from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from kernel.domain.ids import new_id
from orders.application.ports import Ports
from orders.application.recording import OrderNotFound, existing, record
from orders.domain import buyer as buyers, seller as sellers
from orders.domain.checkout import Basket, Buyer, fill_baskets
from orders.domain.commands import (
    AcceptOrder,
    CancelOrder,
    DeclineOrder,
    DispatchOrder,
    HandOverOrder,
    PlaceOrders,
)
from orders.domain.events import HandoverCodeRefused, OrderEvent
from orders.domain.handover import hand_over
from orders.domain.order import ORDER, Order
from orders.domain.placed import OrderPlaced
from orders.domain.placing import Checkout, Ticket, code_ref, place

Result = dict[str, Any]


class CallerUnknown(Invalid):
    code = "caller_unknown"


def place_orders(command: PlaceOrders, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Order from every seller in the cart, or from none.

    :raises Refusal: something in the cart cannot be had as asked
    :raises PriceChanged: the buyer has seen another total
    """
    buyer = _buyer(work)
    checkout_id = new_id()
    baskets = fill_baskets(
        command,
        checkout_id=checkout_id,
        buyer=buyer,
        offers=ports.catalogue.offers([line.product_id for line in command.lines]),
        at=work.now,
    )
    checkout = Checkout(
        checkout_id=checkout_id,
        order_count=len(baskets),
        terms_version=ports.terms_version,
        command=command,
        buyer=buyer,
        deadlines=ports.deadlines,
    )
    placed = [_place(basket, checkout, work=work, ports=ports) for basket in baskets]
    return {
        "checkout_id": checkout_id,
        "total_idr": sum(order.amount_due_idr for order in placed),
        "orders": [_receipt(order) for order in placed],
    }


def accept_order(command: AcceptOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    order = _sold_by_caller(work, command.order_id)
    merchant_id = order.placed.merchant_id
    hours = ports.catalogue.opening_hours([merchant_id])[merchant_id]
    events = sellers.accept(order, at=work.now, deadlines=ports.deadlines, hours=hours)
    return _saved(work, command.order_id, events)


def decline_order(command: DeclineOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = _sold_by_caller(work, command.order_id)
    return _saved(work, command.order_id, sellers.decline(order, command, at=work.now))


def dispatch_order(command: DispatchOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    order = _sold_by_caller(work, command.order_id)
    version = ports.deadlines.calendar_version
    events = sellers.dispatch(order, at=work.now, calendar_version=version)
    return _saved(work, command.order_id, events)


def hand_over_order(command: HandOverOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Hand over goods and take the cash. A wrong code is answered, not refused: see `hand_over`.

    :raises OrderNotFound: no such order, or another seller's
    :raises Refusal: the order is not on its way, or its code is locked
    """
    order = _sold_by_caller(work, command.order_id)
    right = command.code is not None and ports.secrets.matches(
        order.order_id,
        command.code,
        code_hash=order.placed.handover_code_hash,
        key_id=order.placed.handover_key_id,
    )
    events = hand_over(order, command, code_is_right=right, at=work.now, deadlines=ports.deadlines)
    saved = _saved(work, command.order_id, events)
    for event in events:
        if isinstance(event, HandoverCodeRefused):
            refused = {"code": "handover_code_wrong", "attempts_left": event.attempts_left}
            return {**saved, "accepted": False, **refused}
    return {**saved, "accepted": True}


def cancel_order(command: CancelOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = existing(work, command.order_id)
    if order.placed.buyer_account_id != work.context.actor_id:
        raise OrderNotFound("there is no such order")
    return _saved(work, command.order_id, buyers.cancel(order, command, at=work.now))


def _buyer(work: UnitOfWork) -> Buyer:
    account_id = work.context.actor_id
    if account_id is None:
        raise CallerUnknown("an order has a buyer")
    return Buyer(
        account_id=account_id,
        institution_id=work.context.actor_institution_id,
        memberships=work.context.memberships,
    )


def _place(basket: Basket, checkout: Checkout, *, work: UnitOfWork, ports: Ports) -> OrderPlaced:
    order_id, address_ref, code = new_id(), new_id(), ports.secrets.new_code()
    code_hash, key_id = ports.secrets.seal(order_id, code)
    ticket = Ticket(
        order_id=order_id,
        address_ref=address_ref,
        handover_code_hash=code_hash,
        handover_key_id=key_id,
    )
    placed = place(basket, ticket, checkout, at=work.now)
    delivery = checkout.command.delivery
    work.seal(
        address_ref,
        "delivery_address",
        {
            "recipient_name": delivery.recipient_name,
            "phone": delivery.phone,
            "street": delivery.street,
            "note": delivery.note,
        },
    )
    work.seal(code_ref(order_id), "handover_code", {"code": code})
    record(work, order_id, [placed])
    return placed


def _receipt(placed: OrderPlaced) -> Result:
    return {
        "order_id": placed.order_id,
        "order_number": placed.order_number,
        "merchant_id": placed.merchant_id,
        "goods_total_idr": placed.goods_total_idr,
        "delivery_fee_idr": placed.delivery_fee_idr,
        "cash_rounding_idr": placed.cash_rounding_idr,
        "total_idr": placed.total_idr,
        "amount_due_idr": placed.amount_due_idr,
    }


def _sold_by_caller(work: UnitOfWork, order_id: str) -> Order:
    order = existing(work, order_id)
    if order.placed.merchant_owner_account_id != work.context.actor_id:
        raise OrderNotFound("there is no such order")
    return order


def _saved(work: UnitOfWork, order_id: str, events: tuple[OrderEvent, ...]) -> Result:
    record(work, order_id, events)
    order = work.get(ORDER, order_id)
    assert order is not None, "it was there a moment ago"
    return {"order_id": order_id, "status": order.status}
