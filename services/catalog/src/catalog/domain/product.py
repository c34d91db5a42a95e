"""A product of one seller: what it is, and the versions of its price."""

from dataclasses import dataclass, replace
from typing import assert_never

from catalog.domain.commands import ChangePrice, Commodity, DelistProduct, ListProduct
from catalog.domain.commodity_list import CommodityList
from catalog.domain.limits import Limits
from catalog.domain.merchant import Merchant, MerchantIsRejected, Status
from catalog.domain.product_events import (
    ProductDelisted,
    ProductListed,
    ProductPriceChanged,
)
from catalog.domain.vocabulary import AssignedBy, CeilingStatus
from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.streams import Kind

ProductEvent = ProductListed | ProductPriceChanged | ProductDelisted

_NAME_LENGTH_MAX = 120
_CODE_LENGTH_MAX = 40


class ProductNotFound(NotFound):
    code = "product_not_found"


class ProductMalformed(Invalid):
    code = "product_malformed"


class PriceOutOfRange(Invalid):
    code = "price_out_of_range"


class BaseUnitDiffers(Rejected):
    code = "base_unit_differs"


class ProductIsDelisted(Rejected):
    code = "product_delisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    product_id: str
    merchant_id: str
    commodity_code: str | None
    price_idr: int
    price_per_base: int
    price_version: int
    listed: bool = True


def list_product(
    command: ListProduct,
    *,
    product_id: str,
    merchant: Merchant,
    commodities: CommodityList,
    limits: Limits,
) -> tuple[ProductListed]:
    """
    Put a product into the catalogue. Staple and quality come from the officers' list alone.

    :raises MerchantIsRejected: a rejected seller lists nothing
    :raises ProductMalformed: a name, a content or a maximum that cannot be
    :raises PriceOutOfRange: the price is not within the limits
    :raises CommodityUnknown: the list in force does not name the commodity
    :raises BaseUnitDiffers: the list counts the commodity in another unit
    """
    if merchant.status is Status.REJECTED:
        raise MerchantIsRejected("a rejected seller cannot list products")
    _check_shape(command, limits)
    _check_price(command.price_idr, limits)
    return (_listing(command, product_id, commodities),)


def change_price(
    product: Product, command: ChangePrice, *, limits: Limits
) -> tuple[ProductPriceChanged, ...]:
    """
    Give the product its next price version.

    :raises ProductIsDelisted: nobody can buy it any more
    :raises PriceOutOfRange: the price is not within the limits
    """
    if not product.listed:
        raise ProductIsDelisted("the product is no longer in the catalogue")
    _check_price(command.new_price_idr, limits)
    if command.new_price_idr == product.price_idr:
        return ()
    changed = ProductPriceChanged(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        old_price_idr=product.price_idr,
        new_price_idr=command.new_price_idr,
        price_per_base=product.price_per_base,
        price_version=product.price_version + 1,
        commodity_code=product.commodity_code,
        ceiling_id=None,
        ceiling_per_base_idr=None,
        ceiling_status=CeilingStatus.UNKNOWN,
        reason_code=command.reason_code,
    )
    return (changed,)


def delist(product: Product, command: DelistProduct) -> tuple[ProductDelisted, ...]:
    """Take the product out of the catalogue; what is reserved of it stays reserved."""
    if not product.listed:
        return ()
    delisted = ProductDelisted(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        reason_code=command.reason_code,
        may_relist=True,
        case_id=None,
    )
    return (delisted,)


def evolve(product: Product | None, event: ProductEvent) -> Product:
    if isinstance(event, ProductListed):
        return _listed(event)
    assert product is not None, "a product is listed first"
    match event:
        case ProductPriceChanged():
            return replace(
                product, price_idr=event.new_price_idr, price_version=event.price_version
            )
        case ProductDelisted():
            return replace(product, listed=False)
        case _:
            assert_never(event)


PRODUCT = Kind("product", evolve)


def _listed(event: ProductListed) -> Product:
    return Product(
        product_id=event.product_id,
        merchant_id=event.merchant_id,
        commodity_code=event.commodity_code,
        price_idr=event.price_idr,
        price_per_base=event.price_per_base,
        price_version=event.price_version,
    )


def _check_shape(command: ListProduct, limits: Limits) -> None:
    if not 0 < len(command.name.strip()) <= _NAME_LENGTH_MAX:
        raise ProductMalformed(f"a name has 1 to {_NAME_LENGTH_MAX} characters")
    if not 0 < len(command.category_code) <= _CODE_LENGTH_MAX:
        raise ProductMalformed(f"a category code has 1 to {_CODE_LENGTH_MAX} characters")
    for number in (command.pack_content_base, command.max_quantity_per_order):
        if number is not None and not 0 < number <= limits.quantity_max:
            raise ProductMalformed(f"contents and maxima lie in 1 to {limits.quantity_max}")


def _check_price(price_idr: int, limits: Limits) -> None:
    if not 0 < price_idr <= limits.price_idr_max:
        raise PriceOutOfRange(f"a price lies in 1 to {limits.price_idr_max} rupiah")


def _commodity(command: ListProduct, commodities: CommodityList) -> Commodity | None:
    if command.commodity_code is None:
        return None
    commodity = commodities.find(command.commodity_code)
    if commodity.base_unit is not command.base_unit:
        raise BaseUnitDiffers(f"this commodity is counted in {commodity.base_unit}")
    return commodity


def _listing(command: ListProduct, product_id: str, commodities: CommodityList) -> ProductListed:
    commodity = _commodity(command, commodities)
    return ProductListed(
        product_id=product_id,
        merchant_id=command.merchant_id,
        category_code=command.category_code,
        commodity_code=command.commodity_code,
        commodity_assigned_by=AssignedBy.SELLER,
        staple=commodity is not None and commodity.is_staple,
        staple_list_version=commodities.list_version,
        quality_class=commodity.quality_class if commodity else None,
        goods_origin=command.goods_origin,
        origin_kelurahan_code=None,
        name=command.name.strip(),
        sold_by=command.sold_by,
        base_unit=command.base_unit,
        pack_content_base=command.pack_content_base,
        quantity_step=1,
        min_quantity=1,
        max_quantity_per_order=command.max_quantity_per_order,
        price_idr=command.price_idr,
        price_per_base=command.pack_content_base,
        price_version=1,
        ceiling_id=None,
        ceiling_status=CeilingStatus.UNKNOWN,
        perishable=command.perishable,
        shelf_life_hours=None,
        returnable=command.returnable,
        food_permit=command.food_permit,
        halal_status=command.halal_status,
    )
