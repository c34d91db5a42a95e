"""Who may call an order off, until when, and whose fault it then is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.domain.errors import Rejected
from orders.domain.commands import CallOffOrder, CancelOrder, CancelSale
from orders.domain.events import OrderCancelled, OrderEvent
from orders.domain.order import Order
from orders.domain.words import CancelReason, CancelStage, Disposition, Fault, Party, Status

_UP_TO_DISPATCH: Mapping[Status, CancelStage] = {
    Status.PLACED: CancelStage.BEFORE_RESERVE,
    Status.CONFIRMED: CancelStage.BEFORE_ACCEPT,
    Status.ACCEPTED: CancelStage.BEFORE_DISPATCH,
}
_UP_TO_HANDOVER: Mapping[Status, CancelStage] = {
    **_UP_TO_DISPATCH,
    Status.DISPATCHED: CancelStage.AFTER_DISPATCH,
    Status.READY_FOR_PICKUP: CancelStage.AFTER_DISPATCH,
}
# Before she has accepted, a seller declines.
_OF_SELLER: Mapping[Status, CancelStage] = {Status.ACCEPTED: CancelStage.BEFORE_DISPATCH}


class OrderNotCancellable(Rejected):
    code = "order_not_cancellable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    by: Party
    fault: Fault
    reason: CancelReason
    disposition: Disposition = Disposition.NONE


def cancel(order: Order, command: CancelOrder, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Call the order off for its buyer.

    :raises OrderNotCancellable: it is on its way, or has ended otherwise
    """
    verdict = _Verdict(by=Party.BUYER, fault=Fault.BUYER, reason=command.reason_code)
    return _cancelled(order, verdict, _UP_TO_DISPATCH, at)


def cancel_sale(order: Order, command: CancelSale, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Call the order off for its seller, who had accepted it.

    :raises OrderNotCancellable: it has not been accepted, or is on its way
    """
    verdict = _Verdict(by=Party.SELLER, fault=Fault.SELLER, reason=command.reason_code)
    return _cancelled(order, verdict, _OF_SELLER, at)


def call_off(order: Order, command: CallOffOrder, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Call the order off for an officer, who says whose fault it is.

    :raises OrderNotCancellable: it has been handed over, or has ended otherwise
    """
    verdict = _Verdict(
        by=Party.OFFICER,
        fault=command.fault,
        reason=command.reason_code,
        disposition=command.goods_disposition,
    )
    return _cancelled(order, verdict, _UP_TO_HANDOVER, at)


def cancel_for_suspension(order: Order, *, at: datetime) -> tuple[OrderEvent, ...]:
    """Call off what a suspended seller has not yet sent; what is past that goes on."""
    if order.status not in _UP_TO_DISPATCH:
        return ()
    verdict = _Verdict(by=Party.OFFICER, fault=Fault.SELLER, reason=CancelReason.MERCHANT_SUSPENDED)
    return _cancelled(order, verdict, _UP_TO_DISPATCH, at)


def _cancelled(
    order: Order, verdict: _Verdict, stages: Mapping[Status, CancelStage], at: datetime
) -> tuple[OrderEvent, ...]:
    if order.status is Status.CANCELLED:
        return ()
    stage = stages.get(order.status)
    if stage is None:
        raise OrderNotCancellable(f"the order is {order.status}", status=order.status.value)
    nothing_came_back = verdict.disposition is Disposition.NONE
    cancelled = OrderCancelled(
        order_id=order.order_id,
        payment_id=order.payment_id,
        cancelled_at=at,
        by=verdict.by,
        stage=stage,
        reason_code=verdict.reason,
        reason_text_ref=None,
        fault=verdict.fault,
        goods_disposition=None if nothing_came_back else verdict.disposition,
    )
    return (cancelled,)
