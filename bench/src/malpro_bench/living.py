"""Whole lives of orders: bought, accepted, sent, handed over for cash."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kernel.domain.ids import random_id
from malpro_bench.asking import get, post
from malpro_bench.driving import Answer, Book, Life
from malpro_bench.market import Buyer, City, Product
from malpro_bench.shopping import Plan, cart

_PATIENCE = 60
_PAUSE_S = 0.5
_OK, _PLACED = 200, 202


@dataclass(frozen=True, slots=True)
class Lives:
    """Buyers and their sellers; a seller answers as soon as the order is confirmed."""

    buyers: Sequence[Buyer]
    products: Sequence[Product]
    sellers: Mapping[str, str]

    @classmethod
    def of(cls, city: City) -> "Lives":
        return cls(buyers=city.buyers, products=city.products, sellers=city.sellers)

    def __call__(self, plan: Plan, book: Book) -> Iterator[Life]:
        chance = random.Random(plan.run)  # noqa: S311 - the same people in every run
        while True:
            yield self._live(plan, book, chance.choice(self.buyers), chance.choice(self.products))

    def _live(self, plan: Plan, book: Book, buyer: Buyer, product: Product) -> Life:
        answer: Answer = yield cart(buyer, product).bytes(plan.run)
        if not book.note("checkout", answer, _PLACED):
            return
        order = _body(answer)["orders"][0]["order_id"]
        seller, path = self.sellers[product.merchant_id], f"/v1/orders/{order}"
        for _ in range(_PATIENCE):
            yield _PAUSE_S
            answer = yield post(f"{path}/acceptance", seller, {}).bytes(plan.run)
            if answer.status == _OK:
                break
            book.add("accepted too early")
        if not book.note("accepted", answer, _OK):
            return
        answer = yield post(f"{path}/dispatch", seller, {}).bytes(plan.run)
        if not book.note("dispatched", answer, _OK):
            return
        answer = yield get(path, buyer.token)
        if not book.note("seen", answer, _OK):
            return
        given = {
            "handover_id": random_id(),
            "code": _body(answer)["handover_code"],
            "cash_idr": product.price_idr,
        }
        answer = yield post(f"{path}/handover", seller, given).bytes(plan.run)
        book.note("handed_over", answer, _OK)


def _body(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body)
