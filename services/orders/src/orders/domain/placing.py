"""From a basket to an order: everything that must be known of it in ten years is written down."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from kernel.domain.ids import derived_id
from orders.domain.checkout import Basket, Buyer
from orders.domain.commands import PlaceOrders
from orders.domain.deadlines import Deadlines
from orders.domain.placed import OrderPlaced
from orders.domain.words import (
    PICKED_UP,
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
)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misheard.
_SYMBOLS = 8
_BITS = 5


class _Fixed(TypedDict):
    buyer_kind: BuyerKind
    purchase_purpose: PurchasePurpose
    funding_source: FundingSource
    budget_ref: None
    ordered_by_relation: OrderedByRelation
    group_delivery_id: None
    discount_idr: int
    discount_funder: DiscountFunder
    platform_fee_idr: int
    tax_collected_idr: int
    payment_method: PaymentMethod
    custody_mode: CustodyMode
    clock_basis: ClockBasis


# The same in every order today, and said in every order: a field that is absent proves nothing.
_FIXED: _Fixed = {
    "buyer_kind": BuyerKind.PERSON,
    "purchase_purpose": PurchasePurpose.PERSONAL,
    "funding_source": FundingSource.OWN,
    "budget_ref": None,
    "ordered_by_relation": OrderedByRelation.SELF,
    "group_delivery_id": None,
    "discount_idr": 0,
    "discount_funder": DiscountFunder.NONE,
    "platform_fee_idr": 0,
    "tax_collected_idr": 0,
    "payment_method": PaymentMethod.COD,
    "custody_mode": CustodyMode.SELLER_COLLECTS,
    "clock_basis": ClockBasis.SELLER_HOURS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What the orders of one cart have in common."""

    checkout_id: str
    order_count: int
    terms_version: str
    command: PlaceOrders
    buyer: Buyer
    deadlines: Deadlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What is made for one order alone."""

    order_id: str
    address_ref: str
    handover_code_hash: str
    handover_key_id: str


def order_number(order_id: str) -> str:
    """Return a number that can be read out over the phone, from the id's random end."""
    bits = int(order_id.replace("-", "")[-10:], 16)
    symbols = [_ALPHABET[bits >> _BITS * place & 0x1F] for place in range(_SYMBOLS - 1, -1, -1)]
    return f"{''.join(symbols[:4])}-{''.join(symbols[4:])}"


def code_ref(order_id: str) -> str:
    """Return where in the vault the order's hand-over code lies."""
    return derived_id("handover_code", order_id)


def place(basket: Basket, ticket: Ticket, checkout: Checkout, *, at: datetime) -> OrderPlaced:
    """Return the fact that the buyer has ordered this basket."""
    command, buyer, seller = checkout.command, checkout.buyer, basket.seller
    deadlines, sums = checkout.deadlines, basket.amounts
    accept_from = deadlines.accept_from(at, seller.cutoff)
    same_account = seller.owner_account_id == buyer.account_id
    return OrderPlaced(
        order_id=ticket.order_id,
        order_number=order_number(ticket.order_id),
        checkout_id=checkout.checkout_id,
        checkout_order_count=checkout.order_count,
        terms_version=checkout.terms_version,
        placed_at=at,
        buyer_account_id=buyer.account_id,
        membership_id=command.membership_id,
        institution_id=buyer.institution_id if command.membership_id else None,
        merchant_id=seller.merchant_id,
        merchant_owner_account_id=seller.owner_account_id,
        merchant_kelurahan_code=seller.kelurahan_code,
        merchant_kind=seller.kind,
        merchant_scale=seller.scale,
        supervising_department=seller.supervising_department,
        merchant_verified=seller.verified,
        self_purchase=same_account,
        related_party=RelatedParty.SAME_ACCOUNT if same_account else RelatedParty.NONE_KNOWN,
        fulfilment_method=command.fulfilment_method,
        place_kind=_place_kind(command),
        delivery_kelurahan_code=_brought_to(command),
        pickup_point_id=_fetched_at(command),
        window_start=_utc(command.window_start),
        window_end=_utc(command.window_end),
        address_ref=ticket.address_ref,
        seller_open_when_placed=seller.hours.open_at(at, deadlines.calendar),
        lines=basket.lines,
        goods_total_idr=sums.goods_total_idr,
        staple_total_idr=sums.staple_total_idr,
        delivery_fee_idr=sums.delivery_fee_idr,
        delivery_fee_payer=FeePayer.BUYER if sums.delivery_fee_idr else FeePayer.NONE,
        delivery_fee_receiver=FeeReceiver.SELLER if sums.delivery_fee_idr else FeeReceiver.NONE,
        total_idr=sums.total_idr,
        cash_rounding_idr=sums.cash_rounding_idr,
        amount_due_idr=sums.amount_due_idr,
        handover_code_hash=ticket.handover_code_hash,
        handover_key_id=ticket.handover_key_id,
        accept_by=deadlines.accept_by(accept_from or at, seller.hours),
        reserve_until=deadlines.reserve_until(at),
        calendar_version=deadlines.calendar_version,
        accept_from=accept_from,
        **_FIXED,
    )


def _place_kind(command: PlaceOrders) -> PlaceKind:
    if command.fulfilment_method is FulfilmentMethod.PICKUP_STALL:
        return PlaceKind.STALL
    if command.fulfilment_method is FulfilmentMethod.PICKUP_OFFICE:
        return PlaceKind.COLLECTION_POINT
    return command.delivery.place_kind


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _brought_to(command: PlaceOrders) -> str | None:
    fetched = command.fulfilment_method in PICKED_UP
    return None if fetched else command.delivery.kelurahan_code


def _fetched_at(command: PlaceOrders) -> str | None:
    of_office = command.fulfilment_method is FulfilmentMethod.PICKUP_OFFICE
    return command.pickup_point_id if of_office else None
