"""The ports of orders keep their promises on PostgreSQL and in memory, and look alike there."""

from datetime import timedelta
from typing import Any

import pytest
from orders_port_contracts import CEILING, DEARER, MORNINGS, STAPLE, PortsContract
from orders_service import BUYER, SELLING, Town, full_shelves, message, other_stall
from orders_values import BUYER_ID, CART, MERCHANT_ID, NOON, RICE, SNACK

from kernel.adapters.codec import plain
from kernel.adapters.memory import MemoryDatabase
from kernel.domain.ids import new_id
from kernel.testing.stores import vault_in
from kernel.testing.twins import everything_in, same_chance
from orders.adapters.tables import metadata
from orders.application.foreign import MerchantSuspended, Shortage, StockRejected
from orders.application.foreign_money import CollectionDisputed, PaymentRefunded
from orders.domain.placing import code_ref

ORDERED = plain(CART)


def in_memory() -> Town:
    town = Town(MemoryDatabase())
    town.hear("catalog", *full_shelves())
    return town


class TestPortsOnPostgres(PortsContract):
    """The fixture is the one of all tests of the service."""


class TestPortsInMemory(PortsContract):
    @pytest.fixture
    def town(self) -> Town:
        return in_memory()


def live(town: Town) -> Any:
    """Let orders have every kind of fate, by commands, news and clocks; return the answers."""
    town.hear("catalog", CEILING, STAPLE, *other_stall(2))
    lines = [*ORDERED["lines"], {"product_id": "rice-2", "quantity": 1}]
    cart = {**ORDERED, "lines": lines, "expected_total_idr": 224_600}
    answers = town.app.execute(
        [
            message("place_orders", BUYER, cart, "both"),
            message("place_orders", BUYER, cart, "both"),
            message("place_orders", BUYER, {**ORDERED, "expected_total_idr": 1}),
        ]
    )
    paid, unseen, missing, declined, cancelled, silent = (town.place() for _ in range(6))
    handover_id = _handed_over(town, paid)
    town.pay(paid, handover_id)
    _disputed(town, unseen)
    shortage = Shortage(line_id="line-1", code="out_of_stock")
    town.hear("catalog", StockRejected(order_id=missing, reasons=(shortage,)))
    town.reserve(declined)
    town.done("decline_order", SELLING, order_id=declined, reason_code="no_stock")
    town.done("cancel_order", BUYER, order_id=cancelled)
    town.pay(cancelled, "late-money")
    _returned(town, paid)
    town.reserve(silent)
    town.hear("catalog", DEARER, MORNINGS)
    for days in range(1, 9):
        town.move_to(NOON + timedelta(days=days))
    called_off = _at_the_new_price(town)
    suspended = MerchantSuspended(
        merchant_id=MERCHANT_ID, open_orders_rule="cancel", suspended_at=town.clock.now()
    )
    town.hear("catalog", suspended)
    town.move_to(town.clock.now() + timedelta(minutes=1))
    answers += [town.tell("accept_order", SELLING, order_id=called_off)]
    with town.ports() as ports:
        told = (
            ports.catalogue.offers([RICE.product_id, SNACK.product_id, "rice-2", "nothing"]),
            ports.catalogue.opening_hours([MERCHANT_ID, "merchant-2"]),
            ports.load.open_orders(BUYER_ID, [MERCHANT_ID, "merchant-2"]),
            list(ports.load.unsent_orders("merchant-2", placed_until=NOON, limit=9)),
        )
    return answers, told


def _at_the_new_price(town: Town) -> str:
    cart = {**ORDERED, "expected_total_idr": 154_000}  # 2 x 70,000 + 12,000 + 2,000.
    [order] = town.done("place_orders", BUYER, **cart)["orders"]
    return str(order["order_id"])


def _handed_over(town: Town, order_id: str) -> str:
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)
    town.done("dispatch_order", SELLING, order_id=order_id)
    attempt = {"order_id": order_id, "attempt_no": 1, "reason_code": "buyer_absent"}
    town.done("record_failed_attempt", SELLING, **attempt)
    town.done("dispatch_order", SELLING, order_id=order_id, attempt_no=2)
    handover = {"order_id": order_id, "handover_id": new_id(), "cash_idr": CART.expected_total_idr}
    town.done("hand_over_order", SELLING, **handover, code="not it")
    town.done("hand_over_order", SELLING, **handover, code=_code_of(town, order_id))
    return str(handover["handover_id"])


def _code_of(town: Town, order_id: str) -> str:
    """Look into the vault: questions are asked of PostgreSQL alone."""
    ref = code_ref(order_id)
    with town.database.transaction() as transaction:
        code = vault_in(transaction).open([ref])[ref]["code"]
    return str(code)


def _disputed(town: Town, order_id: str) -> None:
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)
    town.done("dispatch_order", SELLING, order_id=order_id)
    handover = {"order_id": order_id, "handover_id": new_id(), "cash_idr": CART.expected_total_idr}
    town.done("claim_handover", BUYER, **handover)
    town.pay(order_id, str(handover["handover_id"]))
    disputed = CollectionDisputed(
        payment_id="payment-1",
        order_id=order_id,
        dispute_id="dispute-1",
        collection_id=str(handover["handover_id"]),
        disputed_at=NOON,
    )
    town.hear("payments", disputed)


def _returned(town: Town, order_id: str) -> None:
    [placed] = [
        one["data"]
        for one in everything_in(town.database, [])["events"]
        if one["stream_id"] == f"order-{order_id}" and one["version"] == 1
    ]
    about = {"order_id": order_id, "return_id": new_id()}
    lines = [{"line_id": placed["lines"][0]["line_id"], "quantity": 1}]
    town.done("request_return", BUYER, **about, lines=lines, reason_code="defective")
    town.done("accept_return", SELLING, **about)
    town.done("receive_return", SELLING, **about)
    refunded = PaymentRefunded(
        payment_id="payment-1",
        order_id=order_id,
        refund_id="refund-1",
        amount_idr=67_550,
        original_collection_id=None,
        original_collected_at=None,
    )
    town.hear("payments", refunded)


def test_the_same_life_leaves_the_same_on_postgresql_and_in_memory(town: Town) -> None:
    lives, twins = [], (town, in_memory())
    for twin in twins:
        with same_chance():
            lives.append(live(twin))

    assert lives[1] == lives[0]
    real, memory = (everything_in(twin.database, metadata.sorted_tables) for twin in twins)
    assert all(real[table.name] for table in metadata.sorted_tables)
    for name, rows in real.items():
        assert memory[name] == rows
