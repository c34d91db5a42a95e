"""From what is known of a purchase to the facts of spending: how much, and how much less of it.

Receipts, corrections and refunds are taken in the order in which payments told them, and only once
the order's own facts are known: so it does not matter which service was heard first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.domain.purchase import Buyer, Purchase, Spend, evolve
from compliance.domain.purchase_events import (
    MoneyNote,
    PurchaseCorrected,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    SpendRecorded,
    SpendReduced,
    SpentLine,
)
from compliance.domain.words import ReductionCause, SpendSource
from kernel.domain.ids import derived_id

_TWO_SIDED = "two_sided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What came in, or went back, towards the sum due."""

    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    staple_idr: int | None = None  # None: nobody said.

    @property
    def paid_idr(self) -> int:
        return self.goods_idr + self.delivery_fee_idr + self.rounding_idr


def spend_id_of(order_id: str, payment_event_id: str) -> str:
    """Return the one id that this payment of that order always has."""
    return derived_id("spend", order_id, payment_event_id)


def settle(purchase: Purchase, *, buyer: Buyer | None) -> tuple[SpendRecorded | SpendReduced, ...]:
    """Turn what is known and was not yet into spends and their reductions."""
    if not purchase.is_complete:
        return ()
    events: list[SpendRecorded | SpendReduced] = []
    for at, told in enumerate(purchase.money):
        if _waits_for_orders(told, purchase):
            break  # What came after it may depend on it.
        if told.source.event_id in purchase.settled:
            continue
        before = frozenset(one.source.event_id for one in purchase.money[:at])
        for event in _settled(told, purchase, buyer, before):
            purchase = evolve(purchase, event)
            events.append(event)
    return tuple(events)


def staple_share(spend: SpendRecorded, counted_idr: int) -> int:
    """
    Return how much of the money was for staples: their share of the order's goods, rounded down.

    An order may be paid in parts, each a spend with all its lines; the parts together never count
    more staples than were bought, in whatever order they arrive.
    """
    goods = sum(line.amount_idr for line in spend.lines)
    staple = sum(line.amount_idr for line in spend.lines if line.staple)
    counted = min(counted_idr, spend.goods_idr, goods)
    return staple * counted // goods if goods and counted > 0 else 0


def left_of(spend: Spend) -> Sums:
    """Return what the spend is still worth."""
    told, gone = spend.recorded, spend.reductions
    goods = told.goods_idr - sum(one.goods_idr for one in gone)
    fee = told.delivery_fee_idr - sum(one.delivery_fee_idr for one in gone)
    paid = told.paid_idr - sum(one.paid_idr for one in gone)
    return Sums(
        goods_idr=goods,
        delivery_fee_idr=fee,
        rounding_idr=paid - goods - fee,
        staple_idr=staple_share(told, told.goods_idr) - sum(one.staple_idr for one in gone),
    )


def _waits_for_orders(told: MoneyNote, purchase: Purchase) -> bool:
    if not isinstance(told, PurchaseRefunded) or told.return_id is None:
        return False
    return told.return_id not in {one.return_id for one in purchase.returns}


def _settled(
    told: MoneyNote, purchase: Purchase, buyer: Buyer | None, before: frozenset[str]
) -> Iterator[SpendRecorded | SpendReduced]:
    sums = _sums(told, purchase)
    if isinstance(told, PurchasePaid) or sums.paid_idr > 0:
        yield _spend(told, sums, purchase, buyer)
    elif sums.paid_idr < 0:
        # Only from what had come in by then, however late the rest of the order became known.
        earlier = [one for one in purchase.spends if one.recorded.payment_event_id in before]
        yield from _reductions(told, sums, _in_turn(earlier, told.collection_id))


def _sums(told: MoneyNote, purchase: Purchase) -> Sums:
    match told:
        case PurchasePaid():
            rounding = told.paid_idr - told.goods_idr - told.delivery_fee_idr
            return Sums(
                goods_idr=told.goods_idr,
                delivery_fee_idr=told.delivery_fee_idr,
                rounding_idr=rounding,
            )
        case PurchaseCorrected():
            return Sums(
                goods_idr=told.goods_delta_idr,
                delivery_fee_idr=told.delivery_fee_delta_idr,
                rounding_idr=told.rounding_delta_idr,
            )
        case _:
            staples = {one.return_id: one.staple_refund_idr for one in purchase.returns}
            known = staples.get(told.return_id or "")
            return Sums(
                goods_idr=-told.goods_idr,
                delivery_fee_idr=-told.delivery_fee_idr,
                rounding_idr=-told.rounding_idr,
                staple_idr=None if known is None else -known,
            )


def _reductions(told: MoneyNote, sums: Sums, spends: Sequence[Spend]) -> Iterator[SpendReduced]:
    goods, fee = -sums.goods_idr, -sums.delivery_fee_idr
    rounding, staple = -sums.rounding_idr, None if sums.staple_idr is None else -sums.staple_idr
    for spend in spends:
        left = left_of(spend)
        taken = _taken(left, goods, fee, rounding, staple)
        if not taken.paid_idr:
            continue
        goods, fee = goods - taken.goods_idr, fee - taken.delivery_fee_idr
        rounding -= taken.rounding_idr
        staple = None if staple is None else staple - (taken.staple_idr or 0)
        yield _reduction(told, spend, taken)


