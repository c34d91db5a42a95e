"""What a seller decides: to take an order or leave it, and to set out with it."""

from datetime import datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Rejected
from orders.domain.commands import DeclineOrder
from orders.domain.deadlines import Deadlines
from orders.domain.events import (
    OrderAccepted,
    OrderDeclined,
    OrderDispatched,
    OrderEvent,
    ShippedLine,
)
from orders.domain.order import Order
from orders.domain.words import CarrierKind, ClockBasis, Status


class OrderNotAcceptable(Rejected):
    code = "order_not_acceptable"


class OrderNotDeclinable(Rejected):
    code = "order_not_declinable"


class OrderNotDispatchable(Rejected):
    code = "order_not_dispatchable"


def accept(
    order: Order, *, at: datetime, deadlines: Deadlines, hours: OpeningHours
) -> tuple[OrderEvent, ...]:
    """
    Take the order, and promise to bring it.

    :raises OrderNotAcceptable: it does not wait for the seller
    """
    if order.status is Status.ACCEPTED:
        return ()
    if order.status is not Status.CONFIRMED:
        raise OrderNotAcceptable(f"the order is {order.status}", status=order.status.value)
    dispatch_by = deadlines.dispatch_by(at, hours)
    deliver_by = deadlines.deliver_by(dispatch_by, hours)
    accepted = OrderAccepted(
        order_id=order.order_id,
        accepted_at=at,
        promised_window_start=at,
        promised_window_end=deliver_by,
        dispatch_by=dispatch_by,
        deliver_by=deliver_by,
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
    )
    return (accepted,)


def decline(order: Order, command: DeclineOrder, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Leave the order.

    :raises OrderNotDeclinable: it does not wait for the seller
    """
    if order.status is Status.DECLINED:
        return ()
    if order.status is not Status.CONFIRMED:
        raise OrderNotDeclinable(f"the order is {order.status}", status=order.status.value)
    declined = OrderDeclined(
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        declined_at=at,
        reason_code=command.reason_code,
        reason_text_ref=None,
        lines=(),
    )
    return (declined,)


def dispatch(order: Order, *, at: datetime, calendar_version: str) -> tuple[OrderEvent, ...]:
    """
    Set out with all of the goods.

    :raises OrderNotDispatchable: it has not been accepted, or is past that
    """
    if order.status is Status.DISPATCHED:
        return ()
    if order.status is not Status.ACCEPTED:
        raise OrderNotDispatchable(f"the order is {order.status}", status=order.status.value)
    dispatched = OrderDispatched(
        order_id=order.order_id,
        attempt_no=1,
        carrier_kind=CarrierKind.SELLER,
        carrier_id=None,
        amount_to_collect_idr=order.placed.amount_due_idr,
        dispatched_at=at,
        expected_at=order.deliver_by,
        deliver_by=order.deliver_by,
        calendar_version=calendar_version,
        lines_shipped=tuple(
            ShippedLine(line_id=line.line_id, quantity=line.quantity) for line in order.placed.lines
        ),
    )
    return (dispatched,)
