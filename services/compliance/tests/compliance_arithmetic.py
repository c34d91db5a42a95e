"""A member's duty in plain whole rupiah, written without a line of the service.

One rule decides: money for goods counts in the month of the order if that month has been opened, if
it was recorded before the month's cut-off, before the duty was assessed, and was the member's own.
What goes back of a collection is taken from its latest money first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(slots=True, kw_only=True)
class Money:
    """Goods that one telling of payments brought in, and what has gone back of them."""

    fact_id: str
    collection_id: str
    goods_idr: int
    recorded_at: datetime
    credit_idr: int | None = None  # None: nobody has judged.
    back_idr: int = 0

    @property
    def counts_idr(self) -> int:
        credit = self.credit_idr or 0
        return credit - min(self.back_idr, credit)


@dataclass(slots=True)
class Known:
    """What has been heard of one order."""

    membership_id: str | None = None
    month: str | None = None
    own: bool = False
    delivered: bool = False
    returns: set[str] = field(default_factory=set)
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)


@dataclass(slots=True)
class Arithmetic:
    """
    All duties at once.

    :param members: who has a duty; anybody may buy
    :param cut_offs: of the months that have been opened
    """

    members: frozenset[str]
    cut_offs: dict[str, datetime] = field(default_factory=dict)
    assessed: set[tuple[str, str]] = field(default_factory=set)
    orders: dict[str, Known] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def hear(self, told: Mapping[str, Any]) -> None:
        if told["id"] in self.seen:
            return
        self.seen.add(told["id"])
        data, kind = told["data"], told["type"].split(".")[1]
        order = self.orders.setdefault(data["order_id"], Known())
        match kind:
            case "order_placed":
                order.membership_id = data["membership_id"]
                order.month = _month(data["placed_at"])
                order.own = data["funding_source"] == "own"
            case "order_delivered":
                order.delivered = True
            case "return_accepted":
                order.returns.add(data["return_id"])
            case _:
                order.waiting.append(told)
        self._go_on(order)

    def open(self, month: str, cut_off_at: datetime) -> None:
        self.cut_offs[month] = cut_off_at
        for order in self.orders.values():
            self._judge(order)

    def balance(self, membership_id: str, month: str) -> int:
        return sum(
            money.counts_idr
            for order in self.orders.values()
            if (order.membership_id, order.month) == (membership_id, month)
            for money in order.money
        )

    def spends(self) -> dict[str, int | None]:
        """Return, by what payments told, what was credited for it at first."""
        return {
            money.fact_id: money.credit_idr
            for order in self.orders.values()
            for money in order.money
        }

    def _go_on(self, order: Known) -> None:
        """Count what was waiting: refunds wait for their return, and what follows for them."""
        while order.month and order.delivered and order.waiting:
            told = order.waiting[0]
            data = told["data"]
            if data.get("return_id") and data["return_id"] not in order.returns:
                return
            order.waiting.pop(0)
            self._count(order, told)
            self._judge(order)

    def _count(self, order: Known, told: Mapping[str, Any]) -> None:
        data, kind = told["data"], told["type"].split(".")[1]
        if kind == "payment_received":
            self._comes_in(order, told, data["collection_id"], data["goods_idr"])
        elif kind == "payment_refunded":
            _goes_back(order, data["original_collection_id"], data["goods_idr"])
        elif data["goods_delta_idr"] > 0:
            self._comes_in(order, told, data["collection_id"], data["goods_delta_idr"])
        else:
            _goes_back(order, data["collection_id"], -data["goods_delta_idr"])

    def _comes_in(
        self, order: Known, told: Mapping[str, Any], collection_id: str, goods_idr: int
    ) -> None:
        order.money.append(
            Money(
                fact_id=told["id"],
                collection_id=collection_id,
                goods_idr=goods_idr,
                recorded_at=datetime.fromisoformat(told["recordedtime"]),
            )
        )

    def _judge(self, order: Known) -> None:
        if order.membership_id not in self.members or order.month not in self.cut_offs:
            return
        over = (order.membership_id, order.month) in self.assessed
        for money in order.money:
            if money.credit_idr is None:
                late = over or money.recorded_at >= self.cut_offs[order.month]
                money.credit_idr = money.goods_idr if order.own and not late else 0


def _goes_back(order: Known, collection_id: str, goods_idr: int) -> None:
    for money in reversed(order.money):
        if money.collection_id == collection_id:
            taken = min(goods_idr, money.goods_idr - money.back_idr)
            money.back_idr += taken
            goods_idr -= taken
    assert goods_idr == 0, "payments gives back only what it has"


def _month(placed_at: Any) -> str:
    """Return the month in Malang, seven hours ahead."""
    told = placed_at if isinstance(placed_at, datetime) else datetime.fromisoformat(placed_at)
    return f"{told + timedelta(hours=7):%Y-%m}"
