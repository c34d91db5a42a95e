"""What people and other services ask of the catalogue: only what the asker knows."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.merchant_events import (
    DeliveryArea,
    MerchantCheck,
    OpeningSpan,
)
from catalog.domain.vocabulary import (
    BaseUnit,
    BusinessScale,
    DelistingReason,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    MerchantKind,
    MerchantRejectionReason,
    PriceReason,
    RelatedOfficial,
    Returnable,
    SoldBy,
    StockSource,
    SupervisingDepartment,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """How goods reach the buyer. No opening hours given means the city's standard week."""

    delivers: bool = True
    delivery_area: tuple[DeliveryArea, ...] = ()
    pickup_at_stall: bool = False
    opening_hours: tuple[OpeningSpan, ...] | None = None
    preparation_minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMerchant:
    trade_name: str
    phone: str
    business_kelurahan_code: str
    delivery: DeliveryTerms
    merchant_kind: MerchantKind = MerchantKind.INDIVIDUAL
    supervising_department: SupervisingDepartment = SupervisingDepartment.DISKOPINDAG
    nib: str | None = None
    business_scale: BusinessScale = BusinessScale.MICRO
    related_official: RelatedOfficial = RelatedOfficial.NONE_DECLARED
    is_modern_retail_or_franchise: bool = False
    terms_version: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyMerchant:
    merchant_id: str
    checks: tuple[MerchantCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectMerchant:
    merchant_id: str
    reason_codes: tuple[MerchantRejectionReason, ...]
    may_resubmit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """A kind of goods as the officers' list knows it."""

    commodity_code: str
    name_id: str
    base_unit: BaseUnit
    is_staple: bool
    quality_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCommodityList:
    list_version: str
    effective_from: date
    commodities: tuple[Commodity, ...]
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProduct:
    merchant_id: str
    name: str
    category_code: str
    base_unit: BaseUnit
    pack_content_base: int
    price_idr: int
    commodity_code: str | None = None
    goods_origin: GoodsOrigin = GoodsOrigin.RESALE
    sold_by: SoldBy = SoldBy.PACK
    perishable: bool = False
    returnable: Returnable = Returnable.DEFECTS_ONLY
    food_permit: FoodPermit = FoodPermit.UNKNOWN
    halal_status: HalalStatus = HalalStatus.UNKNOWN
    max_quantity_per_order: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice:
    product_id: str
    new_price_idr: int
    reason_code: PriceReason = PriceReason.COST


@dataclass(frozen=True, slots=True, kw_only=True)
class DelistProduct:
    product_id: str
    reason_code: DelistingReason = DelistingReason.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock:
    product_id: str
    quantity: int
    source: StockSource = StockSource.PURCHASE
    lot_code: str | None = None
    harvested_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToReserve:
    line_id: str
    product_id: str
    quantity: int
    price_idr: int
    price_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveStock:
    """Asked by a placed order, never by a person."""

    order_id: str
    merchant_id: str
    lines: tuple[LineToReserve, ...]
    expires_at: datetime