def _in_turn(spends: Sequence[Spend], collection_id: str | None) -> list[Spend]:
    """Return those of the collection first, and of those the latest."""
    latest = list(reversed(spends))
    return sorted(latest, key=lambda one: one.recorded.collection_id != collection_id)


def _taken(left: Sums, goods: int, fee: int, rounding: int, staple: int | None) -> Sums:
    """Return what of it this spend bears: never more than it is worth, and no less than nothing."""
    goods_taken = min(max(goods, 0), left.goods_idr)
    fee_taken = min(max(fee, 0), left.delivery_fee_idr)
    if (goods_taken, fee_taken) == (left.goods_idr, left.delivery_fee_idr):
        rounding_taken = left.rounding_idr
    else:
        paid = goods_taken + fee_taken + rounding
        rounding_taken = min(max(paid, 0), left.paid_idr) - goods_taken - fee_taken
    return Sums(
        goods_idr=goods_taken,
        delivery_fee_idr=fee_taken,
        rounding_idr=rounding_taken,
        staple_idr=_staple_taken(left, goods_taken, staple),
    )


def _staple_taken(left: Sums, goods_taken: int, staple: int | None) -> int:
    """Return the staples in it: as orders told, else in proportion; what is left stays possible."""
    known = left.staple_idr or 0
    share = known * goods_taken // left.goods_idr if left.goods_idr else 0
    wanted = share if staple is None else min(staple, goods_taken)
    least = known - (left.goods_idr - goods_taken)
    return min(max(wanted, least, 0), known)


def _reduction(told: MoneyNote, spend: Spend, taken: Sums) -> SpendReduced:
    recorded = spend.recorded
    return SpendReduced(
        reduction_id=derived_id("reduction", told.source.event_id, recorded.spend_id),
        spend_id=recorded.spend_id,
        order_id=recorded.order_id,
        cause=told.cause if isinstance(told, PurchaseCorrected) else ReductionCause.REFUND,
        cause_event_id=told.source.event_id,
        cause_recorded_at=told.source.recorded_at,
        merchant_id=recorded.merchant_id,
        institution_id=recorded.institution_id,
        membership_id=recorded.membership_id,
        collected_at=recorded.collected_at,
        paid_idr=taken.paid_idr,
        goods_idr=taken.goods_idr,
        delivery_fee_idr=taken.delivery_fee_idr,
        staple_idr=taken.staple_idr or 0,
        merchant_kelurahan_code=recorded.merchant_kelurahan_code,
    )


def _spend(told: MoneyNote, sums: Sums, purchase: Purchase, buyer: Buyer | None) -> SpendRecorded:
    noted, handed_over = purchase.noted, purchase.handed_over
    assert noted is not None, "only a complete purchase is settled"
    assert handed_over is not None, "only a complete purchase is settled"
    assert not isinstance(told, PurchaseRefunded), "a refund brings nothing in"
    confirmation, strength = _certainty(told)
    return SpendRecorded(
        spend_id=spend_id_of(noted.order_id, told.source.event_id),
        member_id=buyer.member_id if buyer else None,
        membership_id=noted.membership_id,
        institution_id=buyer.institution_id if buyer else noted.institution_id,
        agency_id_as_known=buyer.agency_id if buyer else None,
        buyer_kind=noted.buyer_kind,
        purchase_purpose=noted.purchase_purpose,
        funding_source=noted.funding_source,
        order_id=noted.order_id,
        payment_id=told.payment_id,
        payment_event_id=told.source.event_id,
        payment_recorded_at=told.source.recorded_at,
        finance_seq=None,
        merchant_id=noted.merchant_id,
        merchant_kelurahan_code=noted.merchant_kelurahan_code,
        merchant_scale=noted.merchant_scale,
        merchant_kind=noted.merchant_kind,
        supervising_department=noted.supervising_department,
        delivery_kelurahan_code=noted.delivery_kelurahan_code,
        placed_at=noted.placed_at,
        delivered_at=handed_over.delivered_at,
        collected_at=_collected_at(told),
        return_until=handed_over.return_until,
        paid_idr=sums.paid_idr,
        goods_idr=sums.goods_idr,
        delivery_fee_idr=sums.delivery_fee_idr,
        lines=_spent_lines(noted, handed_over),
        confirmation=confirmation,
        strength=strength,
        related_party=noted.related_party,
        source=SpendSource.MARKETPLACE,
        collection_id=told.collection_id,
    )


def _collected_at(told: PurchasePaid | PurchaseCorrected) -> datetime:
    return told.collected_at if isinstance(told, PurchasePaid) else told.original_collected_at


def _certainty(told: PurchasePaid | PurchaseCorrected) -> tuple[str, str]:
    if isinstance(told, PurchasePaid):
        return told.confirmation, told.strength
    return str(told.cause), _TWO_SIDED


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
