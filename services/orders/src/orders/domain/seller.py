"""What a seller decides: to take an order or leave it, to set out with it or to have it ready."""

from datetime import datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Rejected
from orders.domain.attempts import ATTEMPTS_MAX
from orders.domain.commands import DeclineOrder, DispatchOrder
from orders.domain.deadlines import Deadlines
from orders.domain.events import (
    OrderAccepted,
    OrderDeclined,
    OrderDispatched,
    OrderEvent,
    ReadyForPickup,
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


class OrderForPickup(Rejected):
    code = "order_for_pickup"


class OrderForDelivery(Rejected):
    code = "order_for_delivery"


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
    placed = order.placed
    dispatch_by = deadlines.dispatch_by(at, hours, wanted=placed.window_start)
    deliver_by = deadlines.deliver_by(dispatch_by, hours, wanted=placed.window_end)
    accepted = OrderAccepted(
        order_id=order.order_id,
        accepted_at=at,
        promised_window_start=placed.window_start or at,
        promised_window_end=placed.window_end or deliver_by,
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


def dispatch(
    order: Order, command: DispatchOrder, *, at: datetime, calendar_version: str
) -> tuple[OrderEvent, ...]:
    """
    Set out with all of the goods, or once more after an attempt that failed.

    :raises OrderForPickup: the buyer fetches it
    :raises OrderNotDispatchable: it has not been accepted, or is past that
    """
    if order.status is Status.DISPATCHED and not _sets_out_again(order, command):
        return ()
    if order.is_for_pickup:
        raise OrderForPickup("the buyer fetches it")
    if order.status not in (Status.ACCEPTED, Status.DISPATCHED):
        raise OrderNotDispatchable(f"the order is {order.status}", status=order.status.value)
    dispatched = OrderDispatched(
        order_id=order.order_id,
        attempt_no=order.failed_attempts + 1,
        carrier_kind=CarrierKind.SELLER,
        carrier_id=None,
        amount_to_collect_idr=order.placed.amount_due_idr,
        dispatched_at=at,
        expected_at=order.deliver_by,
        deliver_by=order.deliver_by,
        calendar_version=calendar_version,
        lines_shipped=_all_lines(order),
    )
    return (dispatched,)


def _sets_out_again(order: Order, command: DispatchOrder) -> bool:
    """Tell whether she says so, and has not said so before."""
    if order.failed_attempts >= ATTEMPTS_MAX:
        return False
    return command.attempt_no == order.failed_attempts + 1 > order.attempt_no


def make_ready(
    order: Order, *, at: datetime, deadlines: Deadlines, hours: OpeningHours
) -> tuple[OrderEvent, ...]:
    """
    Have the goods packed for the buyer who fetches them.

    :raises OrderForDelivery: the seller brings it
    :raises OrderNotDispatchable: it has not been accepted, or is past that
    """
    if order.status is Status.READY_FOR_PICKUP:
        return ()
    if not order.is_for_pickup:
        raise OrderForDelivery("the seller brings it")
    if order.status is not Status.ACCEPTED:
        raise OrderNotDispatchable(f"the order is {order.status}", status=order.status.value)
    ready = ReadyForPickup(
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        pickup_point_id=order.placed.pickup_point_id,
        ready_at=at,
        collect_by=deadlines.fetch_by(at, hours, wanted=order.placed.window_end),
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
        lines=_all_lines(order),
    )
    return (ready,)


def _all_lines(order: Order) -> tuple[ShippedLine, ...]:
    return tuple(
        ShippedLine(line_id=line.line_id, quantity=line.quantity) for line in order.placed.lines
    )
