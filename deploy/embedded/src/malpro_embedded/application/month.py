"""A month of orders, whose fates people bring about by what they do or leave undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kernel.domain.wib import business_date
from malpro_embedded.application import selling, stocking
from malpro_embedded.application.agenda import Act, Agenda, Lane
from malpro_embedded.application.buying import Buying
from malpro_embedded.application.life import Life
from malpro_embedded.application.market import Cart, trade
from malpro_embedded.application.people import People
from malpro_embedded.application.ports import Progress, Together, Town, in_turn
from malpro_embedded.domain.cast import Cast
from malpro_embedded.domain.few import FEW


@dataclass(slots=True)
class Month:
    """
    The story.

    :param progress: is told, at every moment, the time and how many orders there are
    """

    people: People
    town: Town
    cast: Cast = FEW
    seed: int = 2026
    together: Together = in_turn
    progress: Progress = lambda _instant, _orders, _done, _total: None
    life: Life = field(init=False)
    _buying: Buying = field(init=False)

    def __post_init__(self) -> None:
        self.life = Life(
            people=self.people,
            town=self.town,
            cast=self.cast,
            agenda=Agenda(self.town),
            seed=self.seed,
            together=self.together,
        )
        self._buying = Buying(self.life, selling.receive)

    @property
    def order_ids(self) -> list[str]:
        return self.life.order_ids

    @property
    def refused(self) -> Mapping[str, int]:
        return self.life.refused

    @property
    def fates(self) -> Mapping[str, int]:
        return self.life.fates

    @property
    def extras(self) -> Mapping[str, int]:
        return self.life.extras

    def begin(self) -> None:
        """Let everybody plan the month."""
        stocking.begin(self.life)
        self._buying.begin()

    def live(self, until: datetime | None = None) -> None:
        """Let everybody shop, sell and deliver, up to that instant or until all is done."""
        self.life.agenda.run(self._moment, until)

    def _moment(self, instant: datetime, lanes: Mapping[Lane, Sequence[Act]]) -> None:
        life = self.life
        life.shelf.begin(business_date(instant))
        if stock := lanes.get(Lane.STOCK):
            for act in stock:
                act()
            self.town.settle()
        carts = [cart for act in lanes.get(Lane.BUY, ()) if isinstance(cart := act(), Cart)]
        trade(life, carts, self._buying.send, lanes.get(Lane.WORK, ()), self.together)
        self.progress(instant, len(life.order_ids), life.agenda.done, life.agenda.total)
