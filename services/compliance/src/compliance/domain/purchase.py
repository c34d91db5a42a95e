"""One purchase, put together from what orders and payments tell, in whatever order it comes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from compliance.domain.purchase_events import (
    NoteEvent,
    PurchaseEvent,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    SpendCredited,
    SpendRecorded,
    SpentLine,
)
from compliance.domain.words import Fault, SpendSource
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind

_PERSON, _PERSONAL, _OWN = "person", "personal", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    noted: PurchaseNoted | None = None
    handed_over: PurchaseHandedOver | None = None
    fell_through: PurchaseFellThrough | None = None
    payments: tuple[PurchasePaid, ...] = ()
    spends: tuple[SpendRecorded, ...] = ()
    judged: frozenset[str] = frozenset()  # Ids of spends.

    @property
    def is_complete(self) -> bool:
        """Tell whether the order's own facts and some money are known."""
        return bool(self.noted and self.handed_over and self.payments)

    @property
    def waiting(self) -> tuple[SpendRecorded, ...]:
        """Return the spends on which nobody has judged."""
        return tuple(one for one in self.spends if one.spend_id not in self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The member behind a purchase, as known on the day of the order."""

    member_id: str
    membership_id: str
    institution_id: str
    agency_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a month's closing asks about a purchase."""

    pending_idr: int
    lost_to_seller_idr: int


NOTHING_OPEN = Standing(pending_idr=0, lost_to_seller_idr=0)


def spend_id_of(order_id: str, payment_event_id: str) -> str:
    """Return the one id that this payment of that order always has."""
    return derived_id("spend", order_id, payment_event_id)


def note(purchase: Purchase | None, told: NoteEvent) -> tuple[NoteEvent, ...]:
    """Keep what was told, unless it is known already."""
    return () if _knows(purchase or Purchase(), told) else (told,)


def record(purchase: Purchase, *, buyer: Buyer | None) -> tuple[SpendRecorded, ...]:
    """Record a spend for each payment, once the order's own facts are known as well."""
    noted, handed_over = purchase.noted, purchase.handed_over
    if noted is None or handed_over is None:
        return ()
    known = {one.payment_event_id for one in purchase.spends}
    return tuple(
        _spend(noted, handed_over, paid, buyer)
        for paid in purchase.payments
        if paid.source.event_id not in known
    )


def spent_for_oneself(told: PurchaseNoted | SpendRecorded) -> bool:
    """Tell whether a person bought with money of its own; an agency's money credits nobody."""
    return (told.buyer_kind, told.purchase_purpose, told.funding_source) == (
        _PERSON,
        _PERSONAL,
        _OWN,
    )


def standing_at(purchase: Purchase, cut_off_at: datetime, *, fee_counts: bool) -> Standing:
    """
    Return what of the purchase is still to come, or was lost through the seller, at the cut-off.

    Only what other services had recorded by then is looked at, whenever the answer is computed.
    """
    noted = purchase.noted
    if noted is None or not spent_for_oneself(noted):
        return NOTHING_OPEN
    due = _countable(_latest_due(purchase, cut_off_at), fee_counts=fee_counts)
    paid = [one for one in purchase.payments if one.source.recorded_at < cut_off_at]
    if any(one.remaining_due_idr == 0 for one in paid):
        return NOTHING_OPEN
    received = sum(
        _countable((one.paid_idr, one.delivery_fee_idr), fee_counts=fee_counts) for one in paid
    )
    open_idr = max(due - received, 0)
    fell = purchase.fell_through
    if fell is None or fell.source.recorded_at >= cut_off_at:
        return Standing(pending_idr=open_idr, lost_to_seller_idr=0)
    if fell.fault is Fault.SELLER:
        return Standing(pending_idr=0, lost_to_seller_idr=open_idr)
    return NOTHING_OPEN


def evolve(purchase: Purchase | None, event: PurchaseEvent) -> Purchase:
    known = purchase or Purchase()
    match event:
        case PurchaseNoted():
            return replace(known, noted=event)
        case PurchaseHandedOver():
            return replace(known, handed_over=event)
        case PurchasePaid():
            return replace(known, payments=(*known.payments, event))
        case PurchaseFellThrough():
            return replace(known, fell_through=event)
        case SpendRecorded():
            return replace(known, spends=(*known.spends, event))
        case SpendCredited():
            return replace(known, judged=known.judged | {event.spend_id})
        case _:
            assert_never(event)


def _knows(purchase: Purchase, told: NoteEvent) -> bool:
    match told:
        case PurchaseNoted():
            return purchase.noted is not None
        case PurchaseHandedOver():
            return purchase.handed_over is not None
        case PurchaseFellThrough():
            return purchase.fell_through is not None
        case PurchasePaid():
            return any(one.source.event_id == told.source.event_id for one in purchase.payments)
        case _:
            assert_never(told)


def _latest_due(purchase: Purchase, cut_off_at: datetime) -> tuple[int, int]:
    handed_over, noted = purchase.handed_over, purchase.noted
    if handed_over and handed_over.source.recorded_at < cut_off_at:
        return handed_over.amount_due_idr, handed_over.delivery_fee_idr
    assert noted is not None, "only a purchase that was noted is asked for"
    return noted.amount_due_idr, noted.delivery_fee_idr


def _countable(money: tuple[int, int], *, fee_counts: bool) -> int:
    whole, fee = money
    return whole if fee_counts else whole - fee


def _spend(
    noted: PurchaseNoted,
    handed_over: PurchaseHandedOver,
    paid: PurchasePaid,
    buyer: Buyer | None,
) -> SpendRecorded:
    return SpendRecorded(
        spend_id=spend_id_of(noted.order_id, paid.source.event_id),
        member_id=buyer.member_id if buyer else None,
        membership_id=noted.membership_id,
        institution_id=buyer.institution_id if buyer else noted.institution_id,
        agency_id_as_known=buyer.agency_id if buyer else None,
        buyer_kind=noted.buyer_kind,
        purchase_purpose=noted.purchase_purpose,
        funding_source=noted.funding_source,
        order_id=noted.order_id,
        payment_id=paid.payment_id,
        payment_event_id=paid.source.event_id,
        payment_recorded_at=paid.source.recorded_at,
        finance_seq=None,
        merchant_id=noted.merchant_id,
        merchant_kelurahan_code=noted.merchant_kelurahan_code,
        merchant_scale=noted.merchant_scale,
        merchant_kind=noted.merchant_kind,
        supervising_department=noted.supervising_department,
        delivery_kelurahan_code=noted.delivery_kelurahan_code,
        placed_at=noted.placed_at,
        delivered_at=handed_over.delivered_at,
        collected_at=paid.collected_at,
        return_until=handed_over.return_until,
        paid_idr=paid.paid_idr,
        goods_idr=paid.goods_idr,
        delivery_fee_idr=paid.delivery_fee_idr,
        lines=_spent_lines(noted, handed_over),
        confirmation=paid.confirmation,
        strength=paid.strength,
        related_party=noted.related_party,
        source=SpendSource.MARKETPLACE,
    )


def _spent_lines(noted: PurchaseNoted, handed_over: PurchaseHandedOver) -> tuple[SpentLine, ...]:
    ordered = {line.line_id: line for line in noted.lines}
    return tuple(
        SpentLine(
            category_code=ordered[line.line_id].category_code,
            commodity_code=ordered[line.line_id].commodity_code,
            staple=ordered[line.line_id].staple,
            staple_list_version=ordered[line.line_id].staple_list_version,
            goods_origin=ordered[line.line_id].goods_origin,
            net_quantity_base=line.net_quantity_base,
            base_unit=ordered[line.line_id].base_unit,
            amount_idr=line.amount_idr,
            ceiling_status=ordered[line.line_id].ceiling_status,
        )
        for line in handed_over.lines
        if line.line_id in ordered
    )


SPEND = Kind("spend", evolve)
