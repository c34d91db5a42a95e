"""One purchase, put together from what orders and payments tell, in whatever order it comes."""

from dataclasses import dataclass, replace

from compliance.domain.purchase_events import (
    JudgementEvent,
    MoneyNote,
    NoteEvent,
    PurchaseClaimed,
    PurchaseConfirmed,
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseEvent,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    PurchaseReturned,
    SpendCredited,
    SpendRecorded,
    SpendReduced,
    SpendReversed,
)
from compliance.domain.words import SpendStatus
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

_PERSON, _PERSONAL, _OWN = "person", "personal", "own"
_RECORDED, _CREDITED, _REVERSED = SpendStatus.RECORDED, SpendStatus.CREDITED, SpendStatus.REVERSED

SPEND_LIFE = Lifecycle(
    name="spend",
    arrows=(
        Arrow(None, SpendRecorded, _RECORDED),
        Arrow(_RECORDED, SpendReduced, _RECORDED, "nothing credited yet"),
        Arrow(_RECORDED, SpendCredited, _CREDITED),
        Arrow(_CREDITED, SpendReduced, _CREDITED),
        Arrow(_CREDITED, SpendReversed, _CREDITED, "in part"),
        Arrow(_CREDITED, SpendReversed, _REVERSED, "all of it"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """
    One spend: what was recorded, what has gone back of it, and what is still credited for it.

    A spend that is worth nothing any more is as if it had never been: nothing is credited for it.
    """

    recorded: SpendRecorded
    status: SpendStatus
    reductions: tuple[SpendReduced, ...] = ()
    credit: SpendCredited | None = None
    reversed: frozenset[str] = frozenset()  # Ids of reductions that have been judged.
    reversed_idr: int = 0
    reversed_staple_idr: int = 0

    @property
    def spend_id(self) -> str:
        return self.recorded.spend_id

    @property
    def unjudged(self) -> tuple[SpendReduced, ...]:
        """Return the reductions by which nothing has been reversed yet."""
        return tuple(one for one in self.reductions if one.reduction_id not in self.reversed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """
    What is known of an order.

    :param money: receipts, corrections and refunds, in the order in which they became known
    :param talk: what buyer and seller say about money
    :param settled: ids of the foreign events that have become a spend or a reduction
    """

    noted: PurchaseNoted | None = None
    handed_over: PurchaseHandedOver | None = None
    fell_through: PurchaseFellThrough | None = None
    money: tuple[MoneyNote, ...] = ()
    returns: tuple[PurchaseReturned, ...] = ()
    talk: tuple[PurchaseClaimed | PurchaseConfirmed | PurchaseDisputed, ...] = ()
    spends: tuple[Spend, ...] = ()
    settled: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Tell whether the order's own facts and some money are known."""
        return bool(self.noted and self.handed_over and self.money)

    @property
    def disputes(self) -> tuple[PurchaseDisputed, ...]:
        return tuple(one for one in self.talk if isinstance(one, PurchaseDisputed))

    @property
    def waiting(self) -> tuple[SpendRecorded, ...]:
        """Return the spends on which nobody has judged."""
        return tuple(one.recorded for one in self.spends if one.credit is None)

    def spend(self, spend_id: str) -> Spend:
        found = self.find(spend_id)
        assert found is not None, "no arrow leads to a spend that was never recorded"
        return found

    def find(self, spend_id: str) -> Spend | None:
        return next((one for one in self.spends if one.spend_id == spend_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The member behind a purchase, as known on the day of the order."""

    member_id: str
    membership_id: str
    institution_id: str
    agency_id: str | None


def note(purchase: Purchase | None, told: NoteEvent) -> tuple[NoteEvent, ...]:
    """Keep what was told, unless it is known already."""
    return () if _knows(purchase or Purchase(), told) else (told,)


def spent_for_oneself(told: PurchaseNoted | SpendRecorded) -> bool:
    """Tell whether a person bought with money of its own; an agency's money credits nobody."""
    return (told.buyer_kind, told.purchase_purpose, told.funding_source) == (
        _PERSON,
        _PERSONAL,
        _OWN,
    )


def evolve(purchase: Purchase | None, event: PurchaseEvent) -> Purchase:
    known = purchase or Purchase()
    match event:
        case SpendRecorded():
            return _recorded(known, event)
        case SpendReduced():
            return _reduced(known, event)
        case SpendCredited() | SpendReversed():
            return _judged(known, event)
        case _:
            return _noted(known, event)


def _noted(known: Purchase, told: NoteEvent) -> Purchase:
    match told:
        case PurchaseNoted():
            return replace(known, noted=told)
        case PurchaseHandedOver():
            return replace(known, handed_over=told)
        case PurchaseFellThrough():
            return replace(known, fell_through=told)
        case PurchasePaid() | PurchaseCorrected() | PurchaseRefunded():
            return replace(known, money=(*known.money, told))
        case PurchaseReturned():
            return replace(known, returns=(*known.returns, told))
        case _:
            return replace(known, talk=(*known.talk, told))


def _recorded(known: Purchase, event: SpendRecorded) -> Purchase:
    before = known.find(event.spend_id)
    status = SPEND_LIFE.moved(before.status if before else None, event, _RECORDED)
    return replace(
        known,
        spends=(*known.spends, Spend(recorded=event, status=status)),
        settled=known.settled | {event.payment_event_id},
    )


def _reduced(known: Purchase, event: SpendReduced) -> Purchase:
    spend = known.spend(event.spend_id)
    status = SPEND_LIFE.moved(spend.status, event, spend.status)
    changed = replace(spend, status=status, reductions=(*spend.reductions, event))
    return replace(_with(known, changed), settled=known.settled | {event.cause_event_id})


def _judged(known: Purchase, event: JudgementEvent) -> Purchase:
    spend = known.spend(event.spend_id)
    if isinstance(event, SpendCredited):
        status = SPEND_LIFE.moved(spend.status, event, _CREDITED)
        return _with(known, replace(spend, status=status, credit=event))
    assert spend.credit is not None, "only what was credited is taken back"
    taken_idr = spend.reversed_idr + event.amount_idr
    target = _REVERSED if taken_idr == spend.credit.credited_idr else _CREDITED
    changed = replace(
        spend,
        status=SPEND_LIFE.moved(spend.status, event, target),
        reversed=spend.reversed | {event.reversal_id},
        reversed_idr=taken_idr,
        reversed_staple_idr=spend.reversed_staple_idr + event.staple_idr,
    )
    return _with(known, changed)


def _with(known: Purchase, changed: Spend) -> Purchase:
    spends = (changed if one.spend_id == changed.spend_id else one for one in known.spends)
    return replace(known, spends=tuple(spends))


def _knows(purchase: Purchase, told: NoteEvent) -> bool:
    match told:
        case PurchaseNoted():
            return purchase.noted is not None
        case PurchaseHandedOver():
            return purchase.handed_over is not None
        case PurchaseFellThrough():
            return purchase.fell_through is not None
        case _:
            known = (*purchase.money, *purchase.returns, *purchase.talk)
            return any(one.source.event_id == told.source.event_id for one in known)


SPEND = Kind("spend", evolve)
