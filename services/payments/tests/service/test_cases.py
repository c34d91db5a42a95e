"""Claims, disputes, corrections and refunds on a real database: who sees what, and what is open."""

from datetime import timedelta
from typing import Any

import pytest
from payments_acts import OFFICER, RETURN_REFUND
from payments_examples import (
    BUYER,
    EVENING,
    OWNER,
    PAYMENT_ID,
    order_delivered,
    payment_requested,
    return_accepted,
)
from payments_world import World

from kernel.adapters.timer_loop import TimerLoop
from payments.adapters.paging import CursorMalformed

HANDED_OVER = timedelta(days=2)


def numbered(payments: World, number: int, *, buyer: str = BUYER, **delivered: Any) -> None:
    """One order of its own, handed over."""
    payment_id, order_id = f"payment-{number}", f"order-{number}"
    payments.hears(
        payment_requested(
            payment_id=payment_id,
            order_id=order_id,
            buyer_account_id=buyer,
            merchant_id=f"seller-{number % 2}",
            merchant_owner_account_id=f"owner-{number % 2}",
        ),
        order_delivered(payment_id=payment_id, handover_id=f"handover-{number}", **delivered),
        order_id=order_id,
    )


def clocks(payments: World) -> TimerLoop:
    return TimerLoop(payments.app.definition, payments.app.units, ready=lambda: True)


@pytest.fixture
def disputed(payments: World) -> World:
    """Recorded 15,000 of 25,000 without a code; the buyer says it was all."""
    payments.hears(
        payment_requested(), order_delivered(code_verified=False, declared_cash_idr=15_000)
    )
    payments.does(
        "dispute_collection",
        "buyer",
        BUYER,
        payment_id=PAYMENT_ID,
        collection_id="handover",
        amount_idr=25_000,
        reason_code="wrong_amount",
    )
    return payments


def test_a_dispute_is_listed_for_the_officer_and_gone_once_decided(disputed: World) -> None:
    [case] = disputed.ask("collections", "catalog_officer", status="disputed")["items"]
    disputed.does(
        "resolve_dispute",
        "catalog_officer",
        OFFICER,
        payment_id=PAYMENT_ID,
        dispute_id=case["dispute_id"],
        decision="shared",
        decided_idr=20_000,
    )

    assert (case["buyer_says_idr"], case["seller_says_idr"]) == (25_000, 15_000)
    assert disputed.ask("collections", "catalog_officer", status="disputed")["items"] == []
    payment = disputed.ask("payment", "catalog_officer", order_id="order-of-rice")
    assert (payment["remaining_due_idr"], payment["received_idr"]) == (5_000, 20_000)
    assert payment["collections"][0]["decision"] == "shared"
    assert disputed.broken() == {}


def test_a_correction_is_listed_until_it_is_decided(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000))
    about = {"payment_id": PAYMENT_ID, "correction_id": "correction"}
    payments.does(
        "request_correction",
        "merchant",
        OWNER,
        **about,
        collection_id="handover",
        right_idr=25_000,
        reason_code="typing",
    )
    [waiting] = payments.ask("corrections", "finance", status="requested")["items"]
    payments.does("decide_correction", "finance", OFFICER, **about, approve=True)

    [done] = payments.ask("corrections", "finance")["items"]
    assert (waiting["wrong_idr"], waiting["right_idr"]) == (30_000, 25_000)
    assert (done["status"], done["decided_by_role"]) == ("corrected", "finance")
    corrected = payments.booked[-1]
    received = next(one for one in payments.booked if "received" in one["type"])
    assert received["id"] in bytes(corrected["data"]).decode()
    assert payments.broken() == {}


def test_a_second_correction_names_the_first(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000))
    payments.correct("one", 26_000)
    payments.correct("two", 25_000)

    first, second = (one for one in payments.booked if "corrected" in one["type"])
    assert first["id"] in bytes(second["data"]).decode()


def test_silence_confirms_and_no_clock_strikes_twice(payments: World) -> None:
    numbered(payments, 1, code_verified=False)
    numbered(payments, 2, declared_by="buyer", code_verified=False)
    [claim] = payments.ask("collections", "finance", status="claimed")["items"]
    assert claim["collection_id"] == "handover-2"
    assert clocks(payments).fire_due() == 0

    payments.clock.move_to(EVENING + HANDED_OVER)
    fired = [clocks(payments).fire_due() for _ in range(2)]

    assert fired == [2, 0]
    rows = payments.ask("collections", "finance")["items"]
    assert [(one["status"], one["confirmed_by"]) for one in rows] == [("confirmed", "deemed")] * 2
    assert payments.ask("open_amounts", "finance")["items"] == []
    assert payments.broken() == {}


