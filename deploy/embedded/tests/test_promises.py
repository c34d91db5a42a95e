"""Each promise can be seen to break: a judge who always says yes judges nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from malpro_embedded.application.promises import Fact, Verdict, verdicts

LINE = {"product_id": "p-1", "price_version": 1, "unit_price_idr": 66_000, "available_after": 4}


def fact(type_: str, **data: Any) -> dict[str, Any]:
    return {"event_id": f"e-{type_}", "type": f"{type_}.v1", "data": data}


def entry(account: str, debit_idr: int, credit_idr: int) -> dict[str, Any]:
    return {"account": account, "debit_idr": debit_idr, "credit_idr": credit_idr}


def good_facts() -> dict[str, list[dict[str, Any]]]:
    received = fact(
        "payments.payment_received",
        order_id="o-1",
        amount_received_idr=66_000,
        entries=[entry("seller_direct", 66_000, 0), entry("buyer_receivable", 0, 66_000)],
    )
    return {
        "catalog": [
            fact("catalog.product_listed", product_id="p-1", price_version=1, price_idr=66_000),
            fact(
                "catalog.product_price_changed",
                product_id="p-1",
                price_version=2,
                new_price_idr=67_000,
            ),
            fact("catalog.stock_reserved", lines=[LINE]),
        ],
        "orders": [
            fact("orders.order_placed", lines=[LINE]),
            fact("orders.order_delivered", order_id="o-1"),
            fact("orders.order_completed", order_id="o-1", paid_idr=66_000),
        ],
        "payments": [received],
        "compliance": [
            fact(
                "compliance.spend_recorded",
                spend_id="s-1",
                payment_event_id=received["event_id"],
            ),
            fact(
                "compliance.spend_credited",
                spend_id="s-1",
                credit_id="c-1",
                policy_id="r-1",
                policy_version=1,
            ),
        ],
    }


@dataclass(slots=True)
class FakeBooks:
    stored: dict[str, list[dict[str, Any]]] = field(default_factory=good_facts)
    broken: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=lambda: {"orders of catalog": 0})
    recomputed: bool = True
    texts: list[str] = field(default_factory=lambda: ["an event"])

    def facts(self, service: str, *types: str) -> Sequence[Fact]:
        wanted = [f"{service}.{one}.v1" for one in types]
        return [one for one in self.stored[service] if not wanted or one["type"] in wanted]

    def breaches(self, service: str) -> Sequence[str]:
        return self.broken.get(service, [])

    def lags(self) -> Mapping[str, int]:
        return self.missing

    def recomputed_equals_stored(self, institution_id: str, period: str) -> bool:
        assert (institution_id, period) == ("i-1", "2026-04")
        return self.recomputed

    def written(self) -> Iterable[str]:
        return self.texts


def judged(books: FakeBooks) -> dict[int, Verdict]:
    found = verdicts(books, institution_id="i-1", period="2026-04", identifiers=["Ratna", "0812"])
    return {one.number: one for one in found}


def test_all_promises_hold_on_good_books() -> None:
    assert {number: one.holds for number, one in judged(FakeBooks()).items()} == dict.fromkeys(
        range(2, 8), True
    )


def oversold(books: FakeBooks) -> None:
    books.stored["catalog"].append(
        fact("catalog.stock_reserved", lines=[LINE | {"available_after": -1}])
    )


def price_of_the_client(books: FakeBooks) -> None:
    books.stored["orders"].append(
        fact("orders.order_placed", lines=[LINE | {"unit_price_idr": 1_000}])
    )


def completed_without_money(books: FakeBooks) -> None:
    books.stored["orders"].append(fact("orders.order_completed", order_id="o-2", paid_idr=5_000))


def money_for_goods_that_never_came(books: FakeBooks) -> None:
    books.stored["orders"].pop(1)


def a_correction_that_orders_have_not_heard_of(books: FakeBooks) -> None:
    books.stored["payments"].append(
        fact("payments.collection_corrected", order_id="o-1", wrong_idr=66_000, right_idr=6_600)
    )


def a_decision_that_payments_knows_nothing_of(books: FakeBooks) -> None:
    books.stored["orders"].append(
        fact("orders.payment_noted", order_id="o-1", amount_received_idr=-6_600)
    )


def money_of_no_order(books: FakeBooks) -> None:
    books.stored["payments"].append(
        fact("payments.payment_received", order_id="o-9", amount_received_idr=5_000, entries=[])
    )


def lopsided_entry(books: FakeBooks) -> None:
    books.stored["payments"][0]["data"]["entries"].append(entry("seller_direct", 1, 0))


def fee_for_the_platform(books: FakeBooks) -> None:
    books.stored["payments"][0]["data"]["entries"] += [
        entry("platform_revenue", 0, 100),
        entry("seller_direct", 100, 0),
    ]


def credit_without_payment(books: FakeBooks) -> None:
    books.stored["compliance"][0]["data"]["payment_event_id"] = "nothing"


def credit_twice(books: FakeBooks) -> None:
    books.stored["compliance"].append(books.stored["compliance"][-1])


def another_month(books: FakeBooks) -> None:
    books.recomputed = False


def somebody_is_behind(books: FakeBooks) -> None:
    books.missing["orders of catalog"] = 2


def a_read_model_differs(books: FakeBooks) -> None:
    books.broken["orders"] = ["orders"]


def a_name_is_logged(books: FakeBooks) -> None:
    books.texts.append("delivered to Ratna")


@pytest.mark.parametrize(
    ("spoil", "number"),
    [
        (oversold, 2),
        (price_of_the_client, 2),
        (completed_without_money, 3),
        (money_of_no_order, 3),
        (money_for_goods_that_never_came, 3),
        (a_correction_that_orders_have_not_heard_of, 3),
        (a_decision_that_payments_knows_nothing_of, 3),
        (lopsided_entry, 4),
        (fee_for_the_platform, 4),
        (credit_without_payment, 5),
        (credit_twice, 5),
        (another_month, 5),
        (somebody_is_behind, 6),
        (a_read_model_differs, 6),
        (a_name_is_logged, 7),
    ],
)
def test_a_broken_promise_is_seen(spoil: Callable[[FakeBooks], None], number: int) -> None:
    books = FakeBooks()

    spoil(books)

    assert not judged(books)[number].holds


def test_what_was_corrected_and_decided_afterwards_is_what_counts() -> None:
    books = FakeBooks()
    books.stored["payments"] += [
        fact("payments.collection_corrected", order_id="o-1", wrong_idr=66_000, right_idr=70_000),
        fact(
            "payments.collection_dispute_resolved",
            order_id="o-1",
            recorded_idr=70_000,
            decided_idr=60_000,
        ),
    ]
    books.stored["orders"] += [
        fact("orders.payment_noted", order_id="o-1", amount_received_idr=4_000),
        fact("orders.payment_noted", order_id="o-1", amount_received_idr=-10_000),
    ]

    assert judged(books)[3].holds


@pytest.mark.parametrize("number", range(2, 8))
def test_empty_books_prove_nothing(number: int) -> None:
    nothing: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("catalog", "orders", "payments", "compliance")
    }

    assert not judged(FakeBooks(stored=nothing, missing={}, texts=[]))[number].holds
