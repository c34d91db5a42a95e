"""Each promise about money is checked on the stored events, and a breach of it is found."""

import json
from copy import deepcopy
from typing import Any

import pytest
from payments_examples import order_delivered, payment_requested
from payments_world import World

from kernel.domain.ids import new_id

INSERT = """
    insert into events (position, event_id, stream_id, stream_type, version, type, data, metadata,
                        occurred_at, recorded_at)
    values ((select max(position) + 1 from events), :id, :stream, 'payment',
            (select count(*) + 1 from events where stream_id = :stream), :type,
            cast(:data as jsonb), '{}', now(), now())
"""


def forge(payments: World, **changes: Any) -> None:
    """Store a receipt that the service would never write, as a bug or an intruder might."""
    received = deepcopy(json.loads(bytes(payments.booked[1]["data"])))
    payments.run_sql(
        INSERT,
        id=new_id(),
        stream="payment-forged",
        type="payments.payment_received.v1",
        data=json.dumps({**received, "fact_id": "f", "receipt_number": "r", **changes}),
    )


def entry(account: str = "rounding", debit_idr: int = 0, credit_idr: int = 0) -> dict[str, Any]:
    return {"account": account, "debit_idr": debit_idr, "credit_idr": credit_idr}


@pytest.fixture
def paid(payments: World) -> World:
    payments.hears(payment_requested(), order_delivered())
    return payments


def test_all_promises_hold_of_an_empty_store(payments: World) -> None:
    assert payments.broken() == {}


def test_all_promises_hold_of_an_honest_life(paid: World) -> None:
    assert paid.broken() == {}


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("every_event_of_a_payment_carries_entries", {"entries": None}),
        ("the_journal_balances_in_every_event", {"entries": [entry(debit_idr=5)]}),
        ("every_entry_is_on_one_side", {"entries": [entry(debit_idr=5, credit_idr=5)]}),
        ("every_entry_is_on_one_side", {"entries": [entry()]}),
        ("every_entry_is_on_one_side", {"entries": [entry(debit_idr=-5), entry(credit_idr=-5)]}),
        ("every_entry_is_on_one_side", {"entries": [{"account": "rounding"}]}),
        (
            "platform_revenue_is_zero",
            {"entries": [entry("platform_revenue", credit_idr=5), entry(debit_idr=5)]},
        ),
        ("the_platform_takes_no_fee", {"platform_fee_idr": 5}),
        ("the_ledger_is_the_journal", {"entries": [entry(debit_idr=5), entry(credit_idr=5)]}),
    ],
)
def test_a_forged_event_is_found(paid: World, check: str, changes: dict[str, Any]) -> None:
    forge(paid, **changes)

    assert check in paid.broken()


def test_a_fact_booked_twice_and_its_receipt_are_found(paid: World) -> None:
    forge(paid)
    forge(paid)

    assert {"no_fact_is_booked_twice", "receipt_numbers_are_unique"} <= paid.broken().keys()


@pytest.mark.parametrize(
    "damage",
    [
        "update payments set received_idr = received_idr + 1",
        "update payments set payment_id = 'another'",
    ],
)
def test_a_payment_that_only_looks_paid_is_found(paid: World, damage: str) -> None:
    paid.run_sql(damage)

    assert "a_payment_counts_as_paid_only_by_receipts" in paid.broken()


def test_a_ledger_that_lost_a_posting_is_found(paid: World) -> None:
    paid.run_sql("delete from ledger_accounts where account = 'seller_direct'")

    assert [one["account"] for one in paid.broken()["the_ledger_is_the_journal"]] == [
        "seller_direct"
    ]
