"""A product of one seller: what it is, the versions of its price, and whether it is on sale."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Self, assert_never

from catalog.domain.product_events import (
    ProductBlocked,
    ProductDelisted,
    ProductDescribed,
    ProductListed,
    ProductPriceChanged,
    ProductUnblocked,
)
from catalog.domain.vocabulary import (
    AssignedBy,
    BaseUnit,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    Returnable,
    SoldBy,
)
from kernel.domain.errors import NotFound, Rejected
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

ProductEvent = (
    ProductListed
    | ProductDescribed
    | ProductPriceChanged
    | ProductDelisted
    | ProductBlocked
    | ProductUnblocked
)


class ProductNotFound(NotFound):
    code = "product_not_found"


class ProductIsDelisted(Rejected):
    code = "product_delisted"


class ProductIsBlocked(Rejected):
    code = "product_blocked"


class Status(StrEnum):
    LISTED = "listed"
    DELISTED = "delisted"
    BLOCKED = "blocked"


PRODUCT_LIFE = Lifecycle(
    name="product",
    arrows=(
        Arrow(None, ProductListed, Status.LISTED),
        Arrow(Status.LISTED, ProductPriceChanged, Status.LISTED),
        Arrow(Status.LISTED, ProductDescribed, Status.LISTED),
        Arrow(Status.LISTED, ProductDelisted, Status.DELISTED),
        Arrow(Status.LISTED, ProductBlocked, Status.BLOCKED),
        Arrow(Status.DELISTED, ProductDescribed, Status.DELISTED),
        Arrow(Status.DELISTED, ProductListed, Status.LISTED, "next price version"),
        Arrow(Status.DELISTED, ProductBlocked, Status.BLOCKED),
        Arrow(Status.BLOCKED, ProductPriceChanged, Status.BLOCKED),
        Arrow(Status.BLOCKED, ProductDescribed, Status.BLOCKED),
        Arrow(Status.BLOCKED, ProductBlocked, Status.BLOCKED, "on other terms"),
        Arrow(Status.BLOCKED, ProductListed, Status.LISTED, "mended, if she may relist"),
        Arrow(Status.BLOCKED, ProductUnblocked, Status.LISTED),
        Arrow(Status.BLOCKED, ProductUnblocked, Status.DELISTED, "it was delisted before"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the product is, as the last event says it."""

    category_code: str
    commodity_code: str | None
    commodity_assigned_by: AssignedBy
    staple: bool
    staple_list_version: str
    quality_class: str | None
    goods_origin: GoodsOrigin
    origin_kelurahan_code: str | None
    name: str
    sold_by: SoldBy
    base_unit: BaseUnit
    pack_content_base: int
    quantity_step: int
    min_quantity: int
    max_quantity_per_order: int | None
    perishable: bool
    shelf_life_hours: int | None
    returnable: Returnable
    food_permit: FoodPermit
    halal_status: HalalStatus

    @classmethod
    def of(cls, event: ProductListed | ProductDescribed) -> Self:
        return cls(**{one.name: getattr(event, one.name) for one in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`block` is the officer's last one while it stands; beneath it the product may be delisted."""

    product_id: str
    merchant_id: str
    status: Status
    description: Description
    description_version: int
    price_idr: int
    price_per_base: int
    price_version: int
    offered: bool = True
    block: ProductBlocked | None = None


def evolve(product: Product | None, event: ProductEvent) -> Product:
    if isinstance(event, ProductListed):
        return _listed(product, event)
    assert product is not None, "a product is listed first"
    match event:
        case ProductPriceChanged():
            PRODUCT_LIFE.moved(product.status, event, product.status)
            return replace(
                product, price_idr=event.new_price_idr, price_version=event.price_version
            )
        case ProductDescribed():
            PRODUCT_LIFE.moved(product.status, event, product.status)
            return replace(
                product,
                description=Description.of(event),
                description_version=event.description_version,
            )
        case ProductDelisted():
            status = PRODUCT_LIFE.moved(product.status, event, Status.DELISTED)
            return replace(product, status=status, offered=False)
        case ProductBlocked():
            status = PRODUCT_LIFE.moved(product.status, event, Status.BLOCKED)
            return replace(product, status=status, block=event)
        case ProductUnblocked():
            before = Status.LISTED if product.offered else Status.DELISTED
            status = PRODUCT_LIFE.moved(product.status, event, before)
            return replace(product, status=status, block=None)
        case _:
            assert_never(event)


PRODUCT = Kind("product", evolve)


def _listed(product: Product | None, event: ProductListed) -> Product:
    source = product.status if product else None
    return Product(
        product_id=event.product_id,
        merchant_id=event.merchant_id,
        status=PRODUCT_LIFE.moved(source, event, Status.LISTED),
        description=Description.of(event),
        description_version=event.description_version,
        price_idr=event.price_idr,
        price_per_base=event.price_per_base,
        price_version=event.price_version,
    )
