"""What buyers can see in the shops: prices as they were when they looked, goods of the morning."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class Shelf:
    """
    A shop window, put together from what sellers did; what is left is never more than there is.

    :param left: packs by product id, those that came back not counted
    :param morning: the same as the day began, which is what buyers have in mind
    """

    left: Counter[str] = field(default_factory=Counter)
    morning: Counter[str] = field(default_factory=Counter)
    _day: date | None = None
    _prices: dict[str, tuple[list[datetime], list[int]]] = field(default_factory=dict)

    def price(self, product_id: str, at: datetime, price_idr: int) -> None:
        """Note a new price; prices come in the order of their time."""
        times, prices = self._prices.setdefault(product_id, ([], []))
        times.append(at)
        prices.append(price_idr)

    def price_at(self, product_id: str, at: datetime) -> int:
        """Return the price somebody saw at that time."""
        times, prices = self._prices[product_id]
        return prices[max(0, bisect_right(times, at) - 1)]

    def newest(self, product_id: str) -> int:
        return self._prices[product_id][1][-1]

    def begin(self, day: date) -> None:
        """Let a new day begin, if it has not yet."""
        if day != self._day:
            self._day, self.morning = day, Counter(self.left)

    def enough(self, wanted: Iterable[tuple[str, int]]) -> bool:
        """Tell whether all of this is certainly there."""
        demand: Counter[str] = Counter()
        for product_id, quantity in wanted:
            demand[product_id] += quantity
        return all(self.left[product_id] >= many for product_id, many in demand.items())

    def take(self, wanted: Iterable[tuple[str, int]]) -> None:
        for product_id, quantity in wanted:
            self.left[product_id] -= quantity
