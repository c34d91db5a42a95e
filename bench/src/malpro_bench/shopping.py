"""What people do at the gateway, as lives for the load generator; each runs in its own process."""

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from malpro_bench.asking import Post, post
from malpro_bench.driving import Book, Crowd, Life
from malpro_bench.market import Buyer, City, Product

KELURAHAN = "35.73.02.1001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    Who comes, and how.

    :param rate: so many a second, whoever is still busy; 0: a closed loop
    """

    address: tuple[str, int]
    size: int
    seconds: float
    run: str
    rate: float = 0.0


def drive(
    ready: Callable[[], Any], plan: Plan, lives: Callable[[Plan, Book], Iterator[Life]]
) -> Book:
    """Let a crowd live through it, and return its book."""
    book = Book()
    ahead = lives(plan, book)
    crowd = Crowd(plan.address, size=plan.size, next_life=lambda: next(ahead, None))
    ready()
    began, used = time.time(), time.process_time()
    if plan.rate:
        crowd.open_loop(plan.seconds, plan.rate)
    else:
        crowd.closed_loop(plan.seconds)
    book.cpu_s, book.seconds = time.process_time() - used, time.time() - began
    crowd.close()
    return book


@dataclass(frozen=True, slots=True)
class Checkouts:
    """
    Buyers who order one thing each, again and again unless they come once.

    :param noted: keep the order's id and when it was asked for
    """

    carts: Sequence[Post]
    noted: bool = False
    once: bool = False

    def __call__(self, plan: Plan, book: Book) -> Iterator[Life]:
        for one in self.carts if self.once else itertools.cycle(self.carts):
            yield self._buy(one.bytes(plan.run), book)

    def _buy(self, request: bytes, book: Book) -> Life:
        answer = yield request
        if book.note("checkout", answer, 202) and self.noted:
            order = msgspec.json.decode(answer.body)["orders"][0]["order_id"]
            book.notes.append((order, answer.sent_at))


@dataclass(frozen=True, slots=True)
class Reads:
    pages: Sequence[bytes]

    def __call__(self, plan: Plan, book: Book) -> Iterator[Life]:
        del plan
        for one in itertools.cycle(self.pages):
            yield self._read(one, book)

    def _read(self, request: bytes, book: Book) -> Life:
        answer = yield request
        book.note("read", answer, 200)


def carts(city: City, many: int, *, goods: Sequence[Product] = ()) -> list[Post]:
    """Return the carts of buyers who each want one thing, of these goods or of any."""
    chance = random.Random(7)  # noqa: S311 - the same carts in every run
    offered = goods or city.products
    return [
        cart(city.buyers[number % len(city.buyers)], chance.choice(offered))
        for number in range(many)
    ]


def cart(buyer: Buyer, product: Product, quantity: int = 1) -> Post:
    body = {
        "lines": [{"product_id": product.product_id, "quantity": quantity}],
        "expected_total_idr": product.price_idr * quantity,
        "membership_id": buyer.membership_id,
        "delivery": {
            "kelurahan_code": KELURAHAN,
            "recipient_name": "Pembeli",
            "phone": "081234567890",
            "street": "Jalan Ijen 1",
        },
    }
    return post("/v1/checkouts", buyer.token, body)
