"""Carts that are sent at the same moment: who gets the last pack is decided by who came first."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from malpro_embedded.application.life import Life
from malpro_embedded.application.people import Buyer, Shop
from malpro_embedded.application.ports import Together
from malpro_embedded.domain.cast import Good

Line = tuple[Shop, Good, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """
    What one buyer wants at one moment.

    :param seen: prices by product id, as she saw them
    """

    key: str
    buyer: Buyer
    lines: tuple[Line, ...]
    seen: Mapping[str, int]
    fetched: bool = False

    @property
    def wanted(self) -> list[tuple[str, int]]:
        return [(shop.products[good.name], many) for shop, good, many in self.lines]

    def by_shop(self) -> dict[str, list[Line]]:
        shops: dict[str, list[Line]] = {}
        for line in self.lines:
            shops.setdefault(line[0].merchant_id, []).append(line)
        return shops


Send = Callable[[Cart, bool], None]


def trade(
    life: Life,
    carts: Sequence[Cart],
    send: Send,
    besides: Sequence[Callable[[], object]],
    together: Together,
) -> None:
    """
    Send all carts and do what happens besides, as fast as the outcome stays certain.

    While there is enough for everybody, all is sent at once. Where there is not, those who still
    get something go first, and then those who come too late: as if they had come one by one.
    """
    everything = [pair for cart in carts for pair in cart.wanted]
    if life.shelf.enough(everything):
        life.shelf.take(everything)
        together([*besides, *(partial(send, cart, True) for cart in carts)])  # noqa: FBT003
        return
    together(besides)
    life.town.settle()
    _look_again(life, carts)
    first, late = _in_time(life, carts)
    together([partial(send, cart, True) for cart in first])  # noqa: FBT003
    together([partial(send, cart, False) for cart in late])  # noqa: FBT003


def _look_again(life: Life, carts: Sequence[Cart]) -> None:
    """Ask the sellers of scarce goods how many there are by now."""
    demand: Counter[str] = Counter()
    shops: dict[str, Shop] = {}
    for cart in carts:
        for shop, good, many in cart.lines:
            demand[shop.products[good.name]] += many
            shops[shop.products[good.name]] = shop
    for product_id, many in sorted(demand.items()):
        if life.shelf.left[product_id] < many:
            stock = shops[product_id].caller.get(f"/v1/products/{product_id}/stock")
            life.shelf.left[product_id] = stock["available"]


def _in_time(life: Life, carts: Sequence[Cart]) -> tuple[list[Cart], list[Cart]]:
    """Go through the carts as they come: each order takes all of its goods, or none of them."""
    first: list[Cart] = []
    late: list[Cart] = []
    for cart in carts:
        fits = True
        for lines in cart.by_shop().values():
            wanted = [(shop.products[good.name], many) for shop, good, many in lines]
            if life.shelf.enough(wanted):
                life.shelf.take(wanted)
            else:
                fits = False
        (first if fits else late).append(cart)
    return first, late
