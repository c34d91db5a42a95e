"""A judge who cannot accuse is worthless: each kind of lie about a true history is found."""

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from simulation.city import START, City, settle
from simulation.faults import CALM
from simulation.model import breaches, verify
from simulation.model_books import Books, Fact
from simulation.model_world import books_of
from simulation.world import World

from orders.adapters.tables import orders

Lie = Callable[[Books], None]
SEED = 4  # Its read models are folded anew, too.


@pytest.fixture(scope="module")
def calm() -> Iterator[tuple[World, City]]:
    with World(SEED, faults=CALM, start=START) as world:
        city = settle(world)
        world.run(city.until)
        world.heal()
        world.drain()
        yield world, city


@pytest.fixture(scope="module")
def truth(calm: tuple[World, City]) -> bytes:
    return pickle.dumps(books_of(*calm))


def the(books: Books, service: str, kind: str, **told: Any) -> Fact:
    """Return the first such fact."""
    found = books.of(service, kind)
    return next(one for one in found if all(one.data[name] == told[name] for name in told))


def without(books: Books, service: str, *facts: Fact) -> None:
    """Take facts away as if they had never been: all that follows moves up."""
    gone = {id(one) for one in facts}
    rest = [one for one in books.stores[service] if id(one) not in gone]
    _renumbered(books, service, rest)


def again(books: Books, service: str, fact: Fact, **changes: Any) -> None:
    """Let something have happened a second time, long after."""
    later = fact.recorded_at + timedelta(days=300)
    copy = replace(fact, data=fact.data | changes, event_id=f"x-{fact.event_id}", recorded_at=later)
    _renumbered(books, service, [*books.stores[service], copy])


def _renumbered(books: Books, service: str, facts: Sequence[Fact]) -> None:
    versions: dict[str, int] = {}
    for number, one in enumerate(facts, start=1):
        one.position = number
        one.version = versions[one.stream_id] = versions.get(one.stream_id, 0) + 1
    books.tell(service, facts)
    books.hearings = [
        replace(one, position=len(facts)) if one.producer == service else one
        for one in books.hearings
    ]


def lie_gap(books: Books) -> None:
    books.stores["orders"][10].position += 1


def lie_version(books: Books) -> None:
    books.stores["orders"][10].version += 1


def lie_twice(books: Books) -> None:
    books.stores["orders"][10].event_id = books.stores["orders"][9].event_id


def lie_rewritten(books: Books) -> None:
    books.stores["payments"][0].text += " "


def lie_behind(books: Books) -> None:
    books.hearings = [replace(books.hearings[0], position=1), *books.hearings[1:]]


def lie_parked(books: Books) -> None:
    books.hearings = [replace(books.hearings[0], parked=1), *books.hearings[1:]]


def lie_overdue(books: Books) -> None:
    books.overdue = ["order-1"]


def lie_chain_short(books: Books) -> None:
    books.chain = books.chain[:-1]


def lie_chain_bytes(books: Books) -> None:
    link = books.chain[3]
    bent = json.dumps(json.loads(link.envelope) | {"source": "/else"}).encode()
    books.chain = [*books.chain[:3], replace(link, envelope=bent), *books.chain[4:]]


def lie_chain_order(books: Books) -> None:
    one, two, *rest = books.chain
    books.chain = [two, one, *rest]


def lie_named(books: Books) -> None:
    books.stores["orders"][5].text += books.identifiers[0]


def lie_named_in_log(books: Books) -> None:
    books.written = [*books.written, f"order of {books.identifiers[-1]}"]


def lie_order_lost(books: Books) -> None:
    without(books, "orders", the(books, "orders", "order_placed"))


def lie_order_doubled(books: Books) -> None:
    again(books, "orders", the(books, "orders", "order_placed"), order_id="another")


def lie_stock_doubled(books: Books) -> None:
    again(books, "catalog", the(books, "catalog", "stock_received"))


def lie_other_answer(books: Books) -> None:
    one = next(each for each in books.asked if each.outcome == "done")
    rest = [each for each in books.asked if each is not one]
    books.asked = [*rest, replace(one, repeats=[{"ok": {"else": 1}}])]


