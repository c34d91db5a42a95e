"""What an order decides when a neighbour has answered, or a clock has run out."""

from collections.abc import Mapping
from datetime import datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from orders.domain.deadlines import Deadlines
from orders.domain.events import (
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderRejected,
    PaymentRequested,
    RejectedLine,
)
from orders.domain.handover import CODE_ATTEMPTS_MAX
from orders.domain.money import ROUNDING_RULE_VERSION
from orders.domain.order import Order
from orders.domain.settling import complete_in_silence
from orders.domain.words import (
    ClockBasis,
    ConfirmedBy,
    Fault,
    RejectionReason,
    Stage,
    Status,
)

FIRST_ATTEMPT = 1
_WAITING_FOR: Mapping[Status, tuple[Stage, Fault]] = {
    Status.PLACED: (Stage.RESERVATION, Fault.PLATFORM),
    Status.CONFIRMED: (Stage.ACCEPTANCE, Fault.SELLER),
    Status.ACCEPTED: (Stage.DISPATCH, Fault.SELLER),
    Status.DISPATCHED: (Stage.DELIVERY, Fault.SELLER),
    Status.READY_FOR_PICKUP: (Stage.PICKUP, Fault.BUYER),
    Status.DELIVERED: (Stage.COLLECTION, Fault.BUYER),
}


class ReservationContradicted(Rejected):
    """The catalogue takes back a reservation it has given; only a person can say what holds."""

    code = "reservation_contradicted"


def confirm(
    order: Order, *, reserved_at: datetime, at: datetime, deadlines: Deadlines, hours: OpeningHours
) -> tuple[OrderEvent, ...]:
    """
    Pass the pivot: the stock is held, so the seller may begin and cash may be asked for.

    An order that has ended in the meantime stays ended: its end tells the catalogue to release.
    """
    if order.status is not Status.PLACED:
        return ()
    accept_by = deadlines.accept_by(max(at, order.placed.accept_from or at), hours)
    confirmed = OrderConfirmed(
        order_id=order.order_id,
        confirmed_at=at,
        basis=ConfirmedBy.COD_PROMISE,
        stock_reserved_at=reserved_at,
        accept_by=accept_by,
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
    )
    collect_by = deadlines.collect_by(accept_by, hours, wanted=order.placed.window_end)
    return confirmed, _payment_request(order, collect_by, deadlines.calendar_version)


def _payment_request(order: Order, collect_by: datetime, calendar_version: str) -> PaymentRequested:
    placed = order.placed
    return PaymentRequested(
        payment_id=derived_id("payment", order.order_id, str(FIRST_ATTEMPT)),
        order_id=order.order_id,
        attempt_no=FIRST_ATTEMPT,
        method=placed.payment_method,
        provider="cod",
        custody_mode=placed.custody_mode,
        merchant_id=placed.merchant_id,
        merchant_owner_account_id=placed.merchant_owner_account_id,
        buyer_account_id=placed.buyer_account_id,
        amount_due_idr=placed.amount_due_idr,
        goods_idr=placed.goods_total_idr,
        delivery_fee_idr=placed.delivery_fee_idr,
        rounding_idr=placed.cash_rounding_idr,
        rounding_rule_version=ROUNDING_RULE_VERSION,
        collect_by=collect_by,
        calendar_version=calendar_version,
        placed_at=placed.placed_at,
    )


def reject(
    order: Order, *, reason: RejectionReason, lines: tuple[RejectedLine, ...], at: datetime
) -> tuple[OrderEvent, ...]:
    """
    End an order whose goods cannot be had.

    :raises ReservationContradicted: they had been reserved before
    """
    if order.payment_id is not None:
        raise ReservationContradicted(f"order {order.order_id} had its stock reserved")
    if order.status is not Status.PLACED:
        return ()
    rejected = OrderRejected(
        order_id=order.order_id, rejected_at=at, reason_code=reason, lines=lines
    )
    return (rejected,)


def expire(
    order: Order, stage: Stage, *, deadline: datetime, at: datetime
) -> tuple[OrderEvent, ...]:
    """
    End an order that still waits for that step; one that has moved on is left alone.

    Cash that is all there, and that nobody has objected to, completes the order instead.
    """
    waiting_for, fault = _WAITING_FOR.get(order.status, (None, Fault.NONE))
    if waiting_for is not stage or waits_for_others(order):
        return ()
    if stage is Stage.COLLECTION and not (order.money.remaining_idr or 0) > 0:
        return complete_in_silence(order, at=at)
    if stage is Stage.DELIVERY:
        fault = _delivery_fault(order)
    expired = OrderExpired(
        order_id=order.order_id,
        payment_id=order.payment_id,
        expired_at=at,
        stage=stage,
        deadline=deadline,
        fault=fault,
    )
    return (expired,)


def waits_for_others(order: Order) -> bool:
    """
    Tell whether a delivered order must not end by its clock.

    Its cash was declared but payments has not spoken yet, or an officer has not decided.
    """
    money = order.money
    return order.status is Status.DELIVERED and (not money.heard or bool(money.disputes))


def _delivery_fault(order: Order) -> Fault:
    """Return whose fault it is that goods on their way never arrived."""
    if order.failure is not None and order.failure.next_attempt_at is None:
        return order.failure.fault
    if order.failure is None and order.wrong_codes >= CODE_ATTEMPTS_MAX:
        return Fault.NONE  # Somebody stood at the door, and who was wrong is not known.
    return Fault.SELLER
