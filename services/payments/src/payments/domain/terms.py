"""What a payment is about: the parties, the sum in its three parts, and who will hold the money."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CURRENCY = "IDR"
# Every sum is an integer that all readers of JSON hold exactly (RFC 8785), sums of sums included.
AMOUNT_MAX_IDR = 10**12


class CustodyMode(StrEnum):
    """Who takes the money in. With `SELLER_COLLECTS` it is the seller's own at once."""

    SELLER_COLLECTS = "seller_collects"
    COURIER_COLLECTS = "courier_collects"
    BANK = "bank"


class FundsHolder(StrEnum):
    BUYER = "buyer"
    SELLER = "seller"
    COURIER = "courier"
    BANK = "bank"
    CITY_ACCOUNT = "city_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A sum as duty, tax and refunds see it. Rounding down to what coins can pay is negative."""

    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int

    @property
    def sold_idr(self) -> int:
        """The price of what was sold, before rounding."""
        return self.goods_idr + self.delivery_fee_idr

    @property
    def total_idr(self) -> int:
        return self.sold_idr + self.rounding_idr

    def covered_by(self, amount_idr: int) -> "Parts":
        """
        Return what a payment of this sum, at most the total, is for.

        Goods come first: they are what duties and refunds look at. The rounding belongs to the
        payment that settles the rest.
        """
        if amount_idr == self.total_idr:
            return self
        goods = min(amount_idr, self.goods_idr)
        fee = min(amount_idr - goods, self.delivery_fee_idr)
        return Parts(goods_idr=goods, delivery_fee_idr=fee, rounding_idr=amount_idr - goods - fee)

    def plus(self, more: "Parts") -> "Parts":
        return Parts(
            goods_idr=self.goods_idr + more.goods_idr,
            delivery_fee_idr=self.delivery_fee_idr + more.delivery_fee_idr,
            rounding_idr=self.rounding_idr + more.rounding_idr,
        )

    def less(self, paid: "Parts") -> "Parts":
        return Parts(
            goods_idr=self.goods_idr - paid.goods_idr,
            delivery_fee_idr=self.delivery_fee_idr - paid.delivery_fee_idr,
            rounding_idr=self.rounding_idr - paid.rounding_idr,
        )


NOTHING = Parts(goods_idr=0, delivery_fee_idr=0, rounding_idr=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the order asked for. It never changes; a changed order asks for another payment."""

    payment_id: str
    order_id: str
    attempt_no: int
    merchant_id: str
    merchant_owner_account_id: str | None
    buyer_account_id: str
    method: str
    provider: str
    custody_mode: CustodyMode
    parts: Parts
    rounding_rule_version: str
    collect_by: datetime
    placed_at: datetime

    @property
    def seller_id(self) -> str:
        """Who takes the cash at the door, if nobody else is named."""
        return self.merchant_owner_account_id or self.merchant_id