def lie_misuse(books: Books) -> None:
    one = next(each for each in books.asked if each.outcome == "done")
    books.asked = [replace(one, misuses=[{"ok": one.answer["ok"]}])]


def lie_refused_and_done(books: Books) -> None:
    one = next(
        each for each in books.asked if each.route == "place_orders" and each.answer.get("ok")
    )
    books.asked = [replace(one, outcome="refused", answer={"error": {"code": "no", "message": ""}})]


def lie_oversold(books: Books) -> None:
    line = the(books, "catalog", "stock_reserved").data["lines"][0]
    line["quantity"] = line["available_before"] + 1


def lie_old_price(books: Books) -> None:
    the(books, "catalog", "stock_reserved").data["lines"][0]["price_idr"] += 1


def lie_clients_price(books: Books) -> None:
    the(books, "orders", "order_placed").data["lines"][0]["unit_price_idr"] -= 100


def lie_two_ends(books: Books) -> None:
    again(books, "orders", the(books, "orders", "order_completed"))


def lie_no_end(books: Books) -> None:
    without(books, "orders", the(books, "orders", "order_completed"))


def lie_no_release(books: Books) -> None:
    without(books, "catalog", the(books, "catalog", "stock_released"))


def lie_two_releases(books: Books) -> None:
    again(books, "catalog", the(books, "catalog", "stock_released"))


def lie_sold_less(books: Books) -> None:
    line = the(books, "catalog", "stock_committed").data["lines"][0]
    line["committed_quantity"] -= 1
    line["released_quantity"] += 1


def lie_payment_lives(books: Books) -> None:
    without(books, "payments", the(books, "payments", "payment_cancelled"))


def lie_paid_by_status(books: Books) -> None:
    without(books, "payments", the(books, "payments", "payment_received"))


def lie_unbalanced(books: Books) -> None:
    the(books, "payments", "payment_due").data["entries"][0]["debit_idr"] += 1


def lie_revenue(books: Books) -> None:
    for entry in the(books, "payments", "payment_received").data["entries"][:2]:
        entry["account"] = "platform_revenue"


def lie_collected_twice(books: Books) -> None:
    again(books, "payments", the(books, "payments", "payment_received"))


def lie_refunded_twice(books: Books) -> None:
    again(books, "payments", the(books, "payments", "payment_refunded"))


def lie_spend_lost(books: Books) -> None:
    without(books, "compliance", the(books, "compliance", "spend_recorded"))


def lie_spend_more(books: Books) -> None:
    the(books, "compliance", "spend_recorded").data["paid_idr"] += 1


def lie_spend_twice(books: Books) -> None:
    again(books, "compliance", the(books, "compliance", "spend_recorded"), spend_id="another")


def lie_credited_twice(books: Books) -> None:
    again(books, "compliance", the(books, "compliance", "spend_credited"))


def lie_never_credited(books: Books) -> None:
    without(books, "compliance", books.of("compliance", "spend_credited")[-1])


def lie_credited_more(books: Books) -> None:
    the(books, "compliance", "spend_credited").data["credited_idr"] += 1


def lie_other_rule(books: Books) -> None:
    the(books, "compliance", "spend_credited").data["policy_version"] += 1


def lie_other_month(books: Books) -> None:
    the(books, "compliance", "spend_credited").data["period"] = "2026-03"


def lie_not_reversed(books: Books) -> None:
    without(books, "compliance", the(books, "compliance", "spend_reversed"))


def lie_closed_otherwise(books: Books) -> None:
    the(books, "compliance", "period_closed").data["totals"]["credited_idr"] += 1


def lie_assessed_otherwise(books: Books) -> None:
    the(books, "compliance", "obligations_assessed").data["assessments"][0]["credited_idr"] += 1


def lie_closed_early(books: Books) -> None:
    the(books, "compliance", "period_closing_started").recorded_at -= timedelta(days=3)


def lie_closed_on_less(books: Books) -> None:
    started = the(books, "compliance", "period_closing_started")
    for told in started.data["consumed_positions"]:
        told["position"] = 1


