"""What a seller does with her product: list it, describe it, price it, take it off and back."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from catalog.domain.ceiling import CeilingBook, Judgement, Priced
from catalog.domain.commands import (
    AssignCommodity,
    ChangePrice,
    Commodity,
    DelistProduct,
    DescribeProduct,
    Goods,
    ListProduct,
    RelistProduct,
)
from catalog.domain.commodity_list import CommodityList
from catalog.domain.limits import Limits
from catalog.domain.merchant import Merchant, MerchantIsRejected, Status as SellerStatus
from catalog.domain.product import (
    Description,
    Product,
    ProductIsBlocked,
    ProductIsDelisted,
    Status,
)
from catalog.domain.product_events import (
    ProductDelisted,
    ProductDescribed,
    ProductListed,
    ProductPriceChanged,
)
from catalog.domain.vocabulary import AssignedBy, BaseUnit
from kernel.domain.errors import Invalid, Rejected

_NAME_LENGTH_MAX = 120
_CODE_LENGTH_MAX = 40


class ProductMalformed(Invalid):
    code = "product_malformed"


class PriceOutOfRange(Invalid):
    code = "price_out_of_range"


class BaseUnitDiffers(Rejected):
    code = "base_unit_differs"


class CommodityIsAssigned(Rejected):
    """An officer has said what it is."""

    code = "commodity_assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What goods and prices are judged by on that day."""

    commodities: CommodityList
    ceilings: CeilingBook
    on: date
    limits: Limits


def list_product(
    command: ListProduct,
    *,
    product_id: str,
    merchant: Merchant,
    assigned_by: AssignedBy,
    rules: Rules,
) -> tuple[ProductListed]:
    """
    Put a product into the catalogue. Staple and quality come from the officers' list alone.

    :raises MerchantIsRejected: a rejected seller lists nothing
    :raises ProductMalformed: a name, a content or a maximum that cannot be
    :raises PriceOutOfRange: the price is not within the limits
    :raises CommodityUnknown: the list in force does not name the commodity
    :raises BaseUnitDiffers: the list counts the commodity in another unit
    """
    if merchant.status is SellerStatus.REJECTED:
        raise MerchantIsRejected("a rejected seller cannot list products")
    _check_shape(command, rules.limits)
    if not 0 < command.pack_content_base <= rules.limits.quantity_max:
        raise ProductMalformed(f"a content lies in 1 to {rules.limits.quantity_max}")
    _check_price(command.price_idr, rules.limits)
    new = Product(
        product_id=product_id,
        merchant_id=command.merchant_id,
        status=Status.LISTED,
        description=Description(
            **_told(command, assigned_by),
            **_listed_as(command.commodity_code, command.base_unit, rules),
            sold_by=command.sold_by,
            base_unit=command.base_unit,
            pack_content_base=command.pack_content_base,
        ),
        description_version=1,
        price_idr=command.price_idr,
        price_per_base=command.pack_content_base,
        price_version=1,
    )
    return (_listing(new, rules),)


def describe(
    product: Product, command: DescribeProduct, *, assigned_by: AssignedBy, rules: Rules
) -> tuple[ProductDescribed, ...]:
    """
    Say anew what it is.

    :raises ProductMalformed: a name or a maximum that cannot be
    :raises CommodityUnknown: the list in force does not name the commodity
    :raises BaseUnitDiffers: the list counts the commodity in another unit
    :raises CommodityIsAssigned: an officer has said what it is, and the seller says otherwise
    """
    _check_shape(command, rules.limits)
    known = product.description
    if command.commodity_code == known.commodity_code:
        assigned_by = known.commodity_assigned_by
    elif known.commodity_assigned_by is AssignedBy.OFFICER is not assigned_by:
        raise CommodityIsAssigned("an officer has said which commodity it is")
    wanted = replace(
        known,
        **_told(command, assigned_by),
        **_listed_as(command.commodity_code, known.base_unit, rules),
    )
    return _described(product, wanted, rules)


def assign_commodity(
    product: Product, command: AssignCommodity, *, rules: Rules
) -> tuple[ProductDescribed, ...]:
    """
    Say, as an officer, which commodity it is, or that it is none.

    :raises CommodityUnknown: the list in force does not name the commodity
    :raises BaseUnitDiffers: the list counts the commodity in another unit
    """
    known = product.description
    wanted = replace(
        known,
        commodity_code=command.commodity_code,
        commodity_assigned_by=AssignedBy.OFFICER,
        **_listed_as(command.commodity_code, known.base_unit, rules),
    )
    return _described(product, wanted, rules)


def change_price(
    product: Product, command: ChangePrice, *, rules: Rules
) -> tuple[ProductPriceChanged, ...]:
    """
    Give the product its next price version, and note how it compares with the ceiling.

    :raises ProductIsDelisted: nobody can buy it any more
    :raises PriceOutOfRange: the price is not within the limits
    """
    if product.status is Status.DELISTED:
        raise ProductIsDelisted("the product is no longer in the catalogue")
    _check_price(command.new_price_idr, rules.limits)
    if command.new_price_idr == product.price_idr:
        return ()
    judged = _judged(replace(product, price_idr=command.new_price_idr), rules)
    changed = ProductPriceChanged(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        old_price_idr=product.price_idr,
        new_price_idr=command.new_price_idr,
        price_per_base=product.price_per_base,
        price_version=product.price_version + 1,
        commodity_code=product.description.commodity_code,
        ceiling_id=judged.ceiling_id,
        ceiling_per_base_idr=judged.ceiling_per_base_idr,
        ceiling_status=judged.status,
        reason_code=command.reason_code,
    )
    return (changed,)


