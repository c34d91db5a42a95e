"""Whether a product is sold now, by a seller who may sell, and in that quantity."""

from collections.abc import Mapping
from datetime import datetime

from kernel.domain.errors import Rejected
from orders.domain.commands import WantedLine
from orders.domain.offers import Offer, Product, Seller

QUANTITY_MAX = 1_000_000


class QuantityRefused(Rejected):
    code = "quantity_refused"


class ProductUnknown(Rejected):
    code = "product_unknown"


class ProductDelisted(Rejected):
    code = "product_delisted"


class ProductBlocked(Rejected):
    code = "product_blocked"


class MerchantNotVerified(Rejected):
    code = "merchant_not_verified"


class MerchantSuspended(Rejected):
    code = "merchant_suspended"


class MerchantPaused(Rejected):
    code = "merchant_paused"


def available(wanted: WantedLine, offers: Mapping[str, Offer], *, at: datetime) -> Offer:
    """
    Return what is offered of a wanted product.

    :raises Rejected: it is not sold now, or not in that quantity
    """
    offer = offers.get(wanted.product_id)
    if offer is None:
        raise ProductUnknown("there is no such product", product_id=wanted.product_id)
    if not offer.product.listed:
        raise ProductDelisted("the product is no longer sold", product_id=wanted.product_id)
    if offer.product.blocked:
        raise ProductBlocked("an officer has taken it down", product_id=wanted.product_id)
    _check_seller(offer.seller, at)
    _check_quantity(wanted, offer.product)
    return offer


def _check_seller(seller: Seller, at: datetime) -> None:
    if not seller.verified:
        raise MerchantNotVerified("the seller is not verified", merchant_id=seller.merchant_id)
    if seller.suspended:
        raise MerchantSuspended("the seller is suspended", merchant_id=seller.merchant_id)
    if seller.paused_at(at):
        until = seller.paused_until
        raise MerchantPaused(
            "the seller has paused",
            merchant_id=seller.merchant_id,
            until=until.isoformat() if until else None,
        )


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
