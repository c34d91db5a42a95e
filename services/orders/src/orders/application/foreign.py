"""Our own views of the catalogue's events: only the fields that orders reads."""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.domain.events import Event
from orders.domain.words import SoldBy


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRegistered(Event):
    merchant_id: str
    owner_account_id: str
    merchant_kind: str
    supervising_department: str
    business_kelurahan_code: str
    business_scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantVerified(Event):
    merchant_id: str
    verified_kelurahan_code: str
    business_scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRejected(Event):
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantResubmitted(Event):
    merchant_id: str
    merchant_kind: str
    supervising_department: str
    business_kelurahan_code: str
    business_scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantProfileChanged(Event):
    merchant_id: str
    supervising_department: str
    business_kelurahan_code: str
    business_scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantSuspended(Event):
    merchant_id: str
    open_orders_rule: str
    suspended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantReinstated(Event):
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantPaused(Event):
    merchant_id: str
    from_at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantResumed(Event):
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    weekday: int  # 0 is Monday.
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryArea:
    kelurahan_code: str
    fee_idr: int
    min_order_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantServiceChanged(Event):
    merchant_id: str
    opening_hours: tuple[OpenSpan, ...]
    delivers: bool
    delivery_area: tuple[DeliveryArea, ...]
    pickup_at_stall: bool = False
    pickup_points: tuple[str, ...] = ()
    order_cutoff_time: str | None = None
    preparation_minutes: int = 0
    max_open_orders: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListed(Event):
    product_id: str
    merchant_id: str
    name: str
    category_code: str
    commodity_code: str | None
    staple: bool
    staple_list_version: str
    quality_class: str | None = None
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
    ceiling_id: str | None = None
    ceiling_per_base_idr: int | None = None
    ceiling_status: str
    perishable: bool
    returnable: str
    food_permit: str
    halal_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPriceChanged(Event):
    product_id: str
    new_price_idr: int
    price_per_base: int
    price_version: int
    ceiling_id: str | None = None
    ceiling_per_base_idr: int | None = None
    ceiling_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDescribed(Event):
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
    price_per_base: int
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    ceiling_status: str
    perishable: bool
    returnable: str
    food_permit: str
    halal_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDelisted(Event):
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBlocked(Event):
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUnblocked(Event):
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCeilingSet(Event):
    ceiling_id: str
    commodity_code: str
    zone: str
    base_unit: str
    per_base: int
    ceiling_idr: int
    kind: str
    market_level: str
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StapleListSet(Event):
    list_version: str
    commodity_code: str
    is_staple: bool
    quality_class: str | None = None
    effective_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    order_id: str
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    line_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRejected(Event):
    order_id: str
    reasons: tuple[Shortage, ...]
