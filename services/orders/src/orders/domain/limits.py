"""How much may be ordered, and how many orders may be open at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.domain.errors import Rejected
from orders.domain.money import Amounts
from orders.domain.offers import Seller


class GoodsOverLimit(Rejected):
    code = "goods_over_limit"


class TooManyOpenOrders(Rejected):
    code = "too_many_open_orders"


class SellerFull(Rejected):
    """The seller has as many open orders as she can serve."""

    code = "seller_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The platform's own limits; None: none.

    :param price_zones: the zones of price ceilings that hold in the city, the nearest first
    """

    goods_max_idr: int | None = None
    open_orders_max: int | None = None
    price_zones: tuple[str, ...] = ("java", "national")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrders:
    """How many orders were open when the checkout began."""

    of_buyer: int = 0
    of_sellers: Mapping[str, int] = field(default_factory=dict)


def check_goods(seller: Seller, sums: Amounts, limits: Limits) -> None:
    """:raises GoodsOverLimit: the order is worth more than one order may be."""
    most = limits.goods_max_idr
    if most is not None and sums.goods_total_idr > most:
        raise GoodsOverLimit(
            f"an order is worth Rp{most} at the most",
            merchant_id=seller.merchant_id,
            goods_max_idr=most,
            goods_total_idr=sums.goods_total_idr,
        )


def check_open_orders(sellers: Sequence[Seller], open_: OpenOrders, limits: Limits) -> None:
    """
    Refuse what nobody could keep track of.

    :raises TooManyOpenOrders: the buyer has too many already
    :raises SellerFull: a seller has too many already
    """
    most = limits.open_orders_max
    if most is not None and open_.of_buyer + len(sellers) > most:
        raise TooManyOpenOrders(
            f"a buyer has {most} open orders at the most",
            open_orders_max=most,
            open_orders=open_.of_buyer,
        )
    for seller in sellers:
        count, room = open_.of_sellers.get(seller.merchant_id, 0), seller.max_open_orders
        if room is not None and count >= room:
            raise SellerFull(
                "the seller has as many orders as she can serve",
                merchant_id=seller.merchant_id,
                open_orders_max=room,
            )
