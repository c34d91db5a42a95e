"""What people and other services ask of the catalogue: only what the asker knows."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.merchant_events import DeliveryArea, MerchantCheck, OpeningSpan
from catalog.domain.vocabulary import (
    AdjustmentReason,
    BaseUnit,
    BlockingReason,
    BusinessScale,
    CeilingKind,
    DelistingReason,
    DocumentKind,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    MarketLevel,
    MerchantKind,
    MerchantRejectionReason,
    OpenOrdersRule,
    PauseReason,
    PriceReason,
    ReinstatementReason,
    RelatedOfficial,
    Returnable,
    SoldBy,
    StockSource,
    SupervisingDepartment,
    SuspensionReason,
    UnblockingReason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """How goods reach the buyer. No opening hours given means the city's standard week."""

    delivers: bool = True
    delivery_area: tuple[DeliveryArea, ...] = ()
    pickup_at_stall: bool = False
    pickup_points: tuple[str, ...] = ()
    opening_hours: tuple[OpeningSpan, ...] | None = None
    order_cutoff_time: str | None = None
    preparation_minutes: int = 60
    max_open_orders: int | None = None


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
class ResubmitMerchant:
    """Asked by a rejected seller who has mended what was wrong."""

    merchant_id: str
    terms_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMerchantProfile:
    """What is not given stays as it is."""

    merchant_id: str
    trade_name: str | None = None
    phone: str | None = None
    business_kelurahan_code: str | None = None
    business_scale: BusinessScale | None = None
    supervising_department: SupervisingDepartment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMerchantService:
    """All of her terms anew."""

    merchant_id: str
    delivery: DeliveryTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMerchantDocument:
    merchant_id: str
    document_kind: DocumentKind
    number: str | None = None
    content_sha256: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseMerchant:
    """From now, if no beginning is given; until she opens again, if no end is given."""

    merchant_id: str
    from_at: datetime | None = None
    until: datetime | None = None
    reason_code: PauseReason = PauseReason.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMerchant:
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyMerchant:
    """Without a look at the NIB, `nib_grace_until` says how long it may still come."""

    merchant_id: str
    checks: tuple[MerchantCheck, ...]
    nib_grace_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectMerchant:
    merchant_id: str
    reason_codes: tuple[MerchantRejectionReason, ...]
    may_resubmit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendMerchant:
    """`until` is the last day; without it an officer ends the suspension."""

    merchant_id: str
    reason_code: SuspensionReason
    open_orders_rule: OpenOrdersRule
    until: date | None = None
    case_id: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateMerchant:
    merchant_id: str
    reason_code: ReinstatementReason = ReinstatementReason.RESOLVED


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
class SetPriceCeiling:
    """The figure is for `per_base` base units; `effective_to` is its last day."""

    commodity_code: str
    zone: str
    base_unit: BaseUnit
    per_base: int
    ceiling_idr: int
    effective_from: date
    legal_basis: str
    kind: CeilingKind = CeilingKind.CEILING
    market_level: MarketLevel = MarketLevel.RETAIL
    effective_to: date | None = None
    document_sha256: str | None = None
    supersedes_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What may be said of a product, at first and later."""

    name: str
    category_code: str
    commodity_code: str | None = None
    goods_origin: GoodsOrigin = GoodsOrigin.RESALE
    origin_kelurahan_code: str | None = None
    quantity_step: int = 1
    min_quantity: int = 1
    max_quantity_per_order: int | None = None
    perishable: bool = False
    shelf_life_hours: int | None = None
    returnable: Returnable = Returnable.DEFECTS_ONLY
    food_permit: FoodPermit = FoodPermit.UNKNOWN
    halal_status: HalalStatus = HalalStatus.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProduct(Goods):
    merchant_id: str
    base_unit: BaseUnit
    pack_content_base: int
    price_idr: int
    sold_by: SoldBy = SoldBy.PACK


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeProduct(Goods):
    """All of it anew; what is counted and how much is in a pack stays for ever."""

    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCommodity:
    """An officer says what it is; the seller cannot say otherwise afterwards."""

    product_id: str
    commodity_code: str | None = None


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
class RelistProduct:
    """Back into the catalogue, at the last price unless another is given."""

    product_id: str
    new_price_idr: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockProduct:
    product_id: str
    reason_code: BlockingReason
    may_relist: bool = False
    case_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnblockProduct:
    product_id: str
    reason_code: UnblockingReason = UnblockingReason.RESOLVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock:
    product_id: str
    quantity: int
    source: StockSource = StockSource.PURCHASE
    lot_code: str | None = None
    harvested_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStock:
    """What is there differs from what should be: so much more, or less."""

    product_id: str
    quantity_delta: int
    reason_code: AdjustmentReason
    lot_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMerchants:
    csv: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProducts:
    merchant_id: str
    csv: str


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
