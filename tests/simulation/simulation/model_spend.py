"""Promise 5, from payments to spends: each payment is one spend, and what went back reduces it."""

from collections import Counter
from collections.abc import Iterator

from simulation.model_books import Books, Fact
from simulation.model_money import net_of

_MONEY = ("payment_received", "collection_corrected", "collection_dispute_resolved")
_OF_ORDER = ("membership_id", "merchant_id", "placed_at", "buyer_kind", "funding_source")


def each_payment_is_one_spend(books: Books) -> Iterator[str]:
    money = {one.event_id: one for one in books.of("payments", *_MONEY)}
    placed = {one.data["order_id"]: one.data for one in books.of("orders", "order_placed")}
    times: Counter[str] = Counter()
    for one in books.of("compliance", "spend_recorded"):
        cause = money.get(one.data["payment_event_id"])
        times[one.data["payment_event_id"]] += 1
        if cause is None or cause.data["order_id"] != one.data["order_id"]:
            yield f"{one} points at no payment of {one.data['order_id']}"
            continue
        if one.data["paid_idr"] != _towards_due(cause):
            yield f"{one} counts {one.data['paid_idr']} for {_towards_due(cause)} of {cause}"
        order = placed[one.data["order_id"]]
        if any(one.data[name] != order[name] for name in _OF_ORDER):
            yield f"{one} tells something else of {one.data['order_id']} than its order"
    delivered = books.by_order("orders", "order_delivered")
    for event_id, cause in money.items():
        must = cause.kind == "payment_received" and cause.data["order_id"] in delivered
        if times[event_id] > 1 or (must and not times[event_id]):
            yield f"{cause} is {times[event_id]} spends"
    yield from _nets(books)


def _towards_due(cause: Fact) -> int:
    """Return how much of an event's money counts towards what was due."""
    data = cause.data
    if cause.kind == "payment_received":
        return int(data["goods_idr"] + data["delivery_fee_idr"] + data["cash_rounding_idr"])
    fee = data["delivery_fee_delta_idr"] + data["rounding_delta_idr"]
    return int(data["goods_delta_idr"] + fee)


def _nets(books: Books) -> Iterator[str]:
    """What is spent on an order is what came in for it and did not go back: all of it, or none."""
    spent: Counter[str] = Counter()
    for one in books.of("compliance", "spend_recorded"):
        spent[one.data["order_id"]] += one.data["paid_idr"]
    reductions: set[str] = set()
    for one in books.of("compliance", "spend_reduced"):
        spent[one.data["order_id"]] -= one.data["paid_idr"]
        if one.data["reduction_id"] in reductions:
            yield f"{one} reduces a second time"
        reductions.add(one.data["reduction_id"])
    net = net_of(books)
    for order_id in spent.keys() | net.keys():
        if spent[order_id] != net.get(order_id, 0):
            yield f"{spent[order_id]} is spent on {order_id}, and {net.get(order_id, 0)} was paid"
