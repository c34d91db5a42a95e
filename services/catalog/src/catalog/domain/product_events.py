"""Facts about products, the lists they are judged by, and imports: fields are only added."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.vocabulary import (
    AssignedBy,
    BaseUnit,
    BlockingReason,
    CeilingKind,
    CeilingStatus,
    DelistingReason,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    ImportSubject,
    MarketLevel,
    PriceReason,
    Returnable,
    SoldBy,
    UnblockingReason,
)
from kernel.domain.events import Event


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
    ceiling_per_base_idr: int | None = None  # The ceiling's own figure, for its own `per_base`.
    description_version: int = 1


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
class ProductDescribed(Event):
    """All that describes the product, whatever changed, so that this event stands alone."""

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
    pack_content_base: int
    quantity_step: int
    min_quantity: int
    max_quantity_per_order: int | None
    price_per_base: int
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    ceiling_status: CeilingStatus
    perishable: bool
    shelf_life_hours: int | None
    returnable: Returnable
    food_permit: FoodPermit
    halal_status: HalalStatus
    description_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBlocked(Event):
    """An officer's take-down. If `may_relist`, the seller may list it anew once it is mended."""

    product_id: str
    merchant_id: str
    decision_id: str
    reason_code: BlockingReason
    may_relist: bool
    case_id: str | None
    blocked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUnblocked(Event):
    """The officer takes it back: the product is where it was, on sale or delisted."""

    product_id: str
    merchant_id: str
    decision_id: str
    reason_code: UnblockingReason
    unblocked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCeilingSet(Event):
    ceiling_id: str
    commodity_code: str
    zone: str
    base_unit: BaseUnit
    per_base: int  # The ceiling is for so many base units: 1000 g.
    ceiling_idr: int
    kind: CeilingKind
    market_level: MarketLevel
    effective_from: date
    effective_to: date | None  # The last day of it.
    legal_basis: str
    document_sha256: str | None
    supersedes_id: str | None
    verified_by_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedItem:
    row: int  # The line of the file.
    subject_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogImportCompleted(Event):
    """A file was taken in, all of it: what came of which line."""

    batch_id: str
    subject: ImportSubject
    merchant_id: str | None  # Whose products; None for a file of sellers.
    file_sha256: str
    rows: int
    accepted: int
    unchanged: int
    items: tuple[ImportedItem, ...]
    completed_at: datetime
