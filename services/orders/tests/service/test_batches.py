"""A batch of any size costs the same number of statements."""

from collections.abc import Callable
from typing import Any

import pytest
from orders_service import BUYER, SELLING, Town, message, other_stall
from orders_values import CART, MERCHANT_ID, NOON

from kernel.adapters.codec import plain
from kernel.domain.ids import new_id
from orders.application.foreign import StockReserved
from orders.application.foreign_money import PaymentReceived

FULL = 64
LINES = plain(CART)["lines"]


def carts(count: int) -> list[dict[str, Any]]:
    """Make carts that are each over the two stalls."""
    lines = [*LINES, {"product_id": "rice-2", "quantity": 1}]
    cart = {**plain(CART), "lines": lines, "expected_total_idr": 224_600}
    return [message("place_orders", BUYER, cart, new_id()) for _ in range(count)]


def placed(town: Town, count: int) -> dict[str, str]:
    """Return the seller of each order."""
    answers = town.app.execute(carts(count))
    orders = [order for answer in answers for order in answer["ok"]["orders"]]
    return {order["order_id"]: order["merchant_id"] for order in orders}


@pytest.fixture
def two_stalls(town: Town) -> Town:
    town.hear("catalog", *other_stall(2))
    return town


def counted(town: Town, act: Callable[[], object]) -> int:
    with town.statements() as sent:
        act()
    return len(sent)


def test_sixty_four_checkouts_cost_what_one_costs(two_stalls: Town) -> None:
    one = counted(two_stalls, lambda: two_stalls.app.execute(carts(1)))
    many = counted(two_stalls, lambda: two_stalls.app.execute(carts(FULL)))

    assert many == one
    assert two_stalls.app.head() == (1 + FULL) * 2


def test_fifty_reservations_cost_what_one_costs(two_stalls: Town) -> None:
    sellers = placed(two_stalls, 26)
    first, *others = list(sellers)[:51]

    def reserve(*order_ids: str) -> None:
        events = (StockReserved(order_id=one, merchant_id=sellers[one]) for one in order_ids)
        two_stalls.hear("catalog", *events)

    one = counted(two_stalls, lambda: reserve(first))
    many = counted(two_stalls, lambda: reserve(*others))

    assert many == one
    assert len(two_stalls.facts("orders.order_confirmed.v1")) == 51


def test_many_acceptances_cost_what_one_costs(two_stalls: Town) -> None:
    sellers = placed(two_stalls, 20)
    order_ids = [one for one, seller in sellers.items() if seller == MERCHANT_ID]
    for order_id in order_ids:
        two_stalls.reserve(order_id)

    def accept(*chosen: str) -> list[dict[str, Any]]:
        return two_stalls.app.execute(
            [message("accept_order", SELLING, {"order_id": one}) for one in chosen]
        )

    one = counted(two_stalls, lambda: accept(order_ids[0]))
    many = counted(two_stalls, lambda: accept(*order_ids[1:]))

    assert many == one
    assert len(two_stalls.facts("orders.order_accepted.v1")) == 20


def test_many_clocks_cost_what_one_costs(two_stalls: Town) -> None:
    placed(two_stalls, 1)
    two_stalls.clock.move_to(NOON.replace(hour=6))
    one = counted(two_stalls, two_stalls.timers.fire_due)
    placed(two_stalls, 20)
    two_stalls.clock.move_to(NOON.replace(hour=7))

    many = counted(two_stalls, two_stalls.timers.fire_due)

    assert many == one
    assert len(two_stalls.facts("orders.order_expired.v1")) == 42


def test_one_impossible_payment_does_not_stop_the_others(two_stalls: Town) -> None:
    undelivered, delivered = two_stalls.place(), two_stalls.place()
    handover_id = two_stalls.bring(delivered)

    def received(order_id: str) -> PaymentReceived:
        return PaymentReceived(
            payment_id=f"payment-of-{order_id}",
            order_id=order_id,
            collection_id=handover_id,
            amount_received_idr=CART.expected_total_idr,
            remaining_due_idr=0,
            collected_at=NOON,
        )

    two_stalls.hear("payments", received(undelivered), received(delivered))

    assert two_stalls.ask("order", BUYER, order_id=delivered)["status"] == "completed"
    assert two_stalls.ask("order", BUYER, order_id=undelivered)["status"] == "placed"
    [parked] = two_stalls.rows("select reason_code from parked")
    assert parked["reason_code"] == "payment_before_handover"