def delist(product: Product, command: DelistProduct) -> tuple[ProductDelisted, ...]:
    """
    Take the product out of the catalogue; what is reserved of it stays reserved.

    :raises ProductIsBlocked: an officer has taken it down already
    """
    if product.status is Status.DELISTED:
        return ()
    if product.status is Status.BLOCKED:
        raise ProductIsBlocked("an officer has taken the product down")
    delisted = ProductDelisted(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        reason_code=command.reason_code,
        may_relist=True,
        case_id=None,
    )
    return (delisted,)


def relist(product: Product, command: RelistProduct, *, rules: Rules) -> tuple[ProductListed, ...]:
    """
    Put the product back, under the lists of today and with the next price version.

    :raises ProductIsBlocked: an officer has taken it down for good
    :raises PriceOutOfRange: the price is not within the limits
    :raises CommodityUnknown: the list in force no longer names the commodity
    :raises BaseUnitDiffers: the list counts the commodity in another unit
    """
    if product.status is Status.LISTED:
        return ()
    if product.block is not None and not product.block.may_relist:
        raise ProductIsBlocked("only an officer can put the product back")
    price_idr = product.price_idr if command.new_price_idr is None else command.new_price_idr
    _check_price(price_idr, rules.limits)
    known = product.description
    again = replace(
        product,
        price_idr=price_idr,
        price_version=product.price_version + 1,
        description=replace(known, **_listed_as(known.commodity_code, known.base_unit, rules)),
    )
    return (_listing(again, rules),)


def _check_shape(goods: Goods, limits: Limits) -> None:
    if not 0 < len(goods.name.strip()) <= _NAME_LENGTH_MAX:
        raise ProductMalformed(f"a name has 1 to {_NAME_LENGTH_MAX} characters")
    if not 0 < len(goods.category_code) <= _CODE_LENGTH_MAX:
        raise ProductMalformed(f"a category code has 1 to {_CODE_LENGTH_MAX} characters")
    counted = (
        goods.quantity_step,
        goods.min_quantity,
        goods.max_quantity_per_order,
        goods.shelf_life_hours,
    )
    for number in counted:
        if number is not None and not 0 < number <= limits.quantity_max:
            raise ProductMalformed(f"steps, minima and maxima lie in 1 to {limits.quantity_max}")
    if (goods.max_quantity_per_order or limits.quantity_max) < goods.min_quantity:
        raise ProductMalformed("the most one order may take is not less than the least")


def _check_price(price_idr: int, limits: Limits) -> None:
    if not 0 < price_idr <= limits.price_idr_max:
        raise PriceOutOfRange(f"a price lies in 1 to {limits.price_idr_max} rupiah")


def _told(goods: Goods, assigned_by: AssignedBy) -> dict[str, Any]:
    """Return what the seller herself says."""
    said = {name: getattr(goods, name) for name in Goods.__dataclass_fields__}
    return said | {"name": goods.name.strip(), "commodity_assigned_by": assigned_by}


def _listed_as(commodity_code: str | None, base_unit: BaseUnit, rules: Rules) -> dict[str, Any]:
    """Return what the officers' list says of such goods."""
    commodity = _commodity(commodity_code, base_unit, rules.commodities)
    return {
        "staple": commodity is not None and commodity.is_staple,
        "staple_list_version": rules.commodities.list_version,
        "quality_class": commodity.quality_class if commodity else None,
    }


def _commodity(
    commodity_code: str | None, base_unit: BaseUnit, commodities: CommodityList
) -> Commodity | None:
    if commodity_code is None:
        return None
    commodity = commodities.find(commodity_code)
    if commodity.base_unit is not base_unit:
        raise BaseUnitDiffers(f"this commodity is counted in {commodity.base_unit}")
    return commodity


def _judged(product: Product, rules: Rules) -> Judgement:
    price = Priced(
        commodity_code=product.description.commodity_code,
        base_unit=product.description.base_unit,
        price_idr=product.price_idr,
        per_base=product.price_per_base,
    )
    return rules.ceilings.judge(price, rules.on)


def _listing(product: Product, rules: Rules) -> ProductListed:
    judged = _judged(product, rules)
    return ProductListed(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        **asdict(product.description),
        price_idr=product.price_idr,
        price_per_base=product.price_per_base,
        price_version=product.price_version,
        ceiling_id=judged.ceiling_id,
        ceiling_per_base_idr=judged.ceiling_per_base_idr,
        ceiling_status=judged.status,
        description_version=product.description_version,
    )


def _described(product: Product, wanted: Description, rules: Rules) -> tuple[ProductDescribed, ...]:
    if wanted == product.description:
        return ()
    judged = _judged(replace(product, description=wanted), rules)
    described = ProductDescribed(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        **asdict(wanted),
        price_per_base=product.price_per_base,
        ceiling_id=judged.ceiling_id,
        ceiling_per_base_idr=judged.ceiling_per_base_idr,
        ceiling_status=judged.status,
        description_version=product.description_version + 1,
    )
    return (described,)