def test_a_return_is_open_until_the_buyer_has_her_money(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(), return_accepted())
    about = {"payment_id": PAYMENT_ID, "refund_id": RETURN_REFUND}

    def totals() -> tuple[int, int]:
        found = payments.ask("open_amounts", "merchant", OWNER)["totals"]
        return found["refund_due_idr"], found["refund_claimed_idr"]

    seen = [totals()]
    payments.does("record_refund", "merchant", OWNER, **about, cause="return", amount_idr=10_000)
    seen.append(totals())
    payments.does("confirm_refund", "buyer", BUYER, **about)
    seen.append(totals())

    assert seen == [(10_000, 0), (10_000, 10_000), (0, 0)]
    [refund] = payments.ask("refunds", "buyer", BUYER)["items"]
    assert (refund["status"], refund["received_by_buyer"]) == ("refunded", "tap")
    assert refund["receipt_number"].startswith("PK-")
    assert payments.broken() == {}


def test_a_refund_in_dispute_is_shown_as_such(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(), return_accepted())
    about = {"payment_id": PAYMENT_ID, "refund_id": RETURN_REFUND}
    payments.does("record_refund", "merchant", OWNER, **about, cause="return", amount_idr=10_000)
    payments.does("dispute_refund", "buyer", BUYER, **about, reason_code="not_received")

    [row] = payments.ask("open_amounts", "buyer", BUYER)["items"]
    assert (row["refund_disputed_idr"], row["refund_claimed_idr"]) == (10_000, 0)
    payments.does("resolve_refund", "catalog_officer", OFFICER, **about, paid=False)
    payments.does("record_refund", "merchant", OWNER, **about, cause="return", amount_idr=10_000)
    payments.clock.advance(timedelta(hours=72))
    assert clocks(payments).fire_due() == 1
    assert payments.ask("open_amounts", "buyer", BUYER)["items"] == []


def test_everybody_sees_her_own_open_amounts_and_finance_all(payments: World) -> None:
    numbered(payments, 1, declared_cash_idr=20_000)
    numbered(payments, 2, declared_cash_idr=30_000)
    numbered(payments, 3, buyer="another", declared_cash_idr=None)
    numbered(payments, 4)

    def seen(role: str, actor_id: str = "", **asked: Any) -> list[str]:
        items = payments.ask("open_amounts", role, actor_id, **asked)["items"]
        return [one["payment_id"] for one in items]

    assert seen("finance") == ["payment-1", "payment-2", "payment-3"]
    assert seen("buyer", BUYER) == ["payment-1", "payment-2"]
    assert seen("merchant", "owner-1") == ["payment-1", "payment-3"]
    assert seen("auditor", merchant_id="seller-0") == ["payment-2"]
    assert seen("auditor", buyer_account_id="another") == ["payment-3"]
    totals = payments.ask("open_amounts", "finance", limit=1)["totals"]
    assert (totals["payments"], totals["remaining_due_idr"], totals["overpaid_idr"]) == (
        3,
        30_000,
        5_000,
    )


def test_finance_sees_what_is_open_seller_by_seller_and_buyer_by_buyer(payments: World) -> None:
    numbered(payments, 1, declared_cash_idr=20_000)
    numbered(payments, 2, declared_cash_idr=30_000)
    numbered(payments, 3, buyer="another", declared_cash_idr=None)

    first = payments.ask("open_sellers", "finance", limit=1)
    rest = payments.ask("open_sellers", "finance", cursor=first["next_cursor"])
    buyers = payments.ask("open_buyers", "auditor")["items"]

    assert [(one["merchant_id"], one["overpaid_idr"]) for one in first["items"]] == [
        ("seller-0", 5_000)
    ]
    assert [(one["merchant_id"], one["remaining_due_idr"]) for one in rest["items"]] == [
        ("seller-1", 30_000)
    ]
    assert rest["next_cursor"] is None
    assert {one["buyer_account_id"]: one["payments"] for one in buyers} == {BUYER: 2, "another": 1}


def test_cases_come_in_pages_to_those_whom_they_concern(payments: World) -> None:
    for number in range(1, 5):
        numbered(payments, number)

    first = payments.ask("collections", "finance", limit=3)
    rest = payments.ask("collections", "finance", cursor=first["next_cursor"])

    assert [one["payment_id"] for one in (*first["items"], *rest["items"])] == [
        f"payment-{number}" for number in range(1, 5)
    ]
    assert rest["next_cursor"] is None
    assert len(payments.ask("collections", "merchant", "owner-0")["items"]) == 2
    assert payments.ask("collections", "buyer", "stranger")["items"] == []
    with pytest.raises(CursorMalformed):
        payments.ask("collections", "finance", cursor="nothing")


def test_open_amounts_come_in_pages(payments: World) -> None:
    for number in range(1, 4):
        numbered(payments, number, declared_cash_idr=None)

    first = payments.ask("open_amounts", "finance", limit=2)
    rest = payments.ask("open_amounts", "finance", cursor=first["next_cursor"])

    found = [one["payment_id"] for one in (*first["items"], *rest["items"])]
    assert found == ["payment-1", "payment-2", "payment-3"]
