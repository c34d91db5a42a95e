"""Promise 1 as clients see it: what was acknowledged is there once, what was refused is not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from simulation.model_books import Asked, Books, Fact

# Of what was done under this name there is exactly one such fact, by the id its sender gave it.
_NAMED: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "request_return": (("return_requested",), "return_id", "return_id"),
    "record_collection": (("payment_received",), "collection_id", "collection_id"),
    "request_correction": (("collection_correction_requested",), "correction_id", "correction_id"),
    "hand_over_order": (("order_delivered", "handover_code_refused"), "handover_id", "handover_id"),
    "claim_handover": (("order_delivered",), "handover_id", "handover_id"),
}
# What always leaves a fact of its own, by the route.
_ALWAYS: Mapping[str, str] = {
    "place_orders": "order_placed",
    "register_institution": "institution_registered",
    "register_merchant": "merchant_registered",
    "list_product": "product_listed",
    "receive_stock": "stock_received",
    "adjust_stock": "stock_adjusted",
}
_SAME_KEY = "idempotency_key_reused"
_NONSENSE = frozenset({"command_malformed", "route_unknown", "role_missing", "internal_error"})


def what_was_acknowledged_is_there(books: Books) -> Iterator[str]:
    done: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for service, facts in books.stores.items():
        for one in facts:
            done[service, one.command_id].append(one)
    named = _by_name(books)
    for asked in books.asked:
        facts = done.get((asked.service, asked.key), [])
        yield from _judged(asked, facts, named)


def _judged(
    asked: Asked, facts: list[Fact], named: Mapping[tuple[str, str], list[Fact]]
) -> Iterator[str]:
    who = f"{asked.route} {asked.key} of {asked.actor_id}"
    apart = any(two.position != one.position + 1 for one, two in pairwise(facts))
    if apart or len({one.recorded_at for one in facts}) > 1:
        yield f"{who} was done more than once: {', '.join(map(str, facts))}"
    code = asked.answer.get("error", {}).get("code")
    if code in _NONSENSE:
        yield f"{who} was answered {code}: {asked.answer['error'].get('message')}"
    if asked.outcome == "refused" and facts:
        yield f"{who} was refused ({code}), and done: {facts[0]}"
    if asked.outcome == "done":
        yield from _done(who, asked, facts, named)
    yield from _asked_again(who, asked)


def _asked_again(who: str, asked: Asked) -> Iterator[str]:
    for again in asked.repeats:
        if again.get("ok") != asked.answer.get("ok"):
            yield f"{who} was answered differently when asked again: {again}"
    for other in asked.misuses:
        if other.get("error", {}).get("code") != _SAME_KEY:
            yield f"{who} was answered to something else under the same key: {other}"


def _done(
    who: str, asked: Asked, facts: list[Fact], named: Mapping[tuple[str, str], list[Fact]]
) -> Iterator[str]:
    kind = _ALWAYS.get(asked.route)
    if kind and not any(one.kind == kind for one in facts):
        yield f"{who} was acknowledged, and is not there"
    if asked.route in _NAMED:
        kinds, said, told = _NAMED[asked.route]
        found = [
            one
            for kind in kinds
            for one in named.get((kind, str(asked.payload[said])), ())
            if one.data[told] == asked.payload[said]
        ]
        if len(found) != 1:
            yield f"{who} was acknowledged, and is there {len(found)} times"
    if asked.route == "place_orders":
        yield from _placed(who, asked, facts)


def _placed(who: str, asked: Asked, facts: list[Fact]) -> Iterator[str]:
    placed = {one.data["order_id"]: one.data for one in facts if one.kind == "order_placed"}
    told = {one["order_id"]: one for one in asked.answer["ok"]["orders"]}
    if placed.keys() != told.keys():
        yield f"{who} was told of orders {sorted(told)}, and placed are {sorted(placed)}"
        return
    total = sum(one["amount_due_idr"] for one in placed.values())
    if not total == asked.payload["expected_total_idr"] == asked.answer["ok"]["total_idr"]:
        yield f"{who} costs {total}, and she agreed to {asked.payload['expected_total_idr']}"
    wanted = {(one["product_id"], one["quantity"]) for one in asked.payload["lines"]}
    lines = [line for one in placed.values() for line in one["lines"]]
    if {(one["product_id"], one["quantity"]) for one in lines} != wanted:
        yield f"{who} placed other goods than were asked for"
    if {one["buyer_account_id"] for one in placed.values()} != {asked.actor_id}:
        yield f"{who} placed orders for somebody else"


def _by_name(books: Books) -> Mapping[tuple[str, str], list[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for kinds, _, told in _NAMED.values():
        for service in ("orders", "payments"):
            for kind in kinds:
                for one in books.of(service, kind):
                    pair = (kind, one.data[told])
                    if one not in found[pair]:
                        found[pair].append(one)
    return found
