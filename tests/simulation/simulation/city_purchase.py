"""One cart, from the wish to the door: its buyer and its seller, acting in turn."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulation.city_town import Buyer, Good, Shop, Town, new_id

Json = dict[str, Any]
HOUR = 3_600.0
# Orders may not have heard of it yet.
_NOT_HEARD = frozenset({"product_unknown", "merchant_not_verified"})


@dataclass(slots=True, kw_only=True)
class Cart:
    """
    What somebody means to order.

    :param fates: what is to become of each of its orders
    """

    name: str
    at: datetime
    buyer: Buyer
    wanted: list[tuple[Shop, Good, int]]
    fates: list[str]
    pickup: bool = False
    careless: bool = False  # She has an old page open.


@dataclass(slots=True, kw_only=True)
class Purchase:
    """One order, as both sides know it."""

    town: Town
    buyer: Buyer
    shop: Shop
    order_id: str
    due_idr: int
    pickup: bool
    luck: random.Random

    @property
    def lines(self) -> list[Json]:
        placed = self.town.screen.order(self.order_id, "order_placed")
        assert placed is not None, "who has an order's id has placed it"
        found: list[Json] = placed["lines"]
        return found

    @property
    def payment_id(self) -> str:
        told = self.town.screen.order(self.order_id, "payment_requested")
        return str(told["payment_id"]) if told else ""

    def buys(self, service: str, route: str, /, **said: Any) -> Json | None:
        return self.buyer.person.ask(service, route, **said)

    def sells(self, service: str, route: str, /, **said: Any) -> Json | None:
        return self.shop.person.ask(service, route, **said)

    def of_buyer(self, route: str, /, **said: Any) -> Json | None:
        return self.buys("orders", route, order_id=self.order_id, **said)

    def of_seller(self, route: str, /, **said: Any) -> Json | None:
        return self.sells("orders", route, order_id=self.order_id, **said)

    def sees(self, *types: str, patience_s: float = 1_200.0) -> Json | None:
        """Wait until the order's page says one of these; nothing, if it does not come."""
        found: Json | None = self.town.await_seen(
            lambda: self.town.screen.order(self.order_id, *types), patience_s=patience_s
        )
        return found

    def sees_payment(self, *types: str, patience_s: float = 1_200.0) -> list[Json]:
        found: list[Json] = self.town.await_seen(
            lambda: self.town.screen.payment(self.payment_id, *types), patience_s=patience_s
        )
        return found

    def rest(self, low_h: float, high_h: float) -> None:
        self.town.world.sleep(HOUR * self.luck.uniform(low_h, high_h))

    def new_id(self) -> str:
        return new_id(self.luck)

    def happens(self, share: float) -> bool:
        return self.luck.random() < share


def check_out(town: Town, cart: Cart) -> list[Purchase]:
    """Order what is in the cart, with a second try where the first was a misunderstanding."""
    luck = town.chance(cart.name)
    town.sleep_until(cart.at)
    total = _total(town, cart) + (500 if cart.careless else 0)
    code = ""
    for _ in range(4):
        entry = cart.buyer.person.asked("orders", "place_orders", **_said(cart, total))
        if "ok" in entry.answer:
            return [_purchase(town, cart, one, luck) for one in entry.answer["ok"]["orders"]]
        code = entry.code
        if code == "price_changed":
            total = entry.answer["error"]["details"].get("total_idr", _total(town, cart))
        elif code in _NOT_HEARD:
            town.world.sleep(HOUR / 4)
        else:
            break
    town.fates[code or "unanswered"] += 1
    return []


def _purchase(town: Town, cart: Cart, told: Json, luck: random.Random) -> Purchase:
    shop = next(one for one in town.shops if one.merchant_id == told["merchant_id"])
    return Purchase(
        town=town,
        buyer=cart.buyer,
        shop=shop,
        order_id=told["order_id"],
        due_idr=told["amount_due_idr"],
        pickup=cart.pickup,
        luck=random.Random(luck.getrandbits(64)),
    )


def _total(town: Town, cart: Cart) -> int:
    """Add up what the pages say, each order rounded down to what can be paid in cash."""
    sums: dict[str, int] = {}
    for shop, good, quantity in cart.wanted:
        fee = 0 if cart.pickup else shop.fee_idr
        sums.setdefault(shop.merchant_id, fee)
        sums[shop.merchant_id] += town.screen.price(good.product_id) * quantity
    return sum(one - one % 100 for one in sums.values())


def _said(cart: Cart, total: int) -> Json:
    member = cart.buyer.member
    return {
        "lines": [
            {"product_id": good.product_id, "quantity": quantity}
            for _, good, quantity in cart.wanted
        ],
        "expected_total_idr": total,
        "membership_id": cart.buyer.membership_id,
        "fulfilment_method": "pickup_stall" if cart.pickup else "seller_delivers",
        "delivery": {
            "kelurahan_code": None if cart.pickup else member.kelurahan_code,
            "recipient_name": member.name,
            "phone": member.phone,
            "street": member.street,
        },
    }


def soon(instant: datetime, minutes: float) -> datetime:
    return instant + timedelta(minutes=minutes)
