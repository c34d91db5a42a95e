"""What buyers, sellers and finance may see, and what they may not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from payments_examples import (
    BUYER,
    ENDINGS,
    EVENING,
    MERCHANT_ID,
    NOON,
    ORDER_ID,
    OWNER,
    PAYMENT_ID,
    order_delivered,
    payment_requested,
)
from payments_world import World

from kernel.adapters.asked import CommandMalformed, RoleMissing
from payments.adapters.paging import CursorMalformed
from payments.adapters.payment_queries import PaymentNotFound


@pytest.fixture
def paid(payments: World) -> World:
    payments.hears(payment_requested(), order_delivered())
    return payments


def three_days(payments: World) -> None:
    """A payment a day: paid, cancelled, still due."""
    for day in range(3):
        at = EVENING + timedelta(days=day)
        payments.clock.move_to(at)
        payment_id = f"payment-{day}"
        payments.hears(payment_requested(payment_id=payment_id, order_id=f"order-{day}"))
        if day == 0:
            payments.hears(order_delivered(payment_id=payment_id, declared_cash_idr=30_000))
        if day == 1:
            payments.hears(type(ENDINGS[0])(payment_id=payment_id))


def pages(payments: World, question: str, **params: Any) -> Sequence[Sequence[Any]]:
    found, cursor = [], None
    while True:
        answer = payments.ask(question, "finance", cursor=cursor, limit=2, **params)
        found.append(answer["items"])
        cursor = answer["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize(("role", "actor_id"), [("buyer", BUYER), ("merchant", OWNER)])
def test_buyer_and_seller_see_their_payment_and_its_receipt(
    paid: World, role: str, actor_id: str
) -> None:
    payment = paid.ask("payment", role, actor_id, order_id=ORDER_ID)

    assert (payment["payment_id"], payment["status"]) == (PAYMENT_ID, "received")
    assert (payment["amount_due_idr"], payment["received_idr"]) == (25_000, 25_000)
    assert (payment["remaining_due_idr"], payment["funds_holder"]) == (0, "seller")
    [receipt] = payment["receipts"]
    assert receipt["receipt_number"].startswith("KW-20260302-")
    assert (receipt["kind"], receipt["confirmation"]) == ("full", "code")


@pytest.mark.parametrize(
    ("role", "actor_id"),
    [("buyer", "somebody"), ("buyer", OWNER), ("merchant", BUYER), ("merchant", "somebody")],
)
def test_nobody_sees_the_payments_of_others(paid: World, role: str, actor_id: str) -> None:
    with pytest.raises(PaymentNotFound):
        paid.ask("payment", role, actor_id, order_id=ORDER_ID)


def test_a_caller_without_an_account_owns_nothing(payments: World) -> None:
    payments.hears(payment_requested(merchant_owner_account_id=None))

    with pytest.raises(PaymentNotFound):
        payments.app.ask("payment", {"order_id": ORDER_ID}, {"actor_role": "merchant"})


@pytest.mark.parametrize("role", ["finance", "auditor"])
def test_finance_and_auditors_see_every_payment(paid: World, role: str) -> None:
    assert paid.ask("payment", role, order_id=ORDER_ID)["payment_id"] == PAYMENT_ID


def test_an_order_without_a_payment_has_none(payments: World) -> None:
    with pytest.raises(PaymentNotFound):
        payments.ask("payment", "finance", order_id=ORDER_ID)


def test_the_newest_of_several_payments_is_shown(payments: World) -> None:
    payments.hears(payment_requested(), ENDINGS[0])
    payments.hears(payment_requested(payment_id="second-try", attempt_no=2))

    assert payments.ask("payment", "buyer", BUYER, order_id=ORDER_ID)["payment_id"] == "second-try"


def test_a_partly_paid_payment_says_so(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=20_000))

    payment = payments.ask("payment", "buyer", BUYER, order_id=ORDER_ID)
    assert (payment["status"], payment["remaining_due_idr"]) == ("partly_received", 5_000)


def test_money_after_the_end_shows_as_owed_back(payments: World) -> None:
    payments.hears(payment_requested(), ENDINGS[0], order_delivered())

    payment = payments.ask("payment", "buyer", BUYER, order_id=ORDER_ID)
    assert (payment["status"], payment["reason_code"]) == ("cancelled", "order_cancelled")
    assert (payment["received_idr"], payment["overage_idr"]) == (25_000, 25_000)


@pytest.mark.parametrize("question", ["payments", "ledger", "payment_days"])
@pytest.mark.parametrize("role", ["buyer", "merchant", "operator", "policy_officer"])
def test_the_books_are_for_finance_and_auditors(payments: World, question: str, role: str) -> None:
    with pytest.raises(RoleMissing):
        payments.ask(question, role)


def test_payments_come_in_pages(payments: World) -> None:
    three_days(payments)

    found = [[one["payment_id"] for one in page] for page in pages(payments, "payments")]

    assert found == [["payment-0", "payment-1"], ["payment-2"]]


def test_payments_of_a_day_are_those_that_something_happened_to(payments: World) -> None:
    three_days(payments)

    [page] = pages(payments, "payments", business_date="2026-03-03")

    assert [one["payment_id"] for one in page] == ["payment-1"]


def test_no_page_is_larger_than_what_can_be_carried(payments: World) -> None:
    three_days(payments)

    assert len(payments.ask("payments", "finance", limit=0)["items"]) == 1
    assert len(payments.ask("payments", "finance", limit=10_000)["items"]) == 3


def test_the_ledger_balances_and_shows_that_the_platform_earns_nothing(payments: World) -> None:
    three_days(payments)

    ledger = payments.ask("ledger", "auditor")

    balances = {one["account"]: one["balance_idr"] for one in ledger["accounts"]}
    assert balances == {
        "buyer_receivable": 25_000,
        "seller_payable": -25_050,
        "seller_direct": 5_000,
        "cash_in_transit": 0,
        "bank_clearing": 0,
        "overpayment_payable": -5_000,
        "refund_payable": 0,
        "rounding": 50,
        "platform_revenue": 0,
    }
    assert ledger["totals"]["balance_idr"] == 0
    assert ledger["platform_revenue_idr"] == 0


def test_an_empty_ledger_shows_its_zeros(payments: World) -> None:
    ledger = payments.ask("ledger", "finance")

    assert len(ledger["accounts"]) == 9
    assert ledger["totals"] == {"debit_idr": 0, "credit_idr": 0, "balance_idr": 0, "entries": 0}


def test_an_account_opens_into_its_parties(paid: World) -> None:
    [page] = pages(paid, "ledger_parties", account="seller_direct")

    [seller] = page
    assert seller["party_id"] == MERCHANT_ID
    assert (seller["debit_idr"], seller["credit_idr"], seller["balance_idr"]) == (25_000, 25_000, 0)


def test_parties_come_in_pages(payments: World) -> None:
    for number in range(3):
        payments.hears(
            payment_requested(payment_id=f"payment-{number}", merchant_id=f"seller-{number}")
        )

    found = pages(payments, "ledger_parties", account="seller_payable")

    assert [[one["party_id"] for one in page] for page in found] == [
        ["seller-0", "seller-1"],
        ["seller-2"],
    ]


def test_an_account_that_does_not_exist_cannot_be_asked_for(payments: World) -> None:
    with pytest.raises(CommandMalformed):
        payments.ask("ledger_parties", "finance", account="commission")


def test_the_sums_of_a_day_are_by_provider(payments: World) -> None:
    three_days(payments)

    first, second, third = (day for page in pages(payments, "payment_days") for day in page)

    assert (first["business_date"], first["provider"]) == ("2026-03-02", "cod")
    assert (first["due_count"], first["due_idr"]) == (1, 25_000)
    assert (first["received_count"], first["received_idr"]) == (1, 30_000)
    assert (first["goods_idr"], first["delivery_fee_idr"]) == (24_050, 1_000)
    assert (first["cash_rounding_idr"], first["overage_idr"]) == (-50, 5_000)
    assert (second["cancelled_count"], second["cancelled_idr"]) == (1, 25_000)
    assert (third["received_count"], third["cancelled_count"]) == (0, 0)


def test_days_are_chosen_by_their_ends(payments: World) -> None:
    three_days(payments)

    [page] = pages(payments, "payment_days", since="2026-03-03", until="2026-03-03")

    assert [day["business_date"] for day in page] == ["2026-03-03"]


def test_a_cursor_that_is_none_of_ours_is_refused(payments: World) -> None:
    with pytest.raises(CursorMalformed):
        payments.ask("payment_days", "finance", cursor="yesterday")


def test_operators_see_who_takes_payments(payments: World) -> None:
    [cod] = payments.ask("providers", "operator")["items"]

    assert (cod["provider"], cod["enabled"], cod["healthy"]) == ("cod", True, True)
    assert (cod["methods"], cod["custody_modes"]) == (["cod"], ["seller_collects"])
    assert (cod["name_id"], cod["amount_max_idr"]) == ("Bayar di tempat", None)


def test_days_end_at_midnight_in_malang(payments: World) -> None:
    payments.hears(payment_requested(), at=NOON.replace(hour=17))

    [page] = pages(payments, "payment_days")

    assert page[0]["business_date"] == "2026-03-03"
