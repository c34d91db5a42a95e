"""What sellers offer, as orders' own copy of the catalogue knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kernel.domain.calendar import OpeningHours
from orders.domain.words import SoldBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A kelurahan that a seller delivers to, and on which terms."""

    fee_idr: int
    min_order_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    merchant_id: str
    owner_account_id: str
    kelurahan_code: str
    kind: str
    scale: str
    supervising_department: str
    verified: bool
    delivers: bool
    areas: Mapping[str, Area]
    hours: OpeningHours


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCommodity:
    """
    One commodity under one version of the officers' list of staples.

    :param sequence: later entries of the same day replace earlier ones
    """

    list_version: str
    staple: bool
    quality_class: str | None
    effective_from: date
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    product_id: str
    name: str
    category_code: str
    commodity_code: str | None
    staple: bool
    staple_list_version: str
    quality_class: str | None
    goods_origin: str
    sold_by: SoldBy
    base_unit: str
    pack_content_base: int
    quantity_step: int
    min_quantity: int
    max_quantity_per_order: int | None
    price_idr: int
    price_per_base: int
    price_version: int
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    ceiling_status: str
    perishable: bool
    returnable: str
    food_permit: str
    halal_status: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    product: Product
    seller: Seller
    commodity: tuple[ListedCommodity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    list_version: str
    staple: bool
    quality_class: str | None


def classify(offer: Offer, *, on: date) -> Classification:
    """
    Return how the officers' list in force on that day sees the product.

    A commodity the list does not know keeps what the catalogue said when the product was listed.
    """
    product = offer.product
    in_force = [one for one in offer.commodity if one.effective_from <= on]
    if not in_force:
        return Classification(
            list_version=product.staple_list_version,
            staple=product.staple,
            quality_class=product.quality_class,
        )
    latest = max(in_force, key=lambda one: (one.effective_from, one.sequence))
    return Classification(
        list_version=latest.list_version, staple=latest.staple, quality_class=latest.quality_class
    )
