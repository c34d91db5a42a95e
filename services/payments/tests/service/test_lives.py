"""Payments from request to receipt on a real database, batch by batch, late and repeated."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from payments_examples import (
    ENDINGS,
    EVENING,
    NOON,
    PAYMENT_ID,
    order_delivered,
    payment_requested,
)
from payments_world import World

from kernel.adapters.parking import Parking
from kernel.domain.events import Event
from kernel.testing.statements import statements_sent
from payments.application.foreign import OrderCancelled

DUE, RECEIVED, CANCELLED = (
    f"payments.payment_{name}.v1" for name in ("due", "received", "cancelled")
)


def types(payments: World) -> list[str]:
    return [one["type"] for one in payments.booked]


def requests(numbers: range) -> list[Event]:
    return [payment_requested(payment_id=f"payment-{n}", order_id=f"order-{n}") for n in numbers]


def deliveries(numbers: range) -> list[Event]:
    return [
        order_delivered(payment_id=f"payment-{n}", handover_id=f"handover-{n}") for n in numbers
    ]


def test_a_payment_lives_from_request_to_receipt(payments: World) -> None:
    payments.hears(payment_requested(), at=NOON)
    payments.hears(order_delivered())

    due, received = payments.booked
    assert (due["type"], received["type"]) == (DUE, RECEIVED)
    assert due["subject"] == received["subject"] == f"payment-{PAYMENT_ID}"
    assert due["correlationid"] == "correlation-of-rice"
    assert received["causationid"] == payments.orders.told[1].cloudevent["id"]
    assert payments.broken() == {}


def test_requested_and_delivered_in_one_batch_is_the_same(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered())

    assert types(payments) == [DUE, RECEIVED]
    assert payments.ask("payment", "auditor", order_id="order-of-rice")["status"] == "received"


def test_everything_said_again_changes_nothing(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(), ENDINGS[0])

    payments.hears_again()

    assert types(payments) == [DUE, RECEIVED, CANCELLED]
    assert payments.broken() == {}


def test_repeats_under_new_positions_change_nothing(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered())

    payments.hears(payment_requested(), order_delivered(), order_delivered())

    assert types(payments) == [DUE, RECEIVED]
    assert payments.parked == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_order_leaves_no_debt(payments: World, ending: Event) -> None:
    payments.hears(payment_requested(), ending)

    assert types(payments) == [DUE, CANCELLED]
    ledger = payments.ask("ledger", "finance")
    assert {one["balance_idr"] for one in ledger["accounts"]} == {0}


def test_money_for_an_unknown_payment_waits_parked_until_the_request_is_known(
    payments: World,
) -> None:
    payments.hears(order_delivered())
    assert payments.parked == [(1, "payment_unknown")]

    payments.hears(payment_requested(), order_id="came-another-way")
    retried = Parking(payments.app.definition, payments.app.units).retry(
        "orders", "order-order-of-rice"
    )

    assert (retried.applied, retried.left) == (1, 0)
    assert types(payments) == [DUE, RECEIVED]


def test_a_fact_that_changed_parks_only_its_own_order(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered())

    payments.hears(order_delivered(declared_cash_idr=99))
    payments.hears(*requests(range(1)), order_id="another")

    assert payments.parked == [(3, "fact_changed")]
    assert types(payments) == [DUE, RECEIVED, DUE]


def test_a_provider_that_is_not_enabled_parks_the_request(payments: World) -> None:
    payments.hears(payment_requested(provider="bankjatim"))

    assert payments.parked == [(1, "provider_not_enabled")]
    assert payments.booked == []


def test_a_cancellation_before_any_payment_is_answered_with_nothing(payments: World) -> None:
    payments.hears(OrderCancelled())

    assert (payments.booked, payments.parked) == ([], [])


def test_every_event_says_who_acted_and_under_which_settings(payments: World) -> None:
    payments.hears(payment_requested())

    with payments.app.database.transaction() as connection:
        metadata = connection.execute(sa.text("select metadata from events")).scalar_one()
    assert metadata["actor_system"] == "when_payment_requested"
    assert metadata["actor_role"] == "system"
    assert metadata["settings_version"] == payments.app.definition.settings_version


def test_an_event_keeps_when_it_happened_and_when_it_was_booked(payments: World) -> None:
    payments.hears(payment_requested(), at=NOON)

    [due] = payments.booked
    assert due["time"].startswith("2026-03-02T05:00")
    assert due["recordedtime"].startswith("2026-03-02T11:00")


def statements(act: Callable[[], None]) -> int:
    with statements_sent() as sent:
        act()
    return len(sent)


def test_a_batch_costs_as_many_statements_as_a_single_event(payments: World) -> None:
    payments.hears(*requests(range(1)), *deliveries(range(1)))
    one, many = range(1, 2), range(2, 40)

    lone = statements(lambda: payments.hears(*requests(one)))
    batch = statements(lambda: payments.hears(*requests(many)))
    assert batch == lone

    lone = statements(lambda: payments.hears(*deliveries(one)))
    batch = statements(lambda: payments.hears(*deliveries(many)))
    assert batch == lone
    assert payments.broken() == {}


def test_many_lives_in_one_batch_are_all_booked(payments: World) -> None:
    numbers = range(20)
    endings = [replace(ENDINGS[n % 3], payment_id=f"payment-{n}") for n in range(10, 20)]

    payments.hears(*requests(numbers), *deliveries(range(10)), *endings)

    ledger = payments.ask("ledger", "finance")
    assert ledger["totals"]["debit_idr"] == ledger["totals"]["credit_idr"] > 0
    assert sorted(set(types(payments))) == [CANCELLED, DUE, RECEIVED]
    assert payments.clock.now() == EVENING
    assert payments.broken() == {}
