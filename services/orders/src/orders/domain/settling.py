"""What an order makes of the facts of payments; each is answered once, however late it comes."""

from dataclasses import dataclass, replace
from datetime import datetime

from kernel.domain.errors import Rejected
from orders.domain.deadlines import Deadlines
from orders.domain.events import FinalLine, OrderCompleted, OrderDelivered, OrderEvent, PaymentNoted
from orders.domain.life import ENDED
from orders.domain.money_state import fact_key
from orders.domain.order import Order, evolve
from orders.domain.words import CompletedBy, MoneyFact, PaymentStanding, Status

Decision = tuple[OrderEvent, ...]


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
    overage_idr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Both sides agree on a collection, or one of them was silent."""

    payment_id: str
    collection_id: str
    deemed: bool
    remaining_due_idr: int
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    payment_id: str
    collection_id: str
    dispute_id: str
    disputed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    What a resolution or a correction changes of the cash on record.

    :param cause_id: the dispute or the correction
    :param delta_idr: right less wrong
    """

    fact: MoneyFact
    payment_id: str
    collection_id: str
    cause_id: str
    delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """:param collection_id: what is given back of; None where no one collection is."""

    payment_id: str
    collection_id: str | None
    refund_id: str
    amount_idr: int
    collected_at: datetime | None


def settle(order: Order, payment: Payment, *, at: datetime) -> Decision:
    """
    Complete a delivered order once nothing remains due and both sides agree; note any other cash.

    Cash that comes after the end is owed back to the buyer, so it is a fact of the order too; but
    what comes late for goods that she has is hers to pay.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if _answered(order, MoneyFact.RECEIVED, payment.collection_id):
        return ()
    _check_handed_over(order)
    standing, refund_due = _standing(order, payment)
    note = PaymentNoted(
        order_id=order.order_id,
        payment_id=payment.payment_id,
        collection_id=payment.collection_id,
        standing=standing,
        amount_received_idr=payment.amount_received_idr,
        remaining_due_idr=payment.remaining_due_idr,
        refund_due_idr=refund_due,
        collected_at=payment.collected_at,
        noted_at=at,
    )
    if standing is PaymentStanding.CONFIRMED:
        return _completed(evolve(order, note), at, CompletedBy.CONFIRMED)
    return _noted(order, note, at, CompletedBy.CONFIRMED)


def _standing(order: Order, payment: Payment) -> tuple[PaymentStanding, int]:
    """Return how a collection stands, and what of it is owed back."""
    over = payment.overage_idr
    if order.status is Status.DELIVERED:
        if payment.remaining_due_idr > 0:
            return PaymentStanding.PARTIAL, 0
        if order.money.disputes:
            return PaymentStanding.DISPUTED, over
        if not order.money.confirmed:
            return PaymentStanding.UNCONFIRMED, over
        return (PaymentStanding.OVERPAID if over else PaymentStanding.CONFIRMED), over
    if order.status is Status.COMPLETED and (order.money.remaining_idr or 0) > 0:
        return PaymentStanding.PARTIAL, over
    return PaymentStanding.AFTER_END, over if _ended_unpaid(order) else payment.amount_received_idr


def _ended_unpaid(order: Order) -> bool:
    """Tell whether nobody waits for cash any more, though the buyer has the goods."""
    return order.status is Status.EXPIRED and order.delivered is not None


def confirm_cash(order: Order, told: Confirmation, *, at: datetime) -> Decision:
    """
    Take it as agreed, which may be all that an order still waited for.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if _answered(order, MoneyFact.CONFIRMED, told.collection_id):
        return ()
    _check_handed_over(order)
    if order.money.confirmed and order.status is not Status.DELIVERED:
        return ()
    missing = told.remaining_due_idr > 0
    standing = PaymentStanding.PARTIAL if missing else PaymentStanding.CONFIRMED
    collected_at = order.money.collected_at or told.confirmed_at
    note = replace(
        _note(order, told.payment_id, told.collection_id, standing, collected_at, at),
        fact=MoneyFact.CONFIRMED,
        remaining_due_idr=told.remaining_due_idr,
    )
    return _noted(order, note, at, CompletedBy.DEEMED if told.deemed else CompletedBy.CONFIRMED)


