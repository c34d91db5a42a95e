"""Promise 2: never oversold, each line at the price in force, nothing held for nobody."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from simulation.model_books import Books, Fact

_MOVES = (
    "stock_received",
    "stock_adjusted",
    "stock_reserved",
    "stock_released",
    "stock_committed",
    "stock_returned",
    "stock_rejected",
    "product_listed",
    "product_price_changed",
)


class _Shelves:
    """What is free, by product, and what is set aside, by order and line."""

    def __init__(self) -> None:
        self.free: Counter[str] = Counter()
        self.held: dict[str, dict[str, tuple[str, int]]] = {}
        self.sold: dict[str, dict[str, int]] = {}
        self.back: Counter[tuple[str, str]] = Counter()
        self.released: dict[str, dict[str, int]] = defaultdict(dict)
        self.prices: dict[str, tuple[int, int]] = {}


def stock_is_never_oversold(books: Books) -> Iterator[str]:
    """At every position: what is free is never less than nothing, and is what events say it is."""
    shelves = _Shelves()
    for one in books.of("catalog", *_MOVES):
        yield from _MOVED[one.kind](shelves, one)
        for key in _products(one):
            if shelves.free[key] < 0:
                yield f"{one} leaves {shelves.free[key]} of {key}"


def _products(one: Fact) -> Iterator[str]:
    for line in one.data.get("lines", [one.data]):
        if "product_id" in line:
            yield line["product_id"]


def _priced(shelves: _Shelves, one: Fact) -> Iterator[str]:
    price = one.data["new_price_idr" if one.kind == "product_price_changed" else "price_idr"]
    known = shelves.prices.get(one.data["product_id"], (0, 0))
    if one.data["price_version"] != known[0] + 1:
        yield f"{one} has a price version that does not follow {known[0]}"
    shelves.prices[one.data["product_id"]] = (one.data["price_version"], price)


def _received(shelves: _Shelves, one: Fact) -> Iterator[str]:
    more = one.data["quantity" if one.kind == "stock_received" else "quantity_delta"]
    shelves.free[one.data["product_id"]] += more
    if one.data["balance_after"] != shelves.free[one.data["product_id"]]:
        yield f"{one} tells a balance of {one.data['balance_after']}"


def _reserved(shelves: _Shelves, one: Fact) -> Iterator[str]:
    order_id = one.data["order_id"]
    if order_id in shelves.held or order_id in shelves.released or order_id in shelves.sold:
        yield f"{one} sets goods aside for {order_id} a second time"
    lines = shelves.held.setdefault(order_id, {})
    for line in one.data["lines"]:
        product_id, quantity = line["product_id"], line["quantity"]
        if line["available_before"] != shelves.free[product_id]:
            yield f"{one} saw {line['available_before']} of {product_id}, which is wrong"
        shelves.free[product_id] -= quantity
        lines[line["line_id"]] = (product_id, quantity)
        if (line["price_version"], line["price_idr"]) != shelves.prices.get(product_id):
            yield f"{one} is not at the price that {product_id} has"


def _released(shelves: _Shelves, one: Fact) -> Iterator[str]:
    order_id = one.data["order_id"]
    held = shelves.held.pop(order_id, {})
    if order_id in shelves.released or order_id in shelves.sold:
        yield f"{one} gives the goods of {order_id} back a second time"
    told = {line["line_id"]: (line["product_id"], line["quantity"]) for line in one.data["lines"]}
    if told != held:
        yield f"{one} gives back what {order_id} does not hold"
    for line_id, (product_id, quantity) in told.items():
        shelves.free[product_id] += quantity
        shelves.released[order_id][line_id] = quantity
    shelves.released.setdefault(order_id, {})


def _committed(shelves: _Shelves, one: Fact) -> Iterator[str]:
    order_id = one.data["order_id"]
    held = shelves.held.pop(order_id, {})
    if order_id in shelves.sold or order_id in shelves.released:
        yield f"{one} sells the goods of {order_id} a second time"
    gone = shelves.sold.setdefault(order_id, {})
    for line in one.data["lines"]:
        both = line["committed_quantity"] + line["released_quantity"]
        if held.get(line["line_id"]) != (line["product_id"], both):
            yield f"{one} sells what {order_id} does not hold"
        gone[line["line_id"]] = line["committed_quantity"]
        shelves.released[order_id][line["line_id"]] = line["released_quantity"]
        shelves.free[line["product_id"]] += line["released_quantity"]


def _returned(shelves: _Shelves, one: Fact) -> Iterator[str]:
    """What the buyer sends back is on sale again, if it can be; what was refused never left."""
    data = one.data
    key, resalable = (data["order_id"], data["line_id"]), data["disposition"] == "resalable"
    if data["cause"] == "returned":
        shelves.back[key] += data["quantity"]
        if shelves.back[key] > shelves.sold.get(key[0], {}).get(key[1], 0):
            yield f"{one} brings back more than was sold of {key}"
        shelves.free[data["product_id"]] += data["quantity"] if resalable else 0
        return
    if data["quantity"] > shelves.released.get(key[0], {}).get(key[1], 0):
        yield f"{one} writes off more than came back of {key}"
    shelves.free[data["product_id"]] -= 0 if resalable else data["quantity"]


def _rejected(shelves: _Shelves, one: Fact) -> Iterator[str]:
    if one.data["order_id"] in shelves.held:
        yield f"{one} refuses goods that are set aside for {one.data['order_id']}"
    for line in one.data["reasons"]:
        free = shelves.free[line["product_id"]]
        if line["code"] == "out_of_stock" and line["requested"] <= line["available"]:
            yield f"{one} says that there is too little of {line['product_id']}, of {free}"


_MOVED = {
    "stock_received": _received,
    "stock_adjusted": _received,
    "stock_reserved": _reserved,
    "stock_released": _released,
    "stock_committed": _committed,
    "stock_returned": _returned,
    "stock_rejected": _rejected,
    "product_listed": _priced,
    "product_price_changed": _priced,
}
