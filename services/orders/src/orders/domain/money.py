"""Sums of an order in whole rupiah; each part is a field of its own, explicit zeros included."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.domain.placed import OrderLine
from orders.domain.words import SoldBy

CASH_UNIT_IDR = 100  # Below Rp100 there is no coin in use.
ROUNDING_RULE_VERSION = "down-to-100.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    goods_total_idr: int
    staple_total_idr: int
    delivery_fee_idr: int
    total_idr: int
    cash_rounding_idr: int
    amount_due_idr: int


def amounts(lines: Sequence[OrderLine], *, delivery_fee_idr: int) -> Amounts:
    """Add up the lines and the fee, and round what is due in cash down, never below zero."""
    return added_up(
        goods_idr=sum(line.line_total_idr for line in lines),
        staple_idr=sum(line.line_total_idr for line in lines if line.staple),
        delivery_fee_idr=delivery_fee_idr,
    )


def added_up(
    *, goods_idr: int, staple_idr: int, delivery_fee_idr: int, discount_idr: int = 0
) -> Amounts:
    """Return the sums of an order whose goods cost this much."""
    total = max(goods_idr + delivery_fee_idr - discount_idr, 0)
    due = total // CASH_UNIT_IDR * CASH_UNIT_IDR
    return Amounts(
        goods_total_idr=goods_idr,
        staple_total_idr=staple_idr,
        delivery_fee_idr=delivery_fee_idr,
        total_idr=total,
        cash_rounding_idr=due - total,
        amount_due_idr=due,
    )


def price_of(line: OrderLine, quantity: int) -> int:
    """Return what a part of a line costs; the whole line costs its total."""
    per = 1 if line.sold_by is SoldBy.PACK else line.price_per_base
    return line_total(quantity, unit_price_idr=line.unit_price_idr, per=per)


def line_total(quantity: int, *, unit_price_idr: int, per: int) -> int:
    """Return the price of a quantity, half a rupiah rounded up."""
    return (2 * quantity * unit_price_idr + per) // (2 * per)
