"""What sellers offer, as orders' own copy of the catalogue knows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time as clock_time, timedelta

from kernel.domain.calendar import OpeningHours
from orders.domain.ceilings import Ceiling, Judgement, Priced, judge
from orders.domain.words import SoldBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A kelurahan that a seller delivers to, and on which terms."""

    fee_idr: int
    min_order_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """
    A seller and her terms.

    :param paused_from: her own holiday, until `paused_until` or until she says so
    :param cutoff: an order that comes later in the day counts for the next one
    :param preparation: how long she needs before a time that a buyer wishes for
    """

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
    suspended: bool = False
    paused_from: datetime | None = None
    paused_until: datetime | None = None
    pickup_at_stall: bool = False
    pickup_points: frozenset[str] = frozenset()
    cutoff: clock_time | None = None
    preparation: timedelta = timedelta(0)
    max_open_orders: int | None = None

    def paused_at(self, at: datetime) -> bool:
        if self.paused_from is None or at < self.paused_from:
            return False
        return self.paused_until is None or at < self.paused_until


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
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    product: Product
    seller: Seller
    commodity: tuple[ListedCommodity, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()


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


def judge_price(offer: Offer, *, zones: Sequence[str], on: date) -> Judgement:
    """
    Return how the price compares with the figure in force on that day.

    A commodity for which we know no figure keeps what the catalogue said of the product.
    """
    product = offer.product
    if not offer.ceilings:
        return Judgement(
            ceiling_id=product.ceiling_id,
            ceiling_per_base_idr=product.ceiling_per_base_idr,
            status=product.ceiling_status,
        )
    price = Priced(
        base_unit=product.base_unit, price_idr=product.price_idr, per_base=product.price_per_base
    )
    return judge(price, offer.ceilings, zones=zones, on=on)
