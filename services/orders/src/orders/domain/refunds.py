"""What a buyer gets for goods that she gives back, line by line, and never more than she paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kernel.domain.errors import Rejected
from orders.domain.money import price_of
from orders.domain.order import Order
from orders.domain.placed import OrderLine
from orders.domain.return_events import RefundLine, ReturnLine
from orders.domain.words import Resolution


class RefundImpossible(Rejected):
    """A partial refund gives back some of the price, and neither nothing nor all of it."""

    code = "refund_impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSum:
    lines: tuple[RefundLine, ...]
    goods_idr: int
    staple_idr: int
    fee_idr: int


def refund_for(
    order: Order,
    lines: Sequence[ReturnLine],
    resolution: Resolution,
    *,
    partial_idr: int | None,
    with_fee: bool,
) -> RefundSum:
    """
    Return what is given back.

    :raises RefundImpossible: the partial refund is not a part of the price
    """
    placed = {line.line_id: line for line in order.placed.lines}
    full = [_price_back(order, placed[line.line_id], line.quantity) for line in lines]
    goods = _goods(sum(full), resolution, partial_idr)
    left = max(_counted(order) - _granted(order), 0)
    goods = min(goods, left)
    shares = _shared_out(goods, full)
    return RefundSum(
        lines=tuple(
            _refund_line(line, share, placed) for line, share in zip(lines, shares, strict=True)
        ),
        goods_idr=goods,
        staple_idr=sum(
            share for line, share in zip(lines, shares, strict=True) if placed[line.line_id].staple
        ),
        fee_idr=min(_fee_left(order), left - goods) if with_fee and goods else 0,
    )


def _goods(full_idr: int, resolution: Resolution, partial_idr: int | None) -> int:
    if resolution is Resolution.EXCHANGE:
        return 0
    if resolution is not Resolution.PARTIAL_REFUND:
        return full_idr
    if partial_idr is None or not 0 < partial_idr < full_idr:
        raise RefundImpossible("a part of the price is given back", goods_idr=full_idr)
    return partial_idr


def _price_back(order: Order, line: OrderLine, quantity: int) -> int:
    """Return the price of these pieces, such that all pieces together give the line's total."""
    before = sum(
        one.quantity_of(line.line_id) for one in order.returns.values() if one.accepted is not None
    )
    kept = _delivered(order)[line.line_id] - before
    return price_of(line, kept) - price_of(line, kept - quantity)


def _delivered(order: Order) -> Mapping[str, int]:
    assert order.delivered is not None, "only what was delivered is returned"
    return {line.line_id: line.delivered_quantity for line in order.delivered.lines}


def _counted(order: Order) -> int:
    """Return what came in towards the price: change is owed back by itself, return or not."""
    assert order.delivered is not None, "only what was delivered is returned"
    return min(order.money.received_idr, order.delivered.amount_due_idr)


def _granted(order: Order) -> int:
    return sum(one.accepted.refund_idr for one in order.returns.values() if one.accepted)


def _fee_left(order: Order) -> int:
    """Return what was paid of the fee, goods coming first, and has not been given back."""
    assert order.delivered is not None, "only what was delivered is returned"
    given = sum(one.accepted.fee_refund_idr for one in order.returns.values() if one.accepted)
    paid = max(_counted(order) - order.delivered.goods_delivered_idr, 0)
    return max(min(order.placed.delivery_fee_idr, paid) - given, 0)


def _shared_out(total_idr: int, weights: Sequence[int]) -> list[int]:
    """Return the total in whole rupiah by weight; the parts always add up to it."""
    whole, shares, given, seen = sum(weights), [], 0, 0
    for weight in weights:
        seen += weight
        share = total_idr * seen // whole - given if whole else 0
        shares.append(share)
        given += share
    return shares


def _refund_line(line: ReturnLine, share_idr: int, placed: Mapping[str, OrderLine]) -> RefundLine:
    return RefundLine(
        line_id=line.line_id,
        quantity=line.quantity,
        net_base=line.net_base,
        refund_idr=share_idr,
        staple_refund_idr=share_idr if placed[line.line_id].staple else 0,
    )
