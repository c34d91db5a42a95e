"""What a buyer decides: to call an order off while the goods are still with the seller."""

from collections.abc import Mapping
from datetime import datetime

from kernel.domain.errors import Rejected
from orders.domain.commands import CancelOrder
from orders.domain.events import OrderCancelled, OrderEvent
from orders.domain.order import Order
from orders.domain.words import CancelStage, Fault, Party, Status

_STAGES: Mapping[Status, CancelStage] = {
    Status.PLACED: CancelStage.BEFORE_RESERVE,
    Status.CONFIRMED: CancelStage.BEFORE_ACCEPT,
    Status.ACCEPTED: CancelStage.BEFORE_DISPATCH,
}


class OrderNotCancellable(Rejected):
    code = "order_not_cancellable"


def cancel(order: Order, command: CancelOrder, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Call the order off.

    :raises OrderNotCancellable: it is on its way, or has ended otherwise
    """
    if order.status is Status.CANCELLED:
        return ()
    stage = _STAGES.get(order.status)
    if stage is None:
        raise OrderNotCancellable(f"the order is {order.status}", status=order.status.value)
    cancelled = OrderCancelled(
        order_id=order.order_id,
        payment_id=order.payment_id,
        cancelled_at=at,
        by=Party.BUYER,
        stage=stage,
        reason_code=command.reason_code,
        reason_text_ref=None,
        fault=Fault.BUYER,
        goods_disposition=None,
    )
    return (cancelled,)
