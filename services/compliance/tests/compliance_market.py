"""What orders and payments live and tell, in their own order, for machines that pull at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from compliance_neighbours import order_delivered, order_placed, payment_received, payment_refunded

from compliance.adapters.codecs import ORDERS, PAYMENTS
from compliance.application.foreign import (
    CollectionCorrected,
    DeliveredLine,
    OrderLine,
    ReturnAccepted,
)
from kernel.adapters.codec import plain
from kernel.domain.events import Event
from kernel.domain.ids import derived_id

_CODECS = {"orders": ORDERS, "payments": PAYMENTS}
Told = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Collection:
    """Cash that changed hands once, and what of its goods the seller still has."""

    collection_id: str
    left_idr: int


@dataclass(slots=True, kw_only=True)
class Order:
    order_id: str
    membership_id: str | None
    goods_idr: int
    staple_idr: int
    fee_idr: int
    placed_at: datetime
    own: bool
    delivered: bool = False
    paid_goods_idr: int = 0
    collections: list[Collection] = field(default_factory=list)

    @property
    def due_idr(self) -> int:
        return self.goods_idr + self.fee_idr

    @property
    def unpaid_idr(self) -> int:
        return max(self.goods_idr - self.paid_goods_idr, 0)


@dataclass(slots=True, kw_only=True)
class Market:
    """The neighbours' truth, and what compliance has not heard of it yet."""

    institution_id: str
    orders: list[Order] = field(default_factory=list)
    untold: dict[str, list[Told]] = field(default_factory=lambda: {"orders": [], "payments": []})
    told: dict[str, list[Told]] = field(default_factory=lambda: {"orders": [], "payments": []})
    facts: int = 0

    def next(self, producer: str, count: int) -> list[Told]:
        """Return what the producer tells next; it tells it once more only if it is asked to."""
        batch, self.untold[producer] = self.untold[producer][:count], self.untold[producer][count:]
        self.told[producer] += batch
        return batch

    def place(self, order: Order) -> None:
        self.orders.append(order)
        own = "own" if order.own else "apbd"
        placed = order_placed(
            order_id=order.order_id,
            membership_id=order.membership_id,
            institution_id=self.institution_id if order.membership_id else None,
            placed_at=order.placed_at,
            funding_source=own,
            lines=(_line("rice", staple=True), _line("soap", staple=False)),
            delivery_fee_idr=order.fee_idr,
            amount_due_idr=order.due_idr,
        )
        self._tells("orders", placed, order.placed_at)

    def deliver(self, order: Order, at: datetime) -> None:
        order.delivered = True
        rice = DeliveredLine(line_id="rice", delivered_net_base=1, line_total_idr=order.staple_idr)
        soap = replace(rice, line_id="soap", line_total_idr=order.goods_idr - order.staple_idr)
        delivered = order_delivered(
            order_id=order.order_id,
            delivered_at=at,
            lines=(rice, soap),
            delivery_fee_idr=order.fee_idr,
            amount_due_idr=order.due_idr,
        )
        self._tells("orders", delivered, at)

    def pay(self, order: Order, goods_idr: int, at: datetime) -> None:
        """Take so much for goods, and with the first money the fee."""
        fee = 0 if order.collections else order.fee_idr
        one = Collection(
            collection_id=f"{order.order_id}-{len(order.collections)}", left_idr=goods_idr
        )
        order.collections.append(one)
        order.paid_goods_idr += goods_idr
        received = payment_received(
            order_id=order.order_id,
            collection_id=one.collection_id,
            amount_received_idr=goods_idr + fee,
            goods_idr=goods_idr,
            delivery_fee_idr=fee,
            remaining_due_idr=order.unpaid_idr,
            collected_at=at,
        )
        self._tells("payments", received, at)

    def give_back(
        self, order: Order, one: Collection, goods_idr: int, at: datetime, *, returned: bool
    ) -> None:
        """Pay goods back; if they were returned, orders says so as well."""
        one.left_idr -= goods_idr
        return_id = f"return-{self.facts}" if returned else None
        if return_id:
            back = ReturnAccepted(
                order_id=order.order_id,
                return_id=return_id,
                goods_refund_idr=goods_idr,
                staple_refund_idr=0,
                fee_refund_idr=0,
            )
            self._tells("orders", back, at)
        refunded = payment_refunded(
            order_id=order.order_id,
            refund_id=f"refund-{self.facts}",
            return_id=return_id,
            original_collection_id=one.collection_id,
            amount_idr=goods_idr,
            goods_idr=goods_idr,
            delivery_fee_idr=0,
            refunded_at=at,
        )
        self._tells("payments", refunded, at)

    def correct(self, order: Order, one: Collection, delta_idr: int, at: datetime) -> None:
        """Find that more or less had been taken."""
        one.left_idr += delta_idr
        order.paid_goods_idr += delta_idr
        corrected = CollectionCorrected(
            payment_id=f"payment-of-{order.order_id}",
            order_id=order.order_id,
            correction_id=f"correction-{self.facts}",
            collection_id=one.collection_id,
            goods_delta_idr=delta_idr,
            delivery_fee_delta_idr=0,
            rounding_delta_idr=0,
            overage_delta_idr=0,
            remaining_due_idr=order.unpaid_idr,
            original_collected_at=at,
            corrected_at=at,
        )
        self._tells("payments", corrected, at)

    def _tells(self, producer: str, event: Event, at: datetime) -> None:
        self.facts += 1
        kind = producer.removesuffix("s")
        data: Any = plain(event)
        self.untold[producer].append(
            {
                "id": derived_id("fact", str(self.facts)),
                "subject": f"{kind}-{data['order_id']}",
                "type": _CODECS[producer].name(event),
                "streamtype": kind,
                "time": at.isoformat(),
                "recordedtime": at.isoformat(),
                "data": data,
            }
        )


def _line(line_id: str, *, staple: bool) -> OrderLine:
    return OrderLine(
        line_id=line_id,
        category_code=line_id,
        commodity_code=line_id if staple else None,
        staple=staple,
        staple_list_version="1",
        goods_origin="local",
        base_unit="gram",
        ceiling_status="none",
    )
