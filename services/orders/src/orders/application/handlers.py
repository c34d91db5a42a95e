"""Placing orders, and calling them off: load, decide, save."""

from collections.abc import Collection

from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from kernel.domain.ids import new_id
from orders.application.ports import Ports
from orders.application.recording import (
    Result,
    bought_by_caller,
    by_no_party,
    record,
    saved,
    sold_by_caller,
)
from orders.domain import cancelling
from orders.domain.checkout import Basket, Buyer, fill_baskets
from orders.domain.commands import CallOffOrder, CancelOrder, CancelSale, PlaceOrders
from orders.domain.limits import check_open_orders
from orders.domain.placed import OrderPlaced
from orders.domain.placing import Checkout, Ticket, code_ref, place


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
        rules=ports.rules,
    )
    _check_limits(buyer, baskets, ports)
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


def cancel_order(command: CancelOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = bought_by_caller(work, command.order_id)
    return saved(work, command.order_id, cancelling.cancel(order, command, at=work.now))


def cancel_sale(command: CancelSale, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = sold_by_caller(work, command.order_id)
    return saved(work, command.order_id, cancelling.cancel_sale(order, command, at=work.now))


def call_off_order(command: CallOffOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    End an order as an officer.

    :raises OfficerIsParty: it is the officer's own
    """
    del ports
    order = by_no_party(work, command.order_id)
    return saved(work, command.order_id, cancelling.call_off(order, command, at=work.now))


def _check_limits(buyer: Buyer, baskets: Collection[Basket], ports: Ports) -> None:
    sellers, limits = [basket.seller for basket in baskets], ports.rules.limits
    limited = [one.merchant_id for one in sellers if one.max_open_orders is not None]
    counted = buyer.account_id if limits.open_orders_max is not None else None
    check_open_orders(sellers, ports.load.open_orders(counted, limited), limits)
    ports.load.note_placed(buyer.account_id, limited, orders=len(sellers))


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