def dispute_cash(order: Order, told: Dispute, *, at: datetime, deadlines: Deadlines) -> Decision:
    """
    Wait for an officer, who gets time of her own.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if _answered(order, MoneyFact.DISPUTED, told.dispute_id) or _answered(
        order, MoneyFact.RESOLVED, told.dispute_id
    ):
        return ()
    _check_handed_over(order)
    standing = PaymentStanding.DISPUTED
    collected_at = order.money.collected_at or told.disputed_at
    note = _note(order, told.payment_id, told.collection_id, standing, collected_at, at)
    collect_by = _later(order, deadlines.dispute_until(at))
    return (
        replace(note, fact=MoneyFact.DISPUTED, cause_id=told.dispute_id, collect_by=collect_by),
    )


def change_cash(order: Order, told: Change, *, at: datetime, deadlines: Deadlines) -> Decision:
    """
    Take the record as an officer or a second person has put it right.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if _answered(order, told.fact, told.cause_id):
        return ()
    _check_handed_over(order)
    resolved = told.fact is MoneyFact.RESOLVED
    after_end = order.status in ENDED - {Status.COMPLETED} and not _ended_unpaid(order)
    missing = told.remaining_due_idr > 0
    note = PaymentNoted(
        order_id=order.order_id,
        payment_id=told.payment_id,
        collection_id=told.collection_id,
        standing=PaymentStanding.RESOLVED if resolved else PaymentStanding.CORRECTED,
        amount_received_idr=told.delta_idr,
        remaining_due_idr=told.remaining_due_idr,
        refund_due_idr=told.delta_idr if after_end else told.overage_delta_idr,
        collected_at=told.collected_at,
        noted_at=at,
        fact=told.fact,
        cause_id=told.cause_id,
        collect_by=_later(order, deadlines.collect_by_after(at)) if missing else None,
    )
    return _noted(order, note, at, CompletedBy.RESOLVED if resolved else CompletedBy.CONFIRMED)


def refund_cash(order: Order, told: Refund, *, at: datetime) -> Decision:
    """
    Note that the buyer has money back.

    :raises PaymentBeforeHandover: the goods have not been handed over
    """
    if _answered(order, MoneyFact.REFUNDED, told.refund_id):
        return ()
    _check_handed_over(order)
    standing = PaymentStanding.REFUNDED
    collection_id = told.collection_id or order.money.collection_id or told.refund_id
    collected_at = told.collected_at or order.money.collected_at or at
    note = _note(order, told.payment_id, collection_id, standing, collected_at, at)
    refunded = replace(
        note,
        fact=MoneyFact.REFUNDED,
        cause_id=told.refund_id,
        refunded_idr=told.amount_idr,
        refund_due_idr=-told.amount_idr,
    )
    return (refunded,)


def complete_in_silence(order: Order, *, at: datetime) -> Decision:
    """Take a collection as agreed that nobody has objected to until its last day."""
    return _completed(order, at, CompletedBy.DEEMED)


def _answered(order: Order, fact: MoneyFact, fact_id: str) -> bool:
    return fact_key(fact, fact_id) in order.money.answered


def _check_handed_over(order: Order) -> None:
    if order.status is not Status.DELIVERED and order.status not in ENDED:
        raise PaymentBeforeHandover(f"order {order.order_id} is {order.status}")


def _noted(order: Order, note: PaymentNoted, at: datetime, basis: CompletedBy) -> Decision:
    after = evolve(order, note)
    if after.status is Status.DELIVERED and after.money.settled:
        return note, *_completed(after, at, basis)
    return (note,)


def _note(
    order: Order,
    payment_id: str,
    collection_id: str,
    standing: PaymentStanding,
    collected_at: datetime,
    at: datetime,
) -> PaymentNoted:
    return PaymentNoted(
        order_id=order.order_id,
        payment_id=payment_id,
        collection_id=collection_id,
        standing=standing,
        amount_received_idr=0,
        remaining_due_idr=_remaining(order),
        refund_due_idr=0,
        collected_at=collected_at,
        noted_at=at,
    )


def _remaining(order: Order) -> int:
    if order.money.remaining_idr is not None:
        return order.money.remaining_idr
    return order.delivered.amount_due_idr if order.delivered else 0


def _later(order: Order, deadline: datetime) -> datetime:
    return max(order.money.collect_by or deadline, deadline)


def _completed(order: Order, at: datetime, basis: CompletedBy) -> Decision:
    delivered, money = order.delivered, order.money
    assert delivered is not None, "only what was handed over is completed"
    assert money.collection_id is not None, "it was paid under some id"
    assert money.collected_at is not None, "it was paid at some time"
    completed = OrderCompleted(
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        collection_id=money.collection_id,
        completed_at=at,
        delivered_at=delivered.delivered_at,
        collected_at=money.collected_at,
        goods_idr=delivered.goods_delivered_idr,
        staple_idr=delivered.staple_delivered_idr,
        delivery_fee_idr=delivered.delivery_fee_idr,
        paid_idr=delivered.amount_due_idr,
        lines_final=_final_lines(delivered),
        basis=basis,
    )
    return (completed,)


def _final_lines(delivered: OrderDelivered) -> tuple[FinalLine, ...]:
    return tuple(
        FinalLine(
            line_id=line.line_id,
            delivered_quantity=line.delivered_quantity,
            line_total_idr=line.line_total_idr,
        )
        for line in delivered.lines
    )
