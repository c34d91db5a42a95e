"""Commands through their handlers: what is stored, sealed, scheduled and answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from orders_examples import ShownCatalogue
from orders_memory import AS_BUYER, AS_SELLER, AS_STRANGER, Desk
from orders_values import CART, CODE, HANDOVER_ID, NOON, OFFERS, SELLER, SNACK

from kernel.application.envelope import Context
from kernel.domain.errors import KernelError
from orders.application import handlers, policies, seller_handlers
from orders.application.foreign import StockReserved
from orders.domain.commands import (
    AcceptOrder,
    CancelOrder,
    DeclineOrder,
    DispatchOrder,
    HandOverOrder,
    PlaceOrders,
    WantedLine,
)
from orders.domain.offers import Offer
from orders.domain.placed import OrderPlaced
from orders.domain.placing import code_ref
from orders.domain.words import DeclineReason, Status

OTHER_STALL = replace(SELLER, merchant_id="merchant-of-snacks")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def place(desk: Desk, cart: PlaceOrders = CART) -> str:
    answer = desk.ask(handlers.place_orders, cart, context=AS_BUYER)
    [order] = answer["orders"]
    return str(order["order_id"])


def confirmed(desk: Desk) -> str:
    order_id = place(desk)
    desk.hear(
        policies.when_stock_reserved, StockReserved(order_id=order_id, merchant_id="merchant")
    )
    return order_id


def accepted(desk: Desk) -> str:
    order_id = confirmed(desk)
    desk.ask(seller_handlers.accept_order, AcceptOrder(order_id=order_id), context=AS_SELLER)
    return order_id


def dispatched(desk: Desk) -> str:
    order_id = accepted(desk)
    desk.ask(seller_handlers.dispatch_order, DispatchOrder(order_id=order_id), context=AS_SELLER)
    return order_id


def hand_over(desk: Desk, order_id: str, code: str) -> Any:
    command = HandOverOrder(
        order_id=order_id, handover_id=HANDOVER_ID, code=code, cash_idr=CART.expected_total_idr
    )
    return desk.ask(seller_handlers.hand_over_order, command, context=AS_SELLER)


def test_one_order_per_seller_in_one_transaction() -> None:
    both = OFFERS | {"snack": Offer(product=SNACK, seller=OTHER_STALL)}
    desk = Desk(ShownCatalogue(both))
    cart = replace(CART, expected_total_idr=157_100)

    answer = desk.ask(handlers.place_orders, cart, context=AS_BUYER)

    first, second = desk.facts()
    assert isinstance(first, OrderPlaced)
    assert isinstance(second, OrderPlaced)
    assert first.checkout_id == second.checkout_id == answer["checkout_id"]
    assert (first.checkout_order_count, second.checkout_order_count) == (2, 2)
    assert [order["merchant_id"] for order in answer["orders"]] == [
        "merchant-of-rice",
        "merchant-of-snacks",
    ]
    assert answer["total_idr"] == 157_100


def test_a_refused_cart_leaves_no_trace(desk: Desk) -> None:
    unknown = WantedLine(product_id="gold-bar", quantity=1)

    with pytest.raises(KernelError):
        place(desk, replace(CART, lines=(*CART.lines, unknown)))

    assert desk.facts() == []
    assert desk.store.timers == {}
    assert desk.store.vault == {}


def test_an_order_needs_a_buyer(desk: Desk) -> None:
    with pytest.raises(KernelError) as refusal:
        desk.ask(handlers.place_orders, CART, context=Context(actor_role="buyer"))

    assert refusal.value.own_code == "caller_unknown"


def test_what_is_personal_is_sealed_and_nothing_else_knows_it(desk: Desk) -> None:
    order_id = place(desk)

    placed = desk.order(order_id).placed
    assert desk.store.vault[placed.address_ref] == {
        "recipient_name": "Bu Sri",
        "phone": "0812",
        "street": "Jalan Ijen 1",
        "note": "pagi",
    }
    assert desk.store.vault[code_ref(order_id)] == {"code": CODE}
    assert not any(word in repr(desk.facts()) for word in ("Bu Sri", "0812", "Jalan Ijen", CODE))


def test_each_step_replaces_the_orders_one_clock(desk: Desk) -> None:
    order_id = place(desk)

    [reservation] = desk.store.timers.values()
    assert (reservation.kind, reservation.subject) == ("reservation", order_id)
    assert reservation.due_at == NOON + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("step", "kind"),
    [(place, "reservation"), (confirmed, "acceptance"), (accepted, "dispatch")],
)
def test_an_open_order_waits_for_one_thing(desk: Desk, step: Any, kind: str) -> None:
    step(desk)

    assert [timer.kind for timer in desk.store.timers.values()] == [kind]


def test_a_dispatched_order_waits_for_delivery(desk: Desk) -> None:
    order_id = dispatched(desk)

    [timer] = desk.store.timers.values()
    assert (timer.kind, timer.due_at) == ("delivery", desk.order(order_id).deliver_by)


def test_a_delivered_order_waits_for_its_cash(desk: Desk) -> None:
    answer = hand_over(desk, order_id := dispatched(desk), CODE)

    assert answer == {"order_id": order_id, "status": Status.DELIVERED, "accepted": True}
    [timer] = desk.store.timers.values()
    assert (timer.kind, timer.due_at) == ("collection", NOON + timedelta(days=3, hours=4))


def test_the_count_of_wrong_codes_survives_the_refusal(desk: Desk) -> None:
    order_id = dispatched(desk)

    answers = [hand_over(desk, order_id, "999999") for _ in range(5)]
    with pytest.raises(KernelError) as refusal:
        hand_over(desk, order_id, CODE)

    assert [answer["attempts_left"] for answer in answers] == [4, 3, 2, 1, 0]
    assert {answer["code"] for answer in answers} == {"handover_code_wrong"}
    assert not any(answer["accepted"] for answer in answers)
    assert refusal.value.own_code == "handover_code_locked"
    assert desk.order(order_id).status is Status.DISPATCHED
    assert len(desk.store.timers) == 1


def test_handing_over_twice_is_one_hand_over(desk: Desk) -> None:
    order_id = dispatched(desk)

    once, again = (hand_over(desk, order_id, CODE) for _ in range(2))

    assert once == again
    assert sum(type(fact).__name__ == "OrderDelivered" for fact in desk.facts()) == 1


def test_a_declined_order_ends(desk: Desk) -> None:
    order_id = confirmed(desk)
    command = DeclineOrder(order_id=order_id, reason_code=DeclineReason.NO_STOCK)

    answer = desk.ask(seller_handlers.decline_order, command, context=AS_SELLER)

    assert answer == {"order_id": order_id, "status": Status.DECLINED}
    assert desk.store.timers == {}


def test_a_buyer_calls_off_what_is_not_on_its_way(desk: Desk) -> None:
    order_id = accepted(desk)

    answer = desk.ask(handlers.cancel_order, CancelOrder(order_id=order_id), context=AS_BUYER)

    assert answer == {"order_id": order_id, "status": Status.CANCELLED}
    assert desk.store.timers == {}


@pytest.mark.parametrize(
    ("handle", "command"),
    [
        (seller_handlers.accept_order, AcceptOrder),
        (seller_handlers.dispatch_order, DispatchOrder),
        (handlers.cancel_order, CancelOrder),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_an_order_that_is_not_yours_is_not_found(
    desk: Desk, handle: Any, command: Any, *, known: bool
) -> None:
    order_id = confirmed(desk) if known else "no-such-order"

    with pytest.raises(KernelError) as refusal:
        desk.ask(handle, command(order_id=order_id), context=AS_STRANGER)

    assert refusal.value.own_code == "order_not_found"
