"""From a cart over many sellers to one basket each, priced by the server, all or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.domain.errors import Conflict, Invalid, Rejected
from kernel.domain.ids import derived_id
from kernel.domain.wib import business_date
from orders.domain.commands import Delivery, PlaceOrders, WantedLine
from orders.domain.money import Amounts, amounts, line_total
from orders.domain.offers import Area, Offer, Product, Seller, classify
from orders.domain.placed import OrderLine
from orders.domain.words import FulfilmentMethod, PaymentMethod, SoldBy, Substitution

LINES_MAX = 100
QUANTITY_MAX = 1_000_000


class CheckoutEmpty(Invalid):
    code = "checkout_empty"


class TooManyLines(Rejected):
    code = "too_many_lines"


class ProductRepeated(Invalid):
    code = "product_repeated"


class DeliveryIncomplete(Invalid):
    code = "delivery_incomplete"


class QuantityRefused(Rejected):
    code = "quantity_refused"


class ProductUnknown(Rejected):
    code = "product_unknown"


class ProductDelisted(Rejected):
    code = "product_delisted"


class MerchantNotVerified(Rejected):
    code = "merchant_not_verified"


class DeliveryNotOffered(Rejected):
    code = "delivery_not_offered"


class OutsideArea(Rejected):
    code = "outside_area"


class BelowMinimum(Rejected):
    code = "below_minimum"


class PaymentMethodUnavailable(Rejected):
    code = "payment_method_unavailable"


class FulfilmentUnavailable(Rejected):
    code = "fulfilment_unavailable"


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


def fill_baskets(
    command: PlaceOrders,
    *,
    checkout_id: str,
    buyer: Buyer,
    offers: Mapping[str, Offer],
    at: datetime,
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
        offer = _available(wanted, offers)
        by_seller.setdefault(offer.seller.merchant_id, []).append((offer, wanted))
    baskets = tuple(
        _basket(chosen, command, checkout_id=checkout_id, at=at) for chosen in by_seller.values()
    )
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
    if not _complete(command.delivery):
        raise DeliveryIncomplete("recipient_name, phone and street are needed")
    if command.payment_method != PaymentMethod.COD:
        raise PaymentMethodUnavailable("only cash on delivery is offered")
    if command.fulfilment_method is not FulfilmentMethod.SELLER_DELIVERS:
        raise FulfilmentUnavailable("only delivery by the seller is offered")
    if command.membership_id not in (None, *buyer.memberships):
        raise MembershipNotYours("the membership is not one of the caller's")


def _complete(delivery: Delivery) -> bool:
    return all(text.strip() for text in (delivery.recipient_name, delivery.phone, delivery.street))


def _available(wanted: WantedLine, offers: Mapping[str, Offer]) -> Offer:
    offer = offers.get(wanted.product_id)
    if offer is None:
        raise ProductUnknown("there is no such product", product_id=wanted.product_id)
    if not offer.product.listed:
        raise ProductDelisted("the product is no longer sold", product_id=wanted.product_id)
    if not offer.seller.verified:
        raise MerchantNotVerified(
            "the seller is not verified", merchant_id=offer.seller.merchant_id
        )
    _check_quantity(wanted, offer.product)
    return offer


def _check_quantity(wanted: WantedLine, product: Product) -> None:
    most = min(product.max_quantity_per_order or QUANTITY_MAX, QUANTITY_MAX)
    least = max(product.min_quantity, 1)
    if not least <= wanted.quantity <= most or wanted.quantity % product.quantity_step:
        raise QuantityRefused(
            f"between {least} and {most}, in steps of {product.quantity_step}",
            product_id=product.product_id,
            min_quantity=least,
            max_quantity=most,
            quantity_step=product.quantity_step,
        )


def _basket(
    chosen: list[tuple[Offer, WantedLine]], command: PlaceOrders, *, checkout_id: str, at: datetime
) -> Basket:
    seller = chosen[0][0].seller
    area = _area(seller, command.delivery.kelurahan_code)
    lines = tuple(
        _line(offer, wanted.quantity, command.substitution, checkout_id=checkout_id, at=at)
        for offer, wanted in chosen
    )
    sums = amounts(lines, delivery_fee_idr=area.fee_idr)
    if sums.goods_total_idr < area.min_order_idr or not sums.amount_due_idr:
        raise BelowMinimum(
            f"the seller delivers there from Rp{area.min_order_idr} on",
            merchant_id=seller.merchant_id,
            min_order_idr=area.min_order_idr,
            goods_total_idr=sums.goods_total_idr,
        )
    return Basket(seller=seller, lines=lines, amounts=sums)


def _area(seller: Seller, kelurahan_code: str) -> Area:
    if not seller.delivers:
        raise DeliveryNotOffered("the seller does not deliver", merchant_id=seller.merchant_id)
    area = seller.areas.get(kelurahan_code)
    if area is None:
        raise OutsideArea("the seller does not deliver there", merchant_id=seller.merchant_id)
    return area


def _line(
    offer: Offer, quantity: int, substitution: Substitution, *, checkout_id: str, at: datetime
) -> OrderLine:
    product = offer.product
    judged = classify(offer, on=business_date(at))
    by_pack = product.sold_by is SoldBy.PACK
    return OrderLine(
        line_id=derived_id("order_line", checkout_id, product.product_id),
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
        ceiling_id=product.ceiling_id,
        ceiling_per_base_idr=product.ceiling_per_base_idr,
        ceiling_status=product.ceiling_status,
        substitution=substitution,
    )