def lie_other_duty(books: Books) -> None:
    books.of("compliance", "obligation_opened")[-1].data["target_idr"] += 1_000


def lie_no_duty(books: Books) -> None:
    without(books, "compliance", books.of("compliance", "obligation_opened")[-1])


LIES: dict[str, tuple[Lie, str]] = {
    "a hole in the positions": (lie_gap, "should be at"),
    "a version left out": (lie_version, ", not"),
    "an event twice": (lie_twice, "is there twice"),
    "history written anew": (lie_rewritten, "were others once"),
    "a consumer behind": (lie_behind, "has heard"),
    "an event parked": (lie_parked, "has parked"),
    "a timer that did not fire": (lie_overdue, "did not fire"),
    "a chain too short": (lie_chain_short, "links for"),
    "bytes of the chain": (lie_chain_bytes, "another hash"),
    "the order of the chain": (lie_chain_order, "out of order"),
    "a name in an event": (lie_named, "is named"),
    "a phone in a log": (lie_named_in_log, "is named"),
    "an acknowledged order lost": (lie_order_lost, "was told of orders"),
    "an order done twice": (lie_order_doubled, "more than once"),
    "goods received twice": (lie_stock_doubled, "more than once"),
    "another answer at a repeat": (lie_other_answer, "answered differently"),
    "something else under a key": (lie_misuse, "under the same key"),
    "refused, and done": (lie_refused_and_done, "was refused"),
    "oversold": (lie_oversold, "leaves -"),
    "reserved at an old price": (lie_old_price, "is not at the price"),
    "the client's price": (lie_clients_price, "a price that was never said"),
    "two ends": (lie_two_ends, "has 2 ends"),
    "no end": (lie_no_end, "has 0 ends"),
    "stock not released": (lie_no_release, "were given back 0 times"),
    "stock released twice": (lie_two_releases, "a second time"),
    "sold less than delivered": (lie_sold_less, "was handed over"),
    "a payment that lives on": (lie_payment_lives, "its payment ended 0 times"),
    "paid by a status": (lie_paid_by_status, "paid, and payments"),
    "a journal out of balance": (lie_unbalanced, "on one side"),
    "money for the platform": (lie_revenue, "to the platform"),
    "collected twice": (lie_collected_twice, "books a collection"),
    "refunded twice": (lie_refunded_twice, "payment_refunded"),
    "a spend lost": (lie_spend_lost, "is 0 spends"),
    "a spend too high": (lie_spend_more, "counts"),
    "a payment spent twice": (lie_spend_twice, "is 2 spends"),
    "credited twice": (lie_credited_twice, "again, or without"),
    "never credited": (lie_never_credited, "never judged"),
    "credited too much": (lie_credited_more, "and should"),
    "under another rule": (lie_other_rule, "judged under version"),
    "in another month": (lie_other_month, "counts in 2026-03"),
    "not taken back": (lie_not_reversed, "goes back by"),
    "closed with other totals": (lie_closed_otherwise, "tells"),
    "assessed with other credits": (lie_assessed_otherwise, "tells"),
    "closed before the cut-off": (lie_closed_early, "before the cut-off"),
    "closed before all was heard": (lie_closed_on_less, "rests on"),
    "another target": (lie_other_duty, "and should be"),
    "no duty": (lie_no_duty, "has no duty"),
}


def test_a_calm_city_keeps_every_promise(truth: bytes) -> None:
    books: Books = pickle.loads(truth)  # noqa: S301 - our own

    assert breaches(books) == []
    assert books.of("orders", "order_completed")


def test_a_read_model_that_differs_is_found(calm: tuple[World, City]) -> None:
    world, city = calm
    assert verify(world, city) == []
    rows = world.services["orders"].database.table(orders).rows
    key = next(iter(rows))
    row = rows.pop(key)

    found = verify(world, city)

    rows[key] = row
    assert [one for one in found if "orders: orders" in one and key[0] in one], found


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_found(truth: bytes, name: str) -> None:
    lie, sentence = LIES[name]
    books: Books = pickle.loads(truth)  # noqa: S301 - our own

    lie(books)

    found = breaches(books)
    assert [one for one in found if sentence in one], found
