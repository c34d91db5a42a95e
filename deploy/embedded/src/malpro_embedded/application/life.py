"""What everybody who acts in the month shares: the time, the agenda, their luck, what is known."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kernel.domain.calendar import OpeningHours
from kernel.domain.wib import business_date, local
from malpro_embedded.application.agenda import Agenda, Lane
from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem, Caller, Together, Town, in_turn
from malpro_embedded.application.shelf import Shelf
from malpro_embedded.domain.cast import HOLIDAYS, Cast, Extra, Fate, Good, Seller
from malpro_embedded.domain.days import LAST
from malpro_embedded.domain.tempers import (
    BUYER_HABITS,
    SELLER_HABITS,
    BuyerHabits,
    SellerHabits,
)

# Whoever acts in the same hour acts at once: services that are busy work in batches.
GRID = timedelta(hours=1)
_NOT_NOW = frozenset({409, 422})


@dataclass(slots=True)
class Purchase:
    """
    One order, as its buyer and its seller know it.

    :param key: who, at which visit and from whom; the same in every life of the same seed
    :param goods_idr: without the way
    """

    key: str
    buyer: Buyer
    shop: Shop
    order_id: str
    lines: tuple[tuple[Good, int], ...]
    goods_idr: int
    fee_idr: int
    due_idr: int
    fetched: bool = False
    attempts: int = 0
    handover_id: str = ""
    payment_id: str = ""

    @property
    def seller(self) -> SellerHabits:
        return SELLER_HABITS[self.shop.seller.temper]

    @property
    def wants(self) -> BuyerHabits:
        return BUYER_HABITS[self.buyer.member.temper]

    @property
    def path(self) -> str:
        return f"/v1/orders/{self.order_id}"


@dataclass(slots=True)
class Life:
    """
    The month, as far as everybody shares it.

    :param kept: what each buyer has bought and not lost, by login
    :param lost: is told when a buyer has lost a purchase, so that she may try again
    :param away: sellers who are closed for a while, or for good
    """

    people: People
    town: Town
    cast: Cast
    agenda: Agenda
    seed: int
    together: Together = in_turn
    shelf: Shelf = field(default_factory=Shelf)
    order_ids: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    extras: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    lost: Callable[[Buyer], None] = lambda _: None
    away: set[str] = field(default_factory=set)
    closed: bool = False

    def luck(self, *what: str) -> random.Random:
        """Return this decision's own chance: the same whatever else happens before it."""
        return random.Random(" ".join((str(self.seed), *what)))  # noqa: S311 - invents

    def does(self, thousandths: int, *what: str) -> bool:
        """Tell whether somebody does what she does so many times in a thousand."""
        return self.luck(*what).randrange(1000) < thousandths

    def happens(self, thousandths: int, *what: str) -> bool:
        """Tell whether something goes wrong; in a town of many mishaps it does so more often."""
        return self.does(thousandths * self.cast.mishaps, *what)

    def plan(
        self, instant: datetime, key: str, act: Callable[[], Any], lane: Lane = Lane.WORK
    ) -> None:
        self.agenda.at(instant, key, act, lane)

    def then(
        self, purchase: Purchase, minutes: int, act: Callable[["Life", Purchase], None]
    ) -> None:
        """Let somebody go on with an order after so many minutes."""
        self.at(purchase, self.later(minutes), act)

    def at(
        self, purchase: Purchase, instant: datetime, act: Callable[["Life", Purchase], None]
    ) -> None:
        self.plan(instant, purchase.key, lambda: act(self, purchase))

    def later(self, minutes: int) -> datetime:
        """Return the next moment that is so many minutes away, or a little more."""
        return on_grid(self.town.now() + timedelta(minutes=max(minutes, 1)))

    def open_in(self, seller: Seller, minutes: int) -> datetime:
        """Return when so many minutes of her opening hours have passed, at a moment she is open."""
        span = timedelta(minutes=max(minutes, 1))
        return open_from(
            seller.hours, on_grid(seller.hours.after_open_time(self.town.now(), span, HOLIDAYS))
        )

    def ask(self, caller: Caller, path: str, **body: Any) -> dict[str, Any] | None:
        """
        Send a command; None if it cannot be now, which is counted by its code.

        :raises ApiProblem: it was refused for any other reason
        """
        try:
            answer: dict[str, Any] = caller.post(path, body)
        except ApiProblem as problem:
            self.refused[problem.code] += 1
            if problem.status not in _NOT_NOW:
                raise
            return None
        return answer

    def ends(self, purchase: Purchase, fate: Fate) -> None:
        """Note what became of an order; if nothing came of it, its buyer has that much less."""
        self.fates[fate] += 1
        self.kept[purchase.buyer.member.login] -= purchase.goods_idr
        self.lost(purchase.buyer)

    def bought(self, fate: Fate) -> None:
        self.fates[fate] += 1

    def also(self, extra: Extra) -> None:
        self.extras[extra] += 1


def on_grid(instant: datetime) -> datetime:
    """Return the instant itself, or the next moment at which anything happens."""
    rest = timedelta(
        minutes=instant.minute, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant if not rest else instant - rest + GRID


def open_from(hours: OpeningHours, instant: datetime) -> datetime:
    """Return the first moment from then on at which it is open."""
    day = business_date(instant)
    while (span := hours.span_on(day, HOLIDAYS)) is None or instant >= span[1]:
        day += timedelta(days=1)
    return max(instant, on_grid(span[0]))


def in_may(life: Life) -> bool:
    """Tell whether the month is over and its orders are not."""
    return local(life.town.now()).date() > LAST


def at_work(instant: datetime) -> bool:
    """Tell whether civil servants are in their offices."""
    time = local(instant)
    return HOLIDAYS.is_working_day(time.date()) and 8 <= time.hour < 16  # noqa: PLR2004
