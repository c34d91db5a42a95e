"""Payments' ports and chain keep their promises on PostgreSQL and in memory, and look alike."""

from datetime import timedelta
from typing import Any

import pytest
from payments_acts import OFFICER
from payments_examples import (
    BUYER,
    ENDINGS,
    EVENING,
    NOON,
    OWNER,
    PAYMENT_ID,
    order_delivered,
    payment_requested,
    return_accepted,
)
from payments_port_contracts import OUTLET, PortsContract
from payments_world import World, world_on

from kernel.adapters.memory import MemoryDatabase
from kernel.testing.twins import everything_in, same_chance
from payments.adapters.finance_chain import extend_chain
from payments.adapters.tables import metadata, refunds


class TestPortsOnPostgres(PortsContract):
    """The fixture is the one of all tests of the service."""


class TestPortsInMemory(PortsContract):
    @pytest.fixture
    def payments(self) -> World:
        return world_on(MemoryDatabase())


def live(payments: World) -> Any:
    """Let money be asked, counted, doubted and paid back; return what ports say."""
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000), at=NOON)
    payments.correct("one", 26_000)
    extend_chain(payments.app.database)
    _doubted(payments)
    payments.hears(payment_requested(payment_id="ended", order_id="ended"), order_id="ended")
    payments.hears(ENDINGS[0], order_id="another")
    payments.hears(return_accepted(), order_id="came-back")
    [owed] = everything_in(payments.app.database, [refunds])["refunds"]
    payments.does(
        "record_refund",
        "merchant",
        OWNER,
        payment_id=PAYMENT_ID,
        refund_id=owed["refund_id"],
        cause="return",
        amount_idr=owed["amount_idr"],
    )
    payments.hears(order_delivered(payment_id="nobody-asked"), order_id="parked")
    payments.hears_again()
    for days in range(1, 8):
        payments.wait_until(EVENING + timedelta(days=days))
    refused = payments.app.execute(
        [
            {
                "route": "confirm_collection",
                "context": {"actor_id": BUYER, "actor_role": "buyer"},
                "payload": {"payment_id": "doubted", "collection_id": "nothing"},
                "key": "once",
            }
        ]
    )
    while extend_chain(payments.app.database):
        pass
    with payments.ports() as ports, payments.app.database.transaction() as transaction:
        told = ports.book.last_word_on(PAYMENT_ID, "handover")
        return refused, told, OUTLET.head(transaction), OUTLET.read(transaction)


def _doubted(payments: World) -> None:
    about = {"payment_id": "doubted"}
    payments.hears(
        payment_requested(**about, order_id="doubted"),
        order_delivered(
            **about, handover_id="unseen", code_verified=False, declared_cash_idr=15_000
        ),
        order_id="doubted",
    )
    case = payments.does(
        "dispute_collection",
        "buyer",
        BUYER,
        **about,
        collection_id="unseen",
        amount_idr=25_000,
        reason_code="wrong_amount",
    )
    payments.does(
        "resolve_dispute",
        "catalog_officer",
        OFFICER,
        **about,
        dispute_id=case["dispute_id"],
        decision="shared",
        decided_idr=20_000,
    )


def test_the_same_life_leaves_the_same_on_postgresql_and_in_memory(payments: World) -> None:
    lives, twins = [], (payments, world_on(MemoryDatabase()))
    for twin in twins:
        with same_chance():
            lives.append(live(twin))

    assert lives[1] == lives[0]
    real, memory = (everything_in(twin.app.database, metadata.sorted_tables) for twin in twins)
    assert all(real[table.name] for table in metadata.sorted_tables)
    for name, rows in real.items():
        assert memory[name] == rows
