"""From a cart over many sellers to one basket each, priced by the server, all or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.domain.errors import Conflict, Invalid, Rejected
from kernel.domain.ids import derived_id
from kernel.domain.wib import business_date
from orders.domain.available import available
from orders.domain.commands import PlaceOrders, WantedLine
from orders.domain.deadlines import Deadlines
from orders.domain.fulfilment import check_place, terms_of
from orders.domain.limits import Limits, check_goods
from orders.domain.money import Amounts, amounts, line_total
from orders.domain.offers import Offer, Seller, classify, judge_price
from orders.domain.placed import OrderLine
from orders.domain.wishes import check_wish
from orders.domain.words import PaymentMethod, SoldBy

LINES_MAX = 100


class CheckoutEmpty(Invalid):
    code = "checkout_empty"


class TooManyLines(Rejected):
    code = "too_many_lines"


class ProductRepeated(Invalid):
    code = "product_repeated"


class BelowMinimum(Rejected):
    code = "below_minimum"


class PaymentMethodUnavailable(Rejected):
    code = "payment_method_unavailable"


class MembershipNotYours(Rejected):
    code = "membership_not_yours"


class PriceChanged(Conflict):
    code = "price_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """
    Who buys, and for which membership.

    :param memberships: those the caller holds, as the gateway vouches
    """

    account_id: str
    institution_id: str | None = None
    memberships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What one seller is to bring, and what it costs."""

    seller: Seller
    lines: tuple[OrderLine, ...]
    amounts: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for every checkout alike."""

    deadlines: Deadlines
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cart:
    """What every basket of one checkout is filled by."""

    command: PlaceOrders
    checkout_id: str
    at: datetime
    rules: Rules


def fill_baskets(
    command: PlaceOrders,
    *,
    checkout_id: str,
    buyer: Buyer,
    offers: Mapping[str, Offer],
    at: datetime,
    rules: Rules,
) -> tuple[Basket, ...]:
    """
    Return one priced basket per seller, in the order in which the cart names them.

    :raises Invalid: the cart or the delivery is malformed
    :raises Rejected: something in it cannot be had as asked; nothing is ordered then
    :raises PriceChanged: the buyer has seen another total; `total_idr` is today's
    """
    _check_shape(command, buyer)
    by_seller: dict[str, list[tuple[Offer, WantedLine]]] = {}
    for wanted in command.lines:
        offer = available(wanted, offers, at=at)
        by_seller.setdefault(offer.seller.merchant_id, []).append((offer, wanted))
    cart = _Cart(command=command, checkout_id=checkout_id, at=at, rules=rules)
    baskets = tuple(_basket(chosen, cart) for chosen in by_seller.values())
    total = sum(basket.amounts.amount_due_idr for basket in baskets)
    if total != command.expected_total_idr:
        raise PriceChanged("the total is no longer the one that was shown", total_idr=total)
    return baskets


def _check_shape(command: PlaceOrders, buyer: Buyer) -> None:
    if not command.lines:
        raise CheckoutEmpty("there is nothing in the cart")
    if len(command.lines) > LINES_MAX:
        raise TooManyLines(f"at most {LINES_MAX} lines in one checkout", lines_max=LINES_MAX)
    if len({line.product_id for line in command.lines}) < len(command.lines):
        raise ProductRepeated("each product may stand in the cart once")
    check_place(command)
    if command.payment_method != PaymentMethod.COD:
        raise PaymentMethodUnavailable("only cash on delivery is offered")
    if command.membership_id not in (None, *buyer.memberships):
        raise MembershipNotYours("the membership is not one of the caller's")


def _basket(chosen: list[tuple[Offer, WantedLine]], cart: _Cart) -> Basket:
    seller, command = chosen[0][0].seller, cart.command
    terms = terms_of(seller, command)
    check_wish(seller, command, at=cart.at, deadlines=cart.rules.deadlines)
    lines = tuple(_line(offer, wanted.quantity, cart) for offer, wanted in chosen)
    sums = amounts(lines, delivery_fee_idr=terms.fee_idr)
    if sums.goods_total_idr < terms.min_order_idr or not sums.amount_due_idr:
        raise BelowMinimum(
            f"the seller delivers there from Rp{terms.min_order_idr} on",
            merchant_id=seller.merchant_id,
            min_order_idr=terms.min_order_idr,
            goods_total_idr=sums.goods_total_idr,
        )
    check_goods(seller, sums, cart.rules.limits)
    return Basket(seller=seller, lines=lines, amounts=sums)


def _line(offer: Offer, quantity: int, cart: _Cart) -> OrderLine:
    product, today = offer.product, business_date(cart.at)
    judged = classify(offer, on=today)
    ceiling = judge_price(offer, zones=cart.rules.limits.price_zones, on=today)
    by_pack = product.sold_by is SoldBy.PACK
    return OrderLine(
        line_id=derived_id("order_line", cart.checkout_id, product.product_id),
        product_id=product.product_id,
        product_name=product.name,
        category_code=product.category_code,
        commodity_code=product.commodity_code,
        commodity_list_version=judged.list_version,
        quality_class=judged.quality_class,
        staple=judged.staple,
        staple_list_version=judged.list_version,
        goods_origin=product.goods_origin,
        food_permit=product.food_permit,
        halal_status=product.halal_status,
        perishable=product.perishable,
        returnable=product.returnable,
        sold_by=product.sold_by,
        quantity=quantity,
        unit="pack" if by_pack else product.base_unit,
        base_unit=product.base_unit,
        pack_content_base=product.pack_content_base,
        net_quantity_base=quantity * (product.pack_content_base if by_pack else 1),
        unit_price_idr=product.price_idr,
        price_per_base=product.price_per_base,
        price_version=product.price_version,
        line_total_idr=line_total(
            quantity,
            unit_price_idr=product.price_idr,
            per=1 if by_pack else product.price_per_base,
        ),
        ceiling_id=ceiling.ceiling_id,
        ceiling_per_base_idr=ceiling.ceiling_per_base_idr,
        ceiling_status=ceiling.status,
        substitution=cart.command.substitution,
    )
