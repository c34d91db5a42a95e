"""Whom our events give something to know about money: the other side, or both."""

from collections.abc import Iterable, Mapping

from kernel.application.envelope import Recorded
from kernel.application.telling import Draft, Make, account
from kernel.domain.events import Event
from payments.domain.collection_events import (
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.money import MoneyEvent
from payments.domain.notices import NoticeKind
from payments.domain.refund_events import (
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.words import RefundDecision, Side

Drafts = Iterable[Draft]


def disputed(recorded: Recorded[CollectionDisputed], _: object) -> Drafts:
    """Tell the side that did not object."""
    event = recorded.event
    tell = _to_seller if event.raised_by is Side.BUYER else _to_buyer
    says = {"buyer_says_idr": event.buyer_says_idr, "seller_says_idr": event.seller_says_idr}
    yield from tell(NoticeKind.CASH_DISPUTED, event, **says)


def dispute_resolved(recorded: Recorded[CollectionDisputeResolved], _: object) -> Drafts:
    event = recorded.event
    yield from _to_both(NoticeKind.CASH_DISPUTE_RESOLVED, event, decided_idr=event.decided_idr)


def correction_requested(recorded: Recorded[CollectionCorrectionRequested], _: object) -> Drafts:
    event = recorded.event
    figures = {"wrong_idr": event.wrong_idr, "right_idr": event.right_idr}
    yield from _to_buyer(NoticeKind.CORRECTION_REQUESTED, event, **figures)


def refund_due(recorded: Recorded[RefundDue], _: object) -> Drafts:
    event = recorded.event
    owed = {"amount_idr": event.amount_idr, "refund_by": event.refund_by}
    yield from _to_buyer(NoticeKind.REFUND_TO_COME, event, **owed)
    yield from _to_seller(NoticeKind.REFUND_TO_PAY, event, **owed)


def refund_claimed(recorded: Recorded[RefundClaimed], _: object) -> Drafts:
    event = recorded.event
    said = {"amount_idr": event.amount_idr, "objection_by": event.deadline}
    yield from _to_buyer(NoticeKind.REFUND_CLAIMED, event, **said)


def refund_disputed(recorded: Recorded[RefundDisputed], _: object) -> Drafts:
    event = recorded.event
    yield from _to_seller(NoticeKind.REFUND_DISPUTED, event, amount_idr=event.amount_idr)


def refund_resolved(recorded: Recorded[RefundDisputeResolved], _: object) -> Drafts:
    event = recorded.event
    paid = event.decision is RefundDecision.PAID
    kind = NoticeKind.REFUND_DISPUTE_RESOLVED if paid else NoticeKind.REFUND_DUE_AGAIN
    yield from _to_both(kind, event, amount_idr=event.amount_idr)


MAKERS: Mapping[type[Event], Make] = {
    CollectionDisputed: disputed,
    CollectionDisputeResolved: dispute_resolved,
    CollectionCorrectionRequested: correction_requested,
    RefundDue: refund_due,
    RefundClaimed: refund_claimed,
    RefundDisputed: refund_disputed,
    RefundDisputeResolved: refund_resolved,
}


def _to_both(kind: NoticeKind, event: MoneyEvent, **params: object) -> Drafts:
    yield from _to_buyer(kind, event, **params)
    yield from _to_seller(kind, event, **params)


def _to_buyer(kind: NoticeKind, event: MoneyEvent, **params: object) -> Drafts:
    yield _draft(kind, event.buyer_account_id, event, params)


def _to_seller(kind: NoticeKind, event: MoneyEvent, **params: object) -> Drafts:
    # The first events did not say whose account the seller's is.
    if event.merchant_owner_account_id is not None:
        yield _draft(kind, event.merchant_owner_account_id, event, params)


def _draft(
    kind: NoticeKind, account_id: str, event: MoneyEvent, params: Mapping[str, object]
) -> Draft:
    about = {"order_id": event.order_id, "payment_id": event.payment_id}
    return Draft(kind=kind, to=account(account_id), params={**about, **params})
