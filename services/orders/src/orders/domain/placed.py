"""OrderPlaced: the most important event of the system, so everything is copied into it."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event
from orders.domain.words import (
    BuyerKind,
    ClockBasis,
    CustodyMode,
    DiscountFunder,
    FeePayer,
    FeeReceiver,
    FulfilmentMethod,
    FundingSource,
    OrderedByRelation,
    PaymentMethod,
    PlaceKind,
    PurchasePurpose,
    RelatedParty,
    SoldBy,
    Substitution,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One product of the order, as the catalogue described it at that moment."""

    line_id: str
    product_id: str
    product_name: str
    category_code: str
    commodity_code: str | None
    commodity_list_version: str
    quality_class: str | None
    staple: bool
    staple_list_version: str
    goods_origin: str
    food_permit: str
    halal_status: str
    perishable: bool
    returnable: str
    sold_by: SoldBy
    quantity: int  # In `unit`: packs, or base units where sold by weight.
    unit: str
    base_unit: str
    pack_content_base: int
    net_quantity_base: int
    unit_price_idr: int
    price_per_base: int  # The base units that a price by weight is for.
    price_version: int
    line_total_idr: int
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    ceiling_status: str
    substitution: Substitution


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """:param accept_from: the seller's clock starts no earlier: her cut-off had passed."""

    order_id: str
    order_number: str
    checkout_id: str
    checkout_order_count: int
    terms_version: str
    placed_at: datetime

    buyer_account_id: str
    buyer_kind: BuyerKind
    membership_id: str | None
    institution_id: str | None
    purchase_purpose: PurchasePurpose
    funding_source: FundingSource
    budget_ref: str | None
    ordered_by_relation: OrderedByRelation

    merchant_id: str
    merchant_owner_account_id: str
    merchant_kelurahan_code: str
    merchant_kind: str
    merchant_scale: str
    supervising_department: str
    merchant_verified: bool
    self_purchase: bool
    related_party: RelatedParty

    fulfilment_method: FulfilmentMethod
    place_kind: PlaceKind
    delivery_kelurahan_code: str | None
    pickup_point_id: str | None
    group_delivery_id: str | None
    address_ref: str  # Vault: name, phone, street, note.
    window_start: datetime | None
    window_end: datetime | None
    seller_open_when_placed: bool

    lines: tuple[OrderLine, ...]

    goods_total_idr: int
    staple_total_idr: int
    delivery_fee_idr: int
    delivery_fee_payer: FeePayer
    delivery_fee_receiver: FeeReceiver
    discount_idr: int
    discount_funder: DiscountFunder
    platform_fee_idr: int
    tax_collected_idr: int
    total_idr: int
    cash_rounding_idr: int  # Never positive: cash is rounded in the buyer's favour.
    amount_due_idr: int

    payment_method: PaymentMethod
    custody_mode: CustodyMode
    handover_code_hash: str  # Keyed; the code itself is in the vault.
    handover_key_id: str

    accept_by: datetime
    reserve_until: datetime
    clock_basis: ClockBasis
    calendar_version: str
    accept_from: datetime | None = None
