"""A stall's goods in plain numbers, by product and by order, with none of the domain's own code."""

from dataclasses import dataclass, field

from catalog_examples import RICE, SUGAR

PRODUCTS = (RICE, SUGAR)


@dataclass
class Line:
    product_id: str
    quantity: int
    gone: int = 0
    back: dict[str, int] = field(default_factory=dict)


@dataclass
class Book:
    """What is free and what is lost, by product, and what each order holds, took and sent back."""

    free: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 0))
    lost: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 0))
    came: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 0))
    version: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 1))
    listed: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, True))
    blocked: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, False))
    orders: dict[str, tuple[str, list[Line]]] = field(default_factory=dict)
    suspended: bool = False
    paused: bool = False

    def sells(self) -> bool:
        return not self.suspended and not self.paused

    def place(self, order_id: str, lines: list[tuple[str, int, bool]]) -> None:
        if order_id in self.orders:
            return
        wanted = dict.fromkeys(PRODUCTS, 0)
        for product_id, quantity, _ in lines:
            wanted[product_id] += quantity
        there = all(wanted[name] <= self.free[name] for name in PRODUCTS)
        good = all(
            self.listed[name] and not self.blocked[name] and knows_price
            for name, _, knows_price in lines
        )
        if not (self.sells() and there and good):
            self.orders[order_id] = ("rejected", [])
            return
        for name, quantity in wanted.items():
            self.free[name] -= quantity
        self.orders[order_id] = ("reserved", [Line(name, q) for name, q, _ in lines])

    def end(self, order_id: str) -> None:
        status, lines = self.orders.get(order_id, ("reserved", []))
        if status == "reserved":
            for one in lines:
                self.free[one.product_id] += one.quantity
            self.orders[order_id] = ("released", lines)

    def deliver(self, order_id: str, taken: list[int], spoiled: list[bool]) -> None:
        """Let go what was taken; what was not goes back on the shelf, or is lost."""
        status, lines = self.orders.get(order_id, ("", []))
        if status != "reserved":
            return
        for one, quantity, lost in zip(lines, taken, spoiled, strict=False):
            one.gone = min(quantity, one.quantity)
            self._put_back(one.product_id, one.quantity - one.gone, lost=lost)
        for one in lines[len(taken) :]:
            self.free[one.product_id] += one.quantity
        self.orders[order_id] = ("committed", lines)

    def bring_back(self, order_id: str, back: list[tuple[int, str]]) -> None:
        status, lines = self.orders.get(order_id, ("", []))
        self.end(order_id)
        if status == "reserved":
            for one, (quantity, said) in zip(lines, back, strict=False):
                if said != "resalable":
                    lost = min(quantity, one.quantity)
                    self.free[one.product_id] -= lost
                    self.lost[one.product_id] += lost

    def send_back(self, order_id: str, return_id: str, back: list[tuple[int, str]]) -> None:
        status, lines = self.orders.get(order_id, ("", []))
        if status != "committed":
            return
        for one, (quantity, said) in zip(lines, back, strict=False):
            fits = min(quantity, one.gone - sum(one.back.values()))
            if return_id not in one.back and fits > 0:
                one.back[return_id] = fits
                self._put_back(one.product_id, fits, lost=said != "resalable")

    def held(self, product_id: str) -> int:
        return sum(
            one.quantity
            for status, lines in self.orders.values()
            for one in lines
            if status == "reserved" and one.product_id == product_id
        )

    def taken(self, product_id: str) -> tuple[int, int]:
        """Return how many have ever gone, and how many of them have come back."""
        lines = [one for _, lines in self.orders.values() for one in lines]
        ours = [one for one in lines if one.product_id == product_id]
        return sum(one.gone for one in ours), sum(sum(one.back.values()) for one in ours)

    def _put_back(self, product_id: str, quantity: int, *, lost: bool) -> None:
        where = self.lost if lost else self.free
        where[product_id] += quantity
