"""What buyers do: fill carts until their duty is met, check out, cancel, try again elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time as clock_time, timedelta
from functools import partial
from typing import Any

from kernel.domain.wib import at_local, business_date, local
from malpro_embedded.application.agenda import Lane
from malpro_embedded.application.life import Life, Purchase
from malpro_embedded.application.market import Cart, Line
from malpro_embedded.application.people import Buyer, Shop
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.domain.cast import Fate, Rush, Seller
from malpro_embedded.domain.days import LAST, MORNING, shopping_days, shopping_time
from malpro_embedded.domain.places import BY_CODE
from malpro_embedded.domain.tempers import BUYER_HABITS, BuyerHabits

_FAVOURITES = 4
_LEAST_IDR, _USUAL_IDR, _TWO_SHOPS_IDR = 20_000, 60_000, 150_000
_LINES_MAX = 8
_PACKS_MAX = 4
_TRIES_MAX = 4
_LATE = 20
_IN_A_RUSH, _IN_TWO_SHOPS, _FETCHED = 930, 400, 250
_NEAR = {"same": 4.0, "near": 2.0, "far": 0.7}


@dataclass(slots=True)
class Shopper:
    """One buyer's month: what she means to buy, where, and how often she still goes shopping."""

    buyer: Buyer
    goal_idr: int
    favourites: list[Shop]
    left: int = 0
    number: int = 0
    tries: int = 0

    @property
    def login(self) -> str:
        return self.buyer.member.login

    @property
    def habits(self) -> BuyerHabits:
        return BUYER_HABITS[self.buyer.member.temper]


