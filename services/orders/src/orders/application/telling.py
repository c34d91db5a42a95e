"""Whom our events give something to know: the buyer or the seller of an order, as it was placed."""

from collections.abc import Iterable, Mapping

from kernel.application.envelope import Recorded
from kernel.application.telling import Draft, Make, account
from kernel.domain.events import Event
from orders.domain.events import (
    DeliveryAttemptFailed,
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderDelivered,
    OrderDispatched,
    OrderExpired,
    OrderRejected,
    OrderReturnedToSeller,
    ReadyForPickup,
)
from orders.domain.notices import NoticeKind
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import ReturnAccepted, ReturnDeclined, ReturnRequested
from orders.domain.words import CancelStage, DeclaredBy, Party, Stage

Drafts = Iterable[Draft]
# Before there was stock for it the seller has not heard of the order.
_UNHEARD_OF = frozenset({Stage.RESERVATION, Stage.PAYMENT})


def confirmed(recorded: Recorded[OrderConfirmed], order: OrderPlaced) -> Drafts:
    due = {"amount_due_idr": order.amount_due_idr, "accept_by": recorded.event.accept_by}
    yield _to_seller(NoticeKind.ORDER_RECEIVED, order, **due)


def rejected(_: Recorded[OrderRejected], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.ORDER_REJECTED, order)


def accepted(recorded: Recorded[OrderAccepted], order: OrderPlaced) -> Drafts:
    promised_by = recorded.event.promised_window_end
    yield _to_buyer(NoticeKind.ORDER_ACCEPTED, order, promised_by=promised_by)


def declined(_: Recorded[OrderDeclined], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.ORDER_DECLINED, order)


def dispatched(recorded: Recorded[OrderDispatched], order: OrderPlaced) -> Drafts:
    due_idr = recorded.event.amount_to_collect_idr
    yield _to_buyer(NoticeKind.ORDER_ON_ITS_WAY, order, amount_due_idr=due_idr)


def ready(recorded: Recorded[ReadyForPickup], order: OrderPlaced) -> Drafts:
    due = {"amount_due_idr": order.amount_due_idr, "collect_by": recorded.event.collect_by}
    yield _to_buyer(NoticeKind.READY_FOR_PICKUP, order, **due)


def attempted(recorded: Recorded[DeliveryAttemptFailed], order: OrderPlaced) -> Drafts:
    again_at = recorded.event.next_attempt_at
    if again_at is None:
        yield _to_buyer(NoticeKind.ATTEMPT_FAILED, order)
    else:
        yield _to_buyer(NoticeKind.NEXT_ATTEMPT, order, next_attempt_at=again_at)


def delivered(recorded: Recorded[OrderDelivered], order: OrderPlaced) -> Drafts:
    """Of a hand-over that one side alone speaks for, the other side should hear."""
    event = recorded.event
    if event.declared_by is DeclaredBy.BUYER:
        yield _to_seller(NoticeKind.HANDOVER_CLAIMED, order)
    elif not event.code_verified:
        said = {"cash_idr": event.declared_cash_idr or 0, "confirm_until": event.confirm_until}
        yield _to_buyer(NoticeKind.HANDOVER_RECORDED, order, **said)


def completed(recorded: Recorded[OrderCompleted], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.ORDER_COMPLETED, order, paid_idr=recorded.event.paid_idr)


def cancelled(recorded: Recorded[OrderCancelled], order: OrderPlaced) -> Drafts:
    """Tell whoever did not do it; of what was never confirmed the seller has not heard."""
    event = recorded.event
    if event.by is Party.SELLER:
        yield _to_buyer(NoticeKind.CANCELLED_BY_SELLER, order)
    elif event.by is not Party.BUYER:
        yield _to_buyer(NoticeKind.ORDER_CALLED_OFF, order)
    if event.by is not Party.SELLER and event.stage is not CancelStage.BEFORE_RESERVE:
        by_buyer = event.by is Party.BUYER
        kind = NoticeKind.CANCELLED_BY_BUYER if by_buyer else NoticeKind.SALE_CALLED_OFF
        yield _to_seller(kind, order)


def expired(recorded: Recorded[OrderExpired], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.ORDER_EXPIRED, order)
    if recorded.event.stage not in _UNHEARD_OF:
        yield _to_seller(NoticeKind.SALE_EXPIRED, order, deadline_at=recorded.event.deadline)


def went_back(_: Recorded[OrderReturnedToSeller], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.ORDER_WENT_BACK, order)


def return_requested(recorded: Recorded[ReturnRequested], order: OrderPlaced) -> Drafts:
    about = {"return_id": recorded.event.return_id, "answer_by": recorded.event.answer_by}
    yield _to_seller(NoticeKind.RETURN_REQUESTED, order, **about)


def return_accepted(recorded: Recorded[ReturnAccepted], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.RETURN_ACCEPTED, order, return_id=recorded.event.return_id)


def return_declined(recorded: Recorded[ReturnDeclined], order: OrderPlaced) -> Drafts:
    yield _to_buyer(NoticeKind.RETURN_DECLINED, order, return_id=recorded.event.return_id)


MAKERS: Mapping[type[Event], Make] = {
    OrderConfirmed: confirmed,
    OrderRejected: rejected,
    OrderAccepted: accepted,
    OrderDeclined: declined,
    OrderDispatched: dispatched,
    ReadyForPickup: ready,
    DeliveryAttemptFailed: attempted,
    OrderDelivered: delivered,
    OrderCompleted: completed,
    OrderCancelled: cancelled,
    OrderExpired: expired,
    OrderReturnedToSeller: went_back,
    ReturnRequested: return_requested,
    ReturnAccepted: return_accepted,
    ReturnDeclined: return_declined,
}


def _to_seller(kind: NoticeKind, order: OrderPlaced, **params: object) -> Draft:
    seller = account(order.merchant_owner_account_id)
    return Draft(kind=kind, to=seller, params={**_about(order), **params})


def _to_buyer(kind: NoticeKind, order: OrderPlaced, **params: object) -> Draft:
    return Draft(
        kind=kind,
        to=account(order.buyer_account_id),
        params={**_about(order), **params},
        contact_ref=order.address_ref,
    )


def _about(order: OrderPlaced) -> Mapping[str, object]:
    return {"order_id": order.order_id, "order_number": order.order_number}
