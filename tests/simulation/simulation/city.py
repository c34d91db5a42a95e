"""The people of a seed: who they are, what they mean to do, and the diaries they keep."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from simulation import city_mishaps
from simulation.city_diary import Diary, Entry
from simulation.city_door import SHARES, live
from simulation.city_opening import IDENTIFIERS, Opening
from simulation.city_purchase import Cart, check_out
from simulation.city_screen import Screen
from simulation.city_town import Buyer, Good, Shop, Town, World

# A Monday morning in Malang, four days before the month's end; its cut-off is on the 8th of May.
START = datetime(2026, 4, 27, 0, 0, tzinfo=UTC)
UNTIL = datetime(2026, 5, 27, 0, 0, tzinfo=UTC)
ORDERS = 40
_PERIODS = ("2026-04", "2026-05")
_FIRST_H, _LAST_H = 2.0, 116.0


@dataclass(slots=True, kw_only=True)
class City:
    """
    Everybody, and what they noted.

    :param until: by then everybody has done what she meant to do
    :param identifiers: words that must never be met outside a vault
    """

    town: Town
    start: datetime
    until: datetime
    periods: Sequence[str] = _PERIODS
    identifiers: Sequence[str] = IDENTIFIERS

    @property
    def entries(self) -> Sequence[Entry]:
        return self.town.diary.entries

    @property
    def institution_id(self) -> str:
        return self.town.institution_id

    @property
    def fates(self) -> dict[str, int]:
        return dict(self.town.fates)


def settle(world: World, *, orders: int = ORDERS) -> City:
    """Let everybody live from now on; the city opens first, and then people go shopping."""
    town = Town(
        world=world,
        luck=random.Random(f"{world.seed} city"),
        diary=Diary(),
        screen=Screen(world),
    )
    start = world.clock.now()
    for role in ("operator", "catalog_officer", "hr_officer", "policy_officer"):
        town.officer(role)
    world.spawn("opening", partial(_open, town, start, orders))
    return City(town=town, start=start, until=start + (UNTIL - START))


def _open(town: Town, start: datetime, orders: int) -> None:
    opening = Opening(town)
    opening.hold()
    city_mishaps.plan(town, opening, start)
    for cart in _carts(town, start, orders):
        town.world.spawn(cart.name, partial(_shop, town, cart))


def _shop(town: Town, cart: Cart) -> None:
    purchases = check_out(town, cart)
    for purchase, fate in zip(purchases[1:], cart.fates[1:], strict=False):
        town.world.spawn(f"{cart.name} {fate}", partial(live, purchase, fate))
    if purchases:
        live(purchases[0], cart.fates[0])


def _carts(town: Town, start: datetime, orders: int) -> list[Cart]:
    """Plan everybody's shopping, until there are so many orders."""
    luck, planned = town.chance("carts"), 0
    carts: list[Cart] = []
    while planned < orders:
        cart = _cart(town, luck, start, len(carts))
        carts.append(cart)
        planned += len(cart.fates)
        if any(good.scarce for _, good, _ in cart.wanted):
            rival = _rival(town, luck, cart, len(carts))
            carts.append(rival)
            planned += len(rival.fates)
    return carts


def _cart(town: Town, luck: random.Random, start: datetime, number: int) -> Cart:
    many = 2 if luck.random() < 0.15 else 1
    shops = luck.sample(town.shops, many)
    pickup = many == 1 and shops[0].pickup and luck.random() < 0.4
    wanted = [one for shop in shops for one in _wanted(luck, shop)]
    return Cart(
        name=f"cart {number}",
        at=_opening_hours(start + timedelta(hours=luck.uniform(_FIRST_H, _LAST_H))),
        buyer=_buyer(town, luck),
        wanted=wanted,
        fates=[_fate(luck) for _ in shops],
        pickup=pickup,
        careless=luck.random() < 0.05,
    )


def _rival(town: Town, luck: random.Random, cart: Cart, number: int) -> Cart:
    """Let somebody want the same scarce thing in the same moment."""
    shop, good, _ = next(one for one in cart.wanted if one[1].scarce)
    return Cart(
        name=f"cart {number}",
        at=cart.at,
        buyer=_buyer(town, luck),
        wanted=[(shop, good, luck.randint(1, 3))],
        fates=[_fate(luck)],
    )


def _wanted(luck: random.Random, shop: Shop) -> list[tuple[Shop, Good, int]]:
    goods = luck.sample(shop.goods, luck.choice((1, 1, len(shop.goods))))
    return [(shop, one, luck.randint(1, 2 if one.scarce else 3)) for one in goods]


def _buyer(town: Town, luck: random.Random) -> Buyer:
    return luck.choice(town.buyers)


def _fate(luck: random.Random) -> str:
    [fate] = luck.choices(list(SHARES), weights=list(SHARES.values()))
    return fate


def _opening_hours(instant: datetime) -> datetime:
    """Move what falls into the night to the next morning, where most of it meets others."""
    hour = (instant.hour + 7) % 24
    if 7 <= hour < 19:
        return instant
    return instant + timedelta(hours=(7 - hour) % 24)
