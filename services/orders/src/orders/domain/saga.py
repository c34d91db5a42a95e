"""What an order decides when a neighbour has answered, or a clock has run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from orders.domain.deadlines import Deadlines
from orders.domain.events import (
    FinalLine,
    OrderCompleted,
    OrderConfirmed,
    OrderDelivered,
    OrderEvent,
    OrderExpired,
    OrderRejected,
    PaymentNoted,
    PaymentRequested,
    RejectedLine,
)
from orders.domain.handover import CODE_ATTEMPTS_MAX
from orders.domain.money import ROUNDING_RULE_VERSION
from orders.domain.order import ENDED, Order
from orders.domain.words import (
    ClockBasis,
    CompletedBy,
    ConfirmedBy,
    Fault,
    PaymentStanding,
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
}


class ReservationContradicted(Rejected):
    """The catalogue takes back a reservation it has given; only a person can say what holds."""

    code = "reservation_contradicted"


class PaymentBeforeHandover(Rejected):
    """Cash on delivery cannot come before the goods; the event waits until a person has looked."""

    code = "payment_before_handover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What payments says it has received."""

    payment_id: str
    collection_id: str
    amount_received_idr: int
    remaining_due_idr: int
    collected_at: datetime


def confirm(
    order: Order, *, reserved_at: datetime, at: datetime, deadlines: Deadlines, hours: OpeningHours
) -> tuple[OrderEvent, ...]:
    """
    Pass the pivot: the stock is held, so the seller may begin and cash may be asked for.

    An order that has ended in the meantime stays ended: its end tells the catalogue to release.
    """
    if order.status is not Status.PLACED:
        return ()
    accept_by = deadlines.accept_by(at, hours)
    confirmed = OrderConfirmed(
        order_id=order.order_id,
        confirmed_at=at,
        basis=ConfirmedBy.COD_PROMISE,
        stock_reserved_at=reserved_at,
        accept_by=accept_by,
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
    )
    collect_by = deadlines.collect_by(accept_by, hours)
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
    """End an order that still waits for that step; one that has moved on is left alone."""
    waiting_for, fault = _WAITING_FOR.get(order.status, (None, Fault.NONE))
    if waiting_for is not stage:
        return ()
    if stage is Stage.DELIVERY and order.wrong_codes >= CODE_ATTEMPTS_MAX:
        fault = Fault.NONE  # Somebody stood at the door, and who was wrong is not known.
    expired = OrderExpired(
        order_id=order.order_id,
        payment_id=order.payment_id,
        expired_at=at,
        stage=stage,
        deadline=deadline,
        fault=fault,
    )
    return (expired,)


def settle(order: Order, payment: Payment, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Complete a delivered order once nothing remains due; note any other money.

    Money that comes after the end is owed back to the buyer, so it is a fact of the order too.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if payment.collection_id in order.collections:
        return ()
    if order.status in ENDED:
        refund = payment.amount_received_idr
        return (_noted(order, payment, PaymentStanding.AFTER_END, refund_due_idr=refund, at=at),)
    if order.status is not Status.DELIVERED or order.delivered is None:
        raise PaymentBeforeHandover(f"order {order.order_id} is {order.status}")
    if payment.remaining_due_idr > 0:
        return (_noted(order, payment, PaymentStanding.PARTIAL, refund_due_idr=0, at=at),)
    return (_completed(order.delivered, payment, at),)


def _completed(delivered: OrderDelivered, payment: Payment, at: datetime) -> OrderCompleted:
    return OrderCompleted(
        order_id=delivered.order_id,
        payment_id=payment.payment_id,
        collection_id=payment.collection_id,
        completed_at=at,
        delivered_at=delivered.delivered_at,
        collected_at=payment.collected_at,
        goods_idr=delivered.goods_delivered_idr,
        staple_idr=delivered.staple_delivered_idr,
        delivery_fee_idr=delivered.delivery_fee_idr,
        paid_idr=delivered.amount_due_idr,
        lines_final=tuple(
            FinalLine(
                line_id=line.line_id,
                delivered_quantity=line.delivered_quantity,
                line_total_idr=line.line_total_idr,
            )
            for line in delivered.lines
        ),
        basis=CompletedBy.CONFIRMED,
    )


def _noted(
    order: Order,
    payment: Payment,
    standing: PaymentStanding,
    *,
    refund_due_idr: int,
    at: datetime,
) -> PaymentNoted:
    return PaymentNoted(
        order_id=order.order_id,
        payment_id=payment.payment_id,
        collection_id=payment.collection_id,
        standing=standing,
        amount_received_idr=payment.amount_received_idr,
        remaining_due_idr=payment.remaining_due_idr,
        refund_due_idr=refund_due_idr,
        collected_at=payment.collected_at,
        noted_at=at,
    )
