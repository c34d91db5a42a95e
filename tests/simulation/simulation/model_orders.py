"""Every order comes to one end, at the server's prices; its goods and its money follow it there."""

from collections import Counter
from collections.abc import Iterator, Mapping

from simulation.model_books import Books, Fact, Json

_ENDS = (
    "order_rejected",
    "order_declined",
    "order_cancelled",
    "order_expired",
    "order_returned_to_seller",
    "order_completed",
)
# A buyer's own word is enough for a claim; its money may be denied for good.
_CASH_UNIT_IDR = 100


def every_order_comes_to_one_end(books: Books) -> Iterator[str]:
    ends = books.by_order("orders", *_ENDS)
    for one in books.of("orders", "order_placed"):
        found = ends.get(one.data["order_id"], [])
        if len(found) != 1:
            told = ", ".join(map(str, found)) or "none"
            yield f"order {one.data['order_id']} has {len(found)} ends: {told}"
    answers = books.by_order("catalog", "stock_reserved", "stock_rejected")
    for order_id, confirmed in books.by_order("orders", "order_confirmed").items():
        kinds = [one.kind for one in answers.get(order_id, [])]
        if len(confirmed) != 1 or kinds != ["stock_reserved"]:
            yield f"order {order_id} was confirmed {len(confirmed)} times upon {kinds}"


def prices_come_from_the_server(books: Books) -> Iterator[str]:
    prices = {
        (one.data["product_id"], one.data["price_version"]): one.data.get(
            "new_price_idr", one.data.get("price_idr")
        )
        for one in books.of("catalog", "product_listed", "product_price_changed")
    }
    for one in books.of("orders", "order_placed"):
        data = one.data
        for line in data["lines"]:
            price = prices.get((line["product_id"], line["price_version"]))
            if price != line["unit_price_idr"]:
                yield f"{one} sells {line['product_id']} at a price that was never said"
            if line["line_total_idr"] != line["unit_price_idr"] * line["quantity"]:
                yield f"{one} multiplies wrongly"
        goods = sum(line["line_total_idr"] for line in data["lines"])
        whole = goods + data["delivery_fee_idr"]
        due = whole - whole % _CASH_UNIT_IDR
        if (goods, due) != (data["goods_total_idr"], data["amount_due_idr"]):
            yield f"{one} adds up to {goods} and {due}"
        if data["platform_fee_idr"] or data["tax_collected_idr"]:
            yield f"{one} takes something for the platform"


def goods_follow_the_order(books: Books) -> Iterator[str]:
    """Sold exactly what was handed over; given back, once, what was set aside for nothing."""
    moved = books.by_order("catalog", "stock_reserved", "stock_released", "stock_committed")
    delivered = books.by_order("orders", "order_delivered")
    for one in books.of("orders", "order_placed"):
        order_id = one.data["order_id"]
        kinds = Counter(fact.kind for fact in moved.get(order_id, []))
        if order_id in delivered:
            yield from _sold(delivered[order_id], moved.get(order_id, []))
        elif kinds["stock_committed"]:
            yield f"the goods of {order_id} were sold, and nobody got them"
        elif kinds["stock_reserved"] != kinds["stock_released"] and kinds["stock_reserved"]:
            yield f"the goods of {order_id} were given back {kinds['stock_released']} times"


def _sold(delivered: list[Fact], moved: list[Fact]) -> Iterator[str]:
    order_id = delivered[0].data["order_id"]
    if len(delivered) > 1:
        yield f"order {order_id} was handed over {len(delivered)} times"
    told = {line["line_id"]: line["delivered_quantity"] for line in delivered[0].data["lines"]}
    sold = [one for one in moved if one.kind == "stock_committed"]
    gone = [
        {line["line_id"]: line["committed_quantity"] for line in one.data["lines"]} for one in sold
    ]
    if gone != [told]:
        yield f"of order {order_id} was handed over {told}, and sold {gone}"


def money_follows_the_order(books: Books) -> Iterator[str]:
    """Paid only by a collection fact; where nothing was handed over, the payment has ended."""
    requested = {one.data["order_id"]: one.data for one in books.of("orders", "payment_requested")}
    due = books.by_order("payments", "payment_due")
    ended = books.by_order("payments", "payment_cancelled")
    delivered = books.by_order("orders", "order_delivered")
    received = books.by_order("payments", "payment_received")
    for order_id, told in requested.items():
        if [one.data["payment_id"] for one in due.get(order_id, [])] != [told["payment_id"]]:
            yield f"the payment of {order_id} was asked for, and is not due once"
        times = len(ended.get(order_id, []))
        if order_id not in delivered and times != 1:
            yield f"nothing was handed over for {order_id}, and its payment ended {times} times"
        if order_id in delivered and times:
            yield f"the payment of {order_id} was cancelled, though goods were handed over"
    for order_id, facts in received.items():
        if order_id not in delivered:
            yield f"{facts[0]} was collected for {order_id}, which nobody got"
    yield from _paid(books)


def _paid(books: Books) -> Iterator[str]:
    """What orders believe to be paid is what payments has from collections and decisions."""
    collected, paid = _collected(books), _noted(books)
    for one in books.of("orders", "order_completed"):
        if not collected.get(one.data["order_id"]):
            yield f"{one} of {one.data['order_id']} is complete, and nothing was collected for it"
    for order_id in collected.keys() | paid.keys():
        if collected.get(order_id, 0) != paid.get(order_id, 0):
            yield (
                f"orders has {paid.get(order_id, 0)} of {order_id} paid,"
                f" and payments {collected.get(order_id, 0)}"
            )


def _collected(books: Books) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    changes = ("payment_received", "collection_corrected", "collection_dispute_resolved")
    for one in books.of("payments", *changes):
        sums[one.data["order_id"]] += change_of(one.kind, one.data)
    return sums


def change_of(kind: str, data: Json) -> int:
    """Return how much more, or less, has come in by what an event says."""
    if kind == "payment_received":
        return int(data["amount_received_idr"])
    if kind == "collection_corrected":
        return int(data["right_idr"] - data["wrong_idr"])
    return int(data["decided_idr"] - data["recorded_idr"])


def _noted(books: Books) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for one in books.of("orders", "order_completed", "payment_noted"):
        data = one.data
        if one.kind == "order_completed":
            sums[data["order_id"]] = max(sums[data["order_id"]], data["paid_idr"])
        else:
            sums[data["order_id"]] += data["amount_received_idr"]
    return sums