@dataclass(slots=True)
class Buying:
    """
    All buyers.

    :param sold: is told of every order that the seller is to answer
    """

    life: Life
    sold: Callable[[Life, Purchase], None]
    _shoppers: dict[str, Shopper] = field(default_factory=dict)

    def begin(self) -> None:
        """Let everybody plan her month."""
        self.life.lost = self._try_again
        for buyer in self.life.people.buyers:
            shopper = self._shopper(buyer)
            self._shoppers[shopper.login] = shopper
            chance = self.life.luck("visits", shopper.login)
            number = chance.randint(*shopper.habits.visits)
            if shopper.goal_idr:
                for day in shopping_days(chance, number, shopper.habits.days):
                    self._plan(shopper, shopping_time(chance, day))
        if self.life.cast.rush:
            self._plan_rush(self.life.cast.rush)

    def send(self, cart: Cart, certain: bool) -> None:  # noqa: FBT001 - of the port
        """Check out; what the buyer then knows depends on whether there was enough for sure."""
        answer = self._checked_out(cart)
        if answer is None:
            return
        for order in answer["orders"]:
            purchase = _purchase(cart, order)
            self.life.order_ids.append(purchase.order_id)
            self.life.kept[purchase.buyer.member.login] += purchase.goods_idr
            if certain:
                self._wait(purchase)
            else:
                self.life.then(purchase, 1, self._look)

    def _shopper(self, buyer: Buyer) -> Shopper:
        chance, habits = (
            self.life.luck("goal", buyer.member.login),
            BUYER_HABITS[buyer.member.temper],
        )
        duty = buyer.member.duty_idr or chance.choice((0, 80_000, 150_000))
        return Shopper(
            buyer=buyer,
            goal_idr=duty * chance.randint(*habits.reach) // 1000,
            favourites=self._favourites(buyer),
        )

    def _favourites(self, buyer: Buyer) -> list[Shop]:
        chance, home = self.life.luck("favourites", buyer.member.login), buyer.member.kelurahan_code
        shops = [one for one in self.life.people.shops if serves(one.seller, home)]
        weights = [one.seller.pull * _NEAR[_distance(one.seller, home)] for one in shops]
        found: dict[str, Shop] = {}
        for _ in range(_FAVOURITES * 3):
            one = chance.choices(shops, weights=weights)[0]
            found.setdefault(one.merchant_id, one)
        return list(found.values())[:_FAVOURITES]

    def _plan(self, shopper: Shopper, instant: datetime) -> None:
        shopper.left += 1
        shopper.number += 1
        key = f"{shopper.login} {shopper.number:02}"
        self.life.plan(instant, key, partial(self._visit, shopper, key), Lane.BUY)

    def _plan_rush(self, rush: Rush) -> None:
        """Let nearly everybody order at the same moment; the quickest thumbs come first."""
        instant = at_local(rush.day, MORNING)
        host = next(one for one in self.life.people.shops if one.seller.login == rush.login)
        good = next(one for one in host.seller.goods if one.name == rush.good)
        for shopper in self._shoppers.values():
            chance = self.life.luck("rush", shopper.login)
            if self.life.does(930, "rush", shopper.login) and serves(
                host.seller, shopper.buyer.member.kelurahan_code
            ):
                key = f"rush {chance.random():.9f} {shopper.login}"
                one = partial(self._cart, key, shopper, ((host, good, 1),), fetched=False)
                self.life.plan(instant, key, one, Lane.BUY)

    def _visit(self, shopper: Shopper, key: str) -> Cart | None:
        shopper.left -= 1
        missing = shopper.goal_idr - self.life.kept[shopper.login]
        if missing < _LEAST_IDR:
            return None
        chance = self.life.luck("cart", key)
        wanted = max(_USUAL_IDR, missing // (shopper.left + 1))
        shops = [one for one in shopper.favourites if one.merchant_id not in self.life.away]
        chance.shuffle(shops)
        lines: list[Line] = []
        for shop in shops[
            : 2 if wanted > _TWO_SHOPS_IDR and self.life.does(400, "two", key) else 1
        ]:
            lines += self._fill(chance, shop, shopper.buyer, wanted // (2 if lines else 1))
        if not lines:
            self._try_again(shopper.buyer)
            return None
        fetched = all(shop.seller.pickup for shop, _, _ in lines) and self.life.does(
            250, "fetch", key
        )
        found = sum(self.life.shelf.newest(shop.products[one.name]) * n for shop, one, n in lines)
        if found < missing:
            self._try_again(shopper.buyer)
        return self._cart(key, shopper, tuple(lines), fetched=fetched)

    def _fill(self, chance: Any, shop: Shop, buyer: Buyer, wanted_idr: int) -> list[Line]:
        """Take goods of which there were some in the morning, until it is about enough."""
        rush = self.life.cast.rush
        there = [
            good
            for good in shop.seller.goods
            if self.life.shelf.morning[shop.products[good.name]] > 0
            and not (rush and good.name == rush.good)
        ]
        least = terms(shop.seller, buyer.member.kelurahan_code)[1]
        many: dict[str, int] = {}
        total = 0
        while there and total < max(wanted_idr, least):
            good = chance.choice(there)
            if many.get(good.name, 0) >= min(
                _PACKS_MAX, self.life.shelf.morning[shop.products[good.name]]
            ):
                there.remove(good)
                continue
            many[good.name] = many.get(good.name, 0) + 1
            total += self.life.shelf.newest(shop.products[good.name])
            if len(many) == _LINES_MAX:
                there = [one for one in there if one.name in many]
        # Where the shelf holds less than the seller's minimum, nobody orders.
        chosen = [one for one in shop.seller.goods if one.name in many and total >= least]
        return [(shop, one, many[one.name]) for one in chosen]

    def _cart(self, key: str, shopper: Shopper, lines: tuple[Line, ...], *, fetched: bool) -> Cart:
        # Some have looked at the prices a while ago; the seller may have changed them since.
        ago = self.life.luck("look", key).choice((0, 0, 0, 0, 30, 90, 240, 900))
        at = self.life.town.now() - timedelta(minutes=ago)
        seen = {
            shop.products[good.name]: self.life.shelf.price_at(shop.products[good.name], at)
            for shop, good, _ in lines
        }
        return Cart(key=key, buyer=shopper.buyer, lines=lines, seen=seen, fetched=fetched)

    def _checked_out(self, cart: Cart) -> dict[str, Any] | None:
        caller, body = cart.buyer.caller, _body(cart)
        try:
            answer: dict[str, Any] = caller.post("/v1/checkouts", body)
        except ApiProblem as problem:
            self.life.refused[problem.code] += 1
            if problem.code != "price_changed":
                raise
            agrees = BUYER_HABITS[cart.buyer.member.temper].agrees
            if not self.life.does(agrees, "agree", cart.key):
                self.life.bought(Fate.PRICE_CHANGED)
                self._try_again(cart.buyer)
                return None
            again = {**body, "expected_total_idr": problem.details["total_idr"]}
            return self.life.ask(caller, "/v1/checkouts", **again)
        return answer

    def _look(self, life: Life, purchase: Purchase) -> None:
        """See whether the order was confirmed, where it was not certain."""
        order = purchase.buyer.caller.get(purchase.path)
        if order["status"] == "rejected":
            life.ends(purchase, Fate.OUT_OF_STOCK)
        else:
            self._wait(purchase)

    def _wait(self, purchase: Purchase) -> None:
        """Leave the order to its seller, unless the buyer changes her mind at once."""
        life = self.life
        if life.happens(purchase.wants.changes_mind, "cancel", purchase.key):
            life.then(purchase, 15, _cancel)
            return
        self.sold(life, purchase)

    def _try_again(self, buyer: Buyer) -> None:
        """Go shopping once more, tomorrow at lunch, if there is a tomorrow in this month."""
        shopper = self._shoppers[buyer.member.login]
        today = business_date(self.life.town.now())
        if shopper.left or shopper.tries >= _TRIES_MAX or not shopper.goal_idr:
            return
        if not self.life.does(800, "again", shopper.login, str(shopper.number)):
            return
        shopper.tries += 1
        day = today + timedelta(days=1)
        if day <= LAST:
            self._plan(shopper, at_local(day, clock_time(12)))
        elif today == LAST and local(self.life.town.now()).hour < _LATE:
            self._plan(shopper, at_local(today, clock_time(21)))


def serves(seller: Seller, kelurahan_code: str) -> bool:
    return not seller.areas or kelurahan_code in seller.areas


def terms(seller: Seller, kelurahan_code: str) -> tuple[int, int]:
    """Return the fee and the least order."""
    return seller.areas.get(kelurahan_code, (seller.fee_idr, 0))


def _distance(seller: Seller, home: str) -> str:
    if seller.kelurahan_code == home:
        return "same"
    near = BY_CODE[seller.kelurahan_code].kecamatan == BY_CODE[home].kecamatan
    return "near" if near else "far"


def _sums(cart: Cart, lines: Sequence[Line]) -> tuple[int, int, int]:
    """Add up one seller's part: goods, way, and what is due in cash, down to Rp100."""
    goods = sum(cart.seen[shop.products[good.name]] * many for shop, good, many in lines)
    fee = 0 if cart.fetched else terms(lines[0][0].seller, cart.buyer.member.kelurahan_code)[0]
    return goods, fee, (goods + fee) // 100 * 100


def _body(cart: Cart) -> dict[str, Any]:
    member = cart.buyer.member
    return {
        "lines": [{"product_id": one, "quantity": many} for one, many in cart.wanted],
        "expected_total_idr": sum(_sums(cart, lines)[2] for lines in cart.by_shop().values()),
        "membership_id": cart.buyer.membership_id,
        "fulfilment_method": "pickup_stall" if cart.fetched else "seller_delivers",
        "delivery": {
            "kelurahan_code": member.kelurahan_code,
            "recipient_name": member.name,
            "phone": member.phone,
            "street": member.street,
        },
    }


def _purchase(cart: Cart, order: dict[str, Any]) -> Purchase:
    lines = cart.by_shop()[order["merchant_id"]]
    return Purchase(
        key=f"{cart.key} {lines[0][0].seller.login}",
        buyer=cart.buyer,
        shop=lines[0][0],
        order_id=order["order_id"],
        lines=tuple((good, many) for _, good, many in lines),
        goods_idr=order["goods_total_idr"],
        fee_idr=order["delivery_fee_idr"],
        due_idr=order["amount_due_idr"],
        fetched=cart.fetched,
    )


def _cancel(life: Life, purchase: Purchase) -> None:
    if life.ask(purchase.buyer.caller, f"{purchase.path}/cancellation") is not None:
        life.ends(purchase, Fate.CANCELLED)
