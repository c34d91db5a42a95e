"""The promises that can be seen from outside, each checked on the facts of the stores."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Fact = Mapping[str, Any]  # A stored event: type, position, stream, data, metadata.


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    One promise: whether it held, and what was looked at.

    :param counted: the figures of the evidence by name; the report has the words for them
    """

    number: int
    holds: bool
    counted: Mapping[str, int | bool | str]


class Books(Protocol):
    """Every service's own records, as an auditor with access to all databases reads them."""

    def facts(self, service: str) -> Sequence[Fact]:
        """Return all stored events, in order."""
        ...

    def breaches(self, service: str) -> Sequence[str]:
        """Return the names of the service's own checks that fail, read models included."""
        ...

    def lags(self) -> Mapping[str, int]:
        """Return, for each "consumer of producer", how many events are missing or parked."""
        ...

    def recomputed_equals_stored(self, institution_id: str, period: str) -> bool:
        """Compute the month again from the facts alone, and compare."""
        ...

    def written(self) -> Iterable[str]:
        """Return everything that was stored, sent or logged outside the vaults, as text."""
        ...


def verdicts(
    books: Books, *, institution_id: str, period: str, identifiers: Sequence[str]
) -> list[Verdict]:
    """Judge promises 2 to 7; 1 and 8 need processes that are killed, and name their tests."""
    return [
        stock_and_prices(books),
        money_is_a_fact(books),
        the_journal_balances(books),
        every_credit_has_its_reason(books, institution_id, period),
        everybody_has_heard_everything(books),
        nobody_is_named(books, identifiers),
    ]


def stock_and_prices(books: Books) -> Verdict:
    catalog, orders = books.facts("catalog"), books.facts("orders")
    taken = [
        line
        for fact in catalog
        if fact["type"] == "catalog.stock_reserved.v1"
        for line in fact["data"]["lines"]
    ]
    oversold = [line for line in taken if line["available_after"] < 0]
    prices = _prices(catalog)
    lines = [
        line
        for fact in orders
        if fact["type"] == "orders.order_placed.v1"
        for line in fact["data"]["lines"]
    ]
    foreign = [
        line
        for line in lines
        if prices.get((line["product_id"], line["price_version"])) != line["unit_price_idr"]
    ]
    broken = books.breaches("catalog")
    return Verdict(
        number=2,
        holds=not (oversold or foreign or broken) and bool(lines),
        counted={
            "reserved": len(taken),
            "priced": len(lines),
            "breaches": len(oversold) + len(foreign) + len(broken),
        },
    )


def money_is_a_fact(books: Books) -> Verdict:
    orders, payments = books.facts("orders"), books.facts("payments")
    received: defaultdict[str, int] = defaultdict(int)
    for fact in payments:
        if fact["type"] == "payments.payment_received.v1":
            received[fact["data"]["order_id"]] += fact["data"]["amount_received_idr"]
    completed = {
        fact["data"]["order_id"]: fact["data"]["paid_idr"]
        for fact in orders
        if fact["type"] == "orders.order_completed.v1"
    }
    unpaid = [order for order, paid in completed.items() if received.get(order) != paid]
    unknown = [order for order in received if order not in completed]
    return Verdict(
        number=3,
        holds=not (unpaid or unknown) and bool(completed),
        counted={
            "completed": len(completed),
            "collected_idr": sum(received.values()),
            "unmatched": len(unpaid) + len(unknown),
        },
    )


def the_journal_balances(books: Books) -> Verdict:
    entries = [
        entry for fact in books.facts("payments") for entry in fact["data"].get("entries", [])
    ]
    debit = sum(entry["debit_idr"] for entry in entries)
    credit = sum(entry["credit_idr"] for entry in entries)
    platform = [entry for entry in entries if entry["account"].startswith("platform_revenue")]
    broken = books.breaches("payments")
    return Verdict(
        number=4,
        holds=debit == credit and not platform and not broken and bool(entries),
        counted={
            "entries": len(entries),
            "debit_idr": debit,
            "credit_idr": credit,
            "platform": len(platform),
        },
    )


def every_credit_has_its_reason(books: Books, institution_id: str, period: str) -> Verdict:
    payments = {
        fact["event_id"]
        for fact in books.facts("payments")
        if fact["type"] == "payments.payment_received.v1"
    }
    facts = books.facts("compliance")
    spends = {
        fact["data"]["spend_id"]: fact["data"]
        for fact in facts
        if fact["type"] == "compliance.spend_recorded.v1"
    }
    credits_ = [fact["data"] for fact in facts if fact["type"] == "compliance.spend_credited.v1"]
    groundless = [
        one
        for one in credits_
        if spends[one["spend_id"]]["payment_event_id"] not in payments
        or not one["policy_id"]
        or not one["policy_version"]
    ]
    twice = len(credits_) - len({one["credit_id"] for one in credits_})
    same = books.recomputed_equals_stored(institution_id, period)
    return Verdict(
        number=5,
        holds=not groundless and not twice and same and bool(credits_),
        counted={
            "credits": len(credits_),
            "groundless": len(groundless) + twice,
            "recomputed": same,
        },
    )


def everybody_has_heard_everything(books: Books) -> Verdict:
    lags = books.lags()
    broken = [*books.breaches("orders"), *books.breaches("compliance")]
    behind = [name for name, missing in lags.items() if missing]
    return Verdict(
        number=6,
        holds=not behind and not broken and bool(lags),
        counted={
            "subscriptions": len(lags),
            "behind": len(behind),
            "broken": ", ".join(broken) or "-",
        },
    )


def nobody_is_named(books: Books, identifiers: Sequence[str]) -> Verdict:
    texts = 0
    found: set[str] = set()
    for text in books.written():
        texts += 1
        found |= {one for one in identifiers if one in text}
    return Verdict(
        number=7,
        holds=not found and texts > 0,
        counted={"texts": texts, "identifiers": len(identifiers), "found": len(found)},
    )


def _prices(catalog: Sequence[Fact]) -> dict[tuple[str, int], int]:
    prices = {}
    for fact in catalog:
        data = fact["data"]
        if fact["type"] == "catalog.product_listed.v1":
            prices[data["product_id"], data["price_version"]] = data["price_idr"]
        if fact["type"] == "catalog.product_price_changed.v1":
            prices[data["product_id"], data["price_version"]] = data["new_price_idr"]
    return prices
