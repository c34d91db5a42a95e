"""What of a purchase was still open, lost or disputed at a cut-off, beside what was credited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.domain.period import Period
from compliance.domain.policy_events import PolicyDocument
from compliance.domain.purchase import Purchase, spent_for_oneself
from compliance.domain.purchase_events import MoneyNote, PurchaseCorrected, PurchasePaid
from compliance.domain.words import Fault, ReductionCause
from kernel.domain.wib import period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What a month's closing asks about a purchase.

    Money that is in dispute is not pending as well.
    """

    pending_idr: int
    lost_to_seller_idr: int
    disputed_idr: int = 0


NOTHING_OPEN = Standing(pending_idr=0, lost_to_seller_idr=0)


def standing_at(purchase: Purchase, cut_off_at: datetime, *, fee_counts: bool) -> Standing:
    """
    Return what of the purchase is still to come, in dispute, or lost through the seller.

    Only what other services had recorded by then is looked at, whenever the answer is computed.
    """
    noted = purchase.noted
    if noted is None or not spent_for_oneself(noted):
        return NOTHING_OPEN
    open_idr = _open_at(purchase, cut_off_at, fee_counts=fee_counts)
    disputed = _disputed_at(purchase, cut_off_at)
    fell = purchase.fell_through
    if fell is None or fell.source.recorded_at >= cut_off_at:
        pending = max(open_idr - disputed, 0)
        return Standing(pending_idr=pending, lost_to_seller_idr=0, disputed_idr=disputed)
    lost = open_idr if fell.fault is Fault.SELLER else 0
    return Standing(pending_idr=0, lost_to_seller_idr=lost, disputed_idr=disputed)


def standings(
    purchases: Iterable[Purchase], period: Period, document: PolicyDocument
) -> Mapping[str, Standing]:
    """Return, by membership, what ordered that month was open, lost or disputed at the cut-off."""
    found: dict[str, Standing] = {}
    for purchase in purchases:
        noted = purchase.noted
        if noted is None or noted.membership_id is None:
            continue
        if period_of(noted.placed_at) != period.period:
            continue
        one = standing_at(purchase, period.cut_off_at, fee_counts=document.delivery_fee_counts)
        found[noted.membership_id] = _together(found.get(noted.membership_id), one)
    return found


def settled_at(purchase: Purchase) -> datetime | None:
    """Return since when nothing has been due any more; None if something is."""
    since: datetime | None = None
    for told in _in_time(purchase.money):
        if _remaining(told) == 0:
            since = since or told.source.recorded_at
        elif _remaining(told):
            since = None
    return since


def is_contested(purchase: Purchase) -> bool:
    return bool(purchase.disputes)


def _open_at(purchase: Purchase, cut_off_at: datetime, *, fee_counts: bool) -> int:
    told = [one for one in _in_time(purchase.money) if one.source.recorded_at < cut_off_at]
    remaining = [one for one in map(_remaining, told) if one is not None]
    if remaining and remaining[-1] == 0:
        return 0
    due = _countable(_latest_due(purchase, cut_off_at), fee_counts=fee_counts)
    received = sum(_countable(_came_in(one), fee_counts=fee_counts) for one in told)
    return max(due - received, 0)


def _disputed_at(purchase: Purchase, cut_off_at: datetime) -> int:
    resolved = {
        one.correction_id
        for one in purchase.money
        if isinstance(one, PurchaseCorrected)
        and one.cause is ReductionCause.DISPUTE
        and one.source.recorded_at < cut_off_at
    }
    return sum(
        abs(one.buyer_says_idr - one.seller_says_idr)
        for one in purchase.disputes
        if one.source.recorded_at < cut_off_at and one.dispute_id not in resolved
    )


def _in_time(money: Iterable[MoneyNote]) -> list[MoneyNote]:
    return sorted(money, key=lambda one: one.source.recorded_at)


def _remaining(told: MoneyNote) -> int | None:
    # A refund says nothing about what is due.
    return told.remaining_due_idr if isinstance(told, PurchasePaid | PurchaseCorrected) else None


def _came_in(told: MoneyNote) -> tuple[int, int]:
    if isinstance(told, PurchasePaid):
        return told.paid_idr, told.delivery_fee_idr
    if isinstance(told, PurchaseCorrected):
        fee = told.delivery_fee_delta_idr
        return told.goods_delta_idr + fee + told.rounding_delta_idr, fee
    return 0, 0


def _latest_due(purchase: Purchase, cut_off_at: datetime) -> tuple[int, int]:
    handed_over, noted = purchase.handed_over, purchase.noted
    if handed_over and handed_over.source.recorded_at < cut_off_at:
        return handed_over.amount_due_idr, handed_over.delivery_fee_idr
    assert noted is not None, "only a purchase that was noted is asked for"
    return noted.amount_due_idr, noted.delivery_fee_idr


def _countable(money: tuple[int, int], *, fee_counts: bool) -> int:
    whole, fee = money
    return whole if fee_counts else whole - fee


def _together(one: Standing | None, other: Standing) -> Standing:
    if one is None:
        return other
    return Standing(
        pending_idr=one.pending_idr + other.pending_idr,
        lost_to_seller_idr=one.lost_to_seller_idr + other.lost_to_seller_idr,
        disputed_idr=one.disputed_idr + other.disputed_idr,
    )
