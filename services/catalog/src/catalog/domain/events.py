"""The facts of the catalogue, as they are published: a field is added, never renamed or removed."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.vocabulary import (
    AssignedBy,
    BaseUnit,
    BusinessScale,
    CeilingStatus,
    CheckKind,
    CheckResult,
    DelistingReason,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    MerchantKind,
    MerchantRejectionReason,
    NibStatus,
    PriceReason,
    RegisteredVia,
    RejectionCode,
    RelatedOfficial,
    ReleaseReason,
    Residence,
    Returnable,
    ScaleBasis,
    SoldBy,
    StockSource,
    StockUnit,
    SupervisingDepartment,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRegistered(Event):
    """Trade name, phone and NIB lie in the vault, under `profile_ref` and `nib_ref`."""

    merchant_id: str
    merchant_number: str  # For phone and paper.
    owner_account_id: str  # The same id as a buyer's account, so that self-purchase shows.
    profile_ref: str
    merchant_kind: MerchantKind
    supervising_department: SupervisingDepartment
    business_kelurahan_code: str
    owner_resident_in_city: Residence
    nib_status: NibStatus
    nib_ref: str | None
    kbli_codes: tuple[str, ...]
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    is_modern_retail_or_franchise: bool
    related_official: RelatedOfficial
    related_member_ref: str | None
    registered_via: RegisteredVia
    terms_version: str
    onboarding_source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantCheck:
    check: CheckKind
    result: CheckResult
    document_ref: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantVerified(Event):
    merchant_id: str
    decision_id: str
    checks: tuple[MerchantCheck, ...]
    verified_kelurahan_code: str
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    related_official: RelatedOfficial
    review_due: date
    effective_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRejected(Event):
    merchant_id: str
    decision_id: str
    reason_codes: tuple[MerchantRejectionReason, ...]
    may_resubmit: bool
    reason_text_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSpan:
    weekday: int  # 0 is Monday.
    opens: str  # HH:MM in WIB.
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryArea:
    kelurahan_code: str
    fee_idr: int = 0
    min_order_idr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantServiceChanged(Event):
    merchant_id: str
    opening_hours: tuple[OpeningSpan, ...]
    delivers: bool
    delivery_area: tuple[DeliveryArea, ...]
    pickup_at_stall: bool
    pickup_points: tuple[str, ...]
    order_cutoff_time: str | None
    preparation_minutes: int
    max_open_orders: int | None
    effective_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StapleListSet(Event):
    """One commodity of an officer's list; a list is as many of these as it has commodities."""

    list_version: str
    commodity_code: str
    name_id: str  # In Bahasa Indonesia.
    base_unit: BaseUnit
    is_staple: bool
    quality_class: str | None
    effective_from: date
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListed(Event):
    product_id: str
    merchant_id: str
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
    pack_content_base: int  # A pack of 5 kg holds 5000 g.
    quantity_step: int
    min_quantity: int
    max_quantity_per_order: int | None
    price_idr: int  # For `price_per_base` base units, which is one pack.
    price_per_base: int
    price_version: int
    ceiling_id: str | None
    ceiling_status: CeilingStatus
    perishable: bool
    shelf_life_hours: int | None
    returnable: Returnable
    food_permit: FoodPermit
    halal_status: HalalStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPriceChanged(Event):
    product_id: str
    merchant_id: str
    old_price_idr: int
    new_price_idr: int
    price_per_base: int
    price_version: int
    commodity_code: str | None
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    ceiling_status: CeilingStatus
    reason_code: PriceReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDelisted(Event):
    product_id: str
    merchant_id: str
    reason_code: DelistingReason
    may_relist: bool
    case_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event):
    product_id: str
    merchant_id: str
    quantity: int
    unit: StockUnit
    source: StockSource
    lot_code: str | None
    harvested_on: date | None
    expires_on: date | None
    balance_after: int  # What may be sold now: reserved goods are not in it.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedLine:
    line_id: str
    product_id: str
    quantity: int
    unit: StockUnit
    price_idr: int
    price_version: int
    available_before: int
    available_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    reservation_id: str  # The order's id: an order has one reservation.
    order_id: str
    merchant_id: str
    lines: tuple[ReservedLine, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedLine:
    line_id: str
    product_id: str
    code: RejectionCode
    requested: int
    available: int
    price_seen_idr: int
    price_now_idr: int | None  # None for a product that the catalogue does not know.


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRejected(Event):
    order_id: str
    merchant_id: str
    reasons: tuple[RejectedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLine:
    line_id: str
    product_id: str
    quantity: int
    unit: StockUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReleased(Event):
    """No lines: the order ended before it was ever reserved, and now never will be."""

    reservation_id: str
    order_id: str
    lines: tuple[ReleasedLine, ...]
    reason_code: ReleaseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedLine:
    line_id: str
    product_id: str
    committed_quantity: int
    released_quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCommitted(Event):
    reservation_id: str
    order_id: str
    lines: tuple[CommittedLine, ...]
