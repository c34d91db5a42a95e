"""A month of orders, each with a fate that people bring about by what they do or leave undone."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time as clock_time, timedelta
from functools import partial
from uuid import uuid4

from kernel.domain.wib import at_local, local
from malpro_embedded.application.agenda import Agenda
from malpro_embedded.application.opening import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem, Say, Town
from malpro_embedded.domain.cast import Fate, Good

SCARCE = "Minyakita 2 liter"
_SATURDAY = 5
_GOOD_FRIDAY = date(2026, 4, 3)
_WORKING_DAYS = [
    day
    for day in (date(2026, 4, 1) + timedelta(days=n) for n in range(29))
    if day.weekday() < _SATURDAY and day != _GOOD_FRIDAY
]
_LAST_DAY = date(2026, 4, 30)
_MAY = at_local(date(2026, 5, 2), clock_time(9, 30))


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody wants: (shop, good, quantity), in no particular order."""

    buyer: Buyer
    fate: Fate
    items: tuple[tuple[Shop, Good, int], ...]

    @property
    def lines(self) -> list[dict[str, object]]:
        return [
            {"product_id": shop.products[good.name], "quantity": quantity}
            for shop, good, quantity in self.items
        ]


@dataclass(slots=True)
class Month:
    """The story; `fates` counts what was meant, `refused` what the API answered no to."""

    people: People
    town: Town
    seed: int = 2026
    order_ids: list[str] = field(default_factory=list)
    fates: Counter[Fate] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(default_factory=random.Random)

    def live(self, say: Say) -> None:
        """Let everybody shop, sell and deliver."""
        self._random.seed(self.seed)
        agenda = Agenda(self.town)
        for buyer in self.people.buyers:
            self._plan(agenda, buyer)
        agenda.run(partial(_progress, say))

    def _plan(self, agenda: Agenda, buyer: Buyer) -> None:
        days = sorted(self._random.sample(_WORKING_DAYS, len(buyer.member.baskets)))
        for (amount_idr, fate), day in zip(buyer.member.baskets, days, strict=True):
            basket = self._basket(buyer, amount_idr, fate)
            start = at_local(day, clock_time(9, 30)) + timedelta(
                minutes=self._random.randrange(180)
            )
            if fate is Fate.PAID_IN_MAY:
                start = at_local(_LAST_DAY, clock_time(15, 30))
            agenda.at(start, partial(self._check_out, agenda, basket))

    def _basket(self, buyer: Buyer, amount_idr: int, fate: Fate) -> Basket:
        shops = self._random.sample(self.people.shops, 2)
        goods = [(shop, good) for shop in shops for good in shop.seller.goods]
        goods = [(shop, good) for shop, good in goods if good.name != SCARCE]
        items: dict[tuple[str, str], int] = {}
        total = 0
        while total < amount_idr:
            shop, good = self._random.choice(goods)
            items[shop.merchant_id, good.name] = items.get((shop.merchant_id, good.name), 0) + 1
            total += good.price_idr
        chosen = [
            (shop, good, items[shop.merchant_id, good.name])
            for shop, good in goods
            if (shop.merchant_id, good.name) in items
        ]
        if fate is Fate.OUT_OF_STOCK:
            chosen = [self._too_much()]
        return Basket(buyer, fate, tuple(chosen))

    def _too_much(self) -> tuple[Shop, Good, int]:
        [scarce] = [
            (shop, good, good.stock + 1)
            for shop in self.people.shops
            for good in shop.seller.goods
            if good.name == SCARCE
        ]
        return scarce

    def _check_out(self, agenda: Agenda, basket: Basket) -> None:
        self.fates[basket.fate] += 1
        expected = self._expected_total(basket)
        if basket.fate is Fate.PRICE_CHANGED:
            self._raise_a_price(basket)
        try:
            answer = self._send(basket, expected)
        except ApiProblem as problem:
            self.refused[problem.code] += 1
            if problem.code != "price_changed":
                raise
            answer = self._send(basket, problem.details["total_idr"])
        self.town.settle()
        for order in answer["orders"]:
            self.order_ids.append(order["order_id"])
            shop = self.people.shop_of(order["merchant_id"])
            self._go_on(agenda, basket, shop, order["order_id"])

    def _send(self, basket: Basket, expected_idr: int) -> dict[str, list[dict[str, str]]]:
        member = basket.buyer.member
        answer: dict[str, list[dict[str, str]]] = basket.buyer.caller.post(
            "/v1/checkouts",
            {
                "lines": basket.lines,
                "expected_total_idr": expected_idr,
                "membership_id": basket.buyer.membership_id,
                "payment_method": "cod",
                "delivery": {
                    "kelurahan_code": member.kelurahan_code,
                    "recipient_name": member.name,
                    "phone": member.phone,
                    "street": member.street,
                },
            },
        )
        return answer

    def _expected_total(self, basket: Basket) -> int:
        """Add up as the buyer's page does: current prices, one fee a shop, down to Rp100."""
        total = 0
        for shop in {one.merchant_id: one for one, _, _ in basket.items}.values():
            goods = 0
            for owner, good, quantity in basket.items:
                if owner is shop:
                    product = self.people.public.get(f"/v1/products/{shop.products[good.name]}")
                    goods += product["price_idr"] * quantity
            due = goods + shop.seller.fee_idr
            total += due - due % 100
        return total

    def _raise_a_price(self, basket: Basket) -> None:
        shop, good, _ = basket.items[0]
        product_id = shop.products[good.name]
        now_idr = self.people.public.get(f"/v1/products/{product_id}")["price_idr"]
        shop.caller.post(f"/v1/products/{product_id}/prices", {"new_price_idr": now_idr + 500})
        self.town.settle()

    def _go_on(self, agenda: Agenda, basket: Basket, shop: Shop, order_id: str) -> None:
        if basket.buyer.caller.get(f"/v1/orders/{order_id}")["status"] != "confirmed":
            return  # Sold out meanwhile, or meant to be: there is nothing to accept.
        match basket.fate:
            case Fate.SILENT_SELLER:
                return
            case Fate.DECLINED:
                act = partial(_decline, shop, order_id)
            case Fate.CANCELLED:
                act = partial(_cancel, basket.buyer, order_id)
            case _:
                act = partial(self._accept, agenda, basket, shop, order_id)
        agenda.at(self._in(20), act)

    def _accept(self, agenda: Agenda, basket: Basket, shop: Shop, order_id: str) -> None:
        shop.caller.post(f"/v1/orders/{order_id}/acceptance", {})
        if basket.fate is Fate.NEVER_DISPATCHED:
            return
        start = _MAY if basket.fate is Fate.PAID_IN_MAY else self._in(40)
        agenda.at(start, partial(self._dispatch, agenda, basket, shop, order_id))

    def _dispatch(self, agenda: Agenda, basket: Basket, shop: Shop, order_id: str) -> None:
        shop.caller.post(f"/v1/orders/{order_id}/dispatch", {})
        agenda.at(self._in(60), partial(self._hand_over, basket, shop, order_id))

    def _hand_over(self, basket: Basket, shop: Shop, order_id: str) -> None:
        order = basket.buyer.caller.get(f"/v1/orders/{order_id}")
        code = order["handover_code"]
        body = {
            "handover_id": str(uuid4()),
            "code": code,
            "cash_idr": order["amount_due_idr"],
        }
        if basket.fate is Fate.WRONG_CODE_FIRST:
            wrong = {**body, "code": "000000" if code != "000000" else "111111"}
            answer = shop.caller.post(f"/v1/orders/{order_id}/handover", wrong)
            self.refused[answer["code"]] += 1
        shop.caller.post(f"/v1/orders/{order_id}/handover", body)

    def _in(self, minutes: int) -> datetime:
        return self.town.now() + timedelta(minutes=minutes + self._random.randrange(10))


def _decline(shop: Shop, order_id: str) -> None:
    shop.caller.post(f"/v1/orders/{order_id}/decline", {"reason_code": "no_stock"})


def _cancel(buyer: Buyer, order_id: str) -> None:
    buyer.caller.post(f"/v1/orders/{order_id}/cancellation", {})


def _progress(say: Say, instant: datetime, done: int, total: int) -> None:
    if done % 10 == 0 or done == total:
        say(f"{local(instant):%d %B %H:%M} · {done} of {total} acts")
