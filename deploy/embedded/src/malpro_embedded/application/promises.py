"""The promises that can be seen from outside, each checked on the facts of the stores."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Fact = Mapping[str, Any]  # A stored event: event_id, position, type, data.


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

    def facts(self, service: str, *types: str) -> Iterable[Fact]:
        """Return the stored events of these types, such as `order_placed`, in order."""
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
    reserved = oversold = 0
    for fact in books.facts("catalog", "stock_reserved"):
        reserved += len(fact["data"]["lines"])
        oversold += sum(line["available_after"] < 0 for line in fact["data"]["lines"])
    prices = _prices(books)
    lines = foreign = 0
    for fact in books.facts("orders", "order_placed"):
        for line in fact["data"]["lines"]:
            lines += 1
            price = prices.get((line["product_id"], line["price_version"]))
            foreign += price != line["unit_price_idr"]
    broken = books.breaches("catalog")
    return Verdict(
        number=2,
        holds=not (oversold or foreign or broken) and lines > 0,
        counted={
            "reserved": reserved,
            "priced": lines,
            "breaches": oversold + foreign + len(broken),
        },
    )


def money_is_a_fact(books: Books) -> Verdict:
    """What orders believe to be paid is what payments has from collections and decisions."""
    collected = _collected(books)
    paid: Counter[str] = Counter()
    delivered: set[str] = set()
    completed: set[str] = set()
    for fact in books.facts("orders", "order_delivered", "order_completed", "payment_noted"):
        data = fact["data"]
        if fact["type"] == "orders.order_delivered.v1":
            delivered.add(data["order_id"])
        elif fact["type"] == "orders.order_completed.v1":
            completed.add(data["order_id"])
            paid[data["order_id"]] = max(paid[data["order_id"]], data["paid_idr"])
        else:
            paid[data["order_id"]] += data["amount_received_idr"]
    unpaid = [order for order in completed if not collected.get(order)]
    other = [order for order in paid | collected if paid[order] != collected[order]]
    nowhere = [order for order, much in collected.items() if much and order not in delivered]
    return Verdict(
        number=3,
        holds=not (unpaid or other or nowhere) and bool(completed),
        counted={
            "completed": len(completed),
            "collected_idr": sum(collected.values()),
            "unmatched": len(unpaid) + len(other) + len(nowhere),
        },
    )


def _collected(books: Books) -> Counter[str]:
    """Add up what came in, and what turned out to have come in, or not."""
    collected: Counter[str] = Counter()
    changes = ("payment_received", "collection_corrected", "collection_dispute_resolved")
    for fact in books.facts("payments", *changes):
        data = fact["data"]
        if fact["type"] == "payments.payment_received.v1":
            collected[data["order_id"]] += data["amount_received_idr"]
        elif fact["type"] == "payments.collection_corrected.v1":
            collected[data["order_id"]] += data["right_idr"] - data["wrong_idr"]
        else:
            collected[data["order_id"]] += data["decided_idr"] - data["recorded_idr"]
    return collected


def the_journal_balances(books: Books) -> Verdict:
    """Every event about money carries its entries; the database's own checks look at each."""
    count = debit = credit = platform = 0
    for fact in books.facts("payments"):
        for entry in fact["data"].get("entries", []):
            count += 1
            debit += entry["debit_idr"]
            credit += entry["credit_idr"]
            platform += entry["account"].startswith("platform_revenue")
    broken = books.breaches("payments")
    return Verdict(
        number=4,
        holds=debit == credit and not platform and not broken and count > 0,
        counted={
            "entries": count,
            "debit_idr": debit,
            "credit_idr": credit,
            "platform": platform,
        },
    )


def every_credit_has_its_reason(books: Books, institution_id: str, period: str) -> Verdict:
    payments = {fact["event_id"] for fact in books.facts("payments", "payment_received")}
    spends = {
        fact["data"]["spend_id"]: fact["data"]["payment_event_id"]
        for fact in books.facts("compliance", "spend_recorded")
    }
    credit_ids: list[str] = []
    groundless = 0
    for fact in books.facts("compliance", "spend_credited"):
        one = fact["data"]
        credit_ids.append(one["credit_id"])
        reasoned = spends[one["spend_id"]] in payments and one["policy_id"]
        groundless += not (reasoned and one["policy_version"])
    twice = len(credit_ids) - len(set(credit_ids))
    same = books.recomputed_equals_stored(institution_id, period)
    return Verdict(
        number=5,
        holds=not groundless and not twice and same and bool(credit_ids),
        counted={
            "credits": len(credit_ids),
            "groundless": groundless + twice,
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
    by_word = _by_word(identifiers)
    for text in books.written():
        texts += 1
        for word in by_word.keys() & set(_WORDS.findall(text)):
            found |= {one for one in by_word[word] if one in text}
    return Verdict(
        number=7,
        holds=not found and texts > 0,
        counted={"texts": texts, "identifiers": len(identifiers), "found": len(found)},
    )


_WORDS = re.compile(r"[^\W\d_]+|\d+")


def _by_word(identifiers: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """File each identifier under its rarest word, since thousands in each text would take hours."""
    words = {one: _WORDS.findall(one) for one in identifiers}
    times = Counter(word for found in words.values() for word in set(found))
    filed: defaultdict[str, list[str]] = defaultdict(list)
    for one, found in words.items():
        filed[min(found, key=lambda word: (times[word], -len(word)))].append(one)
    return filed


def _prices(books: Books) -> Mapping[tuple[str, int], int]:
    return dict(_dated(books))


def _dated(books: Books) -> Iterator[tuple[tuple[str, int], int]]:
    for fact in books.facts("catalog", "product_listed", "product_price_changed"):
        data = fact["data"]
        price = data["price_idr" if "price_idr" in data else "new_price_idr"]
        yield (data["product_id"], data["price_version"]), price
