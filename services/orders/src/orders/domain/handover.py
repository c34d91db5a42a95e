"""The hand-over: goods and cash in one act, witnessed by the buyer's code."""

from datetime import datetime
from uuid import UUID

from kernel.domain.errors import Invalid, Rejected
from orders.domain.commands import HandOverOrder
from orders.domain.deadlines import Deadlines
from orders.domain.events import DeliveredLine, HandoverCodeRefused, OrderDelivered, OrderEvent
from orders.domain.order import Order
from orders.domain.words import HandoverMethod, Status

CODE_ATTEMPTS_MAX = 5
IMPLAUSIBLE_TIMES = 10


class OrderNotDeliverable(Rejected):
    code = "order_not_deliverable"


class HandoverCodeLocked(Rejected):
    code = "handover_code_locked"


class HandoverIdMalformed(Invalid):
    code = "handover_id_malformed"


class CashImplausible(Rejected):
    """A typing error: nobody counts ten times what is due, and goods are not given for nothing."""

    code = "cash_implausible"


def hand_over(
    order: Order,
    command: HandOverOrder,
    *,
    code_is_right: bool,
    at: datetime,
    deadlines: Deadlines,
) -> tuple[OrderEvent, ...]:
    """
    Record that goods and cash have changed hands, or that the code was wrong.

    A wrong code is a fact, not a refusal: what a refusal stages is undone, and the count of
    attempts with it.

    :raises OrderNotDeliverable: the order is not on its way
    :raises HandoverCodeLocked: `CODE_ATTEMPTS_MAX` wrong codes were given
    :raises CashImplausible: the cash cannot be what was counted
    """
    if order.delivered is not None and order.delivered.handover_id == command.handover_id:
        return ()
    if order.status is not Status.DISPATCHED:
        raise OrderNotDeliverable(f"the order is {order.status}", status=order.status.value)
    if order.wrong_codes >= CODE_ATTEMPTS_MAX:
        raise HandoverCodeLocked("too many wrong codes were given")
    _check_shape(command, order)
    if not code_is_right:
        return (_refused(order, command, at),)
    return (_delivered(order, command, at, deadlines),)


def _check_shape(command: HandOverOrder, order: Order) -> None:
    if not _is_uuid(command.handover_id):
        raise HandoverIdMalformed("handover_id must be a UUID, written in lower case")
    if not 0 < command.cash_idr <= IMPLAUSIBLE_TIMES * order.placed.amount_due_idr:
        raise CashImplausible(
            "this cannot be the cash that was counted", amount_due_idr=order.placed.amount_due_idr
        )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _refused(order: Order, command: HandOverOrder, at: datetime) -> HandoverCodeRefused:
    attempt_no = order.wrong_codes + 1
    return HandoverCodeRefused(
        order_id=order.order_id,
        handover_id=command.handover_id,
        attempt_no=attempt_no,
        attempts_left=CODE_ATTEMPTS_MAX - attempt_no,
        refused_at=at,
    )


def _delivered(
    order: Order, command: HandOverOrder, at: datetime, deadlines: Deadlines
) -> OrderDelivered:
    placed = order.placed
    return OrderDelivered(
        handover_id=command.handover_id,
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        attempt_no=1,
        handover_method=HandoverMethod.CODE,
        code_verified=True,
        code_attempts=order.wrong_codes + 1,
        recipient_kind=command.recipient_kind,
        lines=tuple(
            DeliveredLine(
                line_id=line.line_id,
                delivered_quantity=line.quantity,
                delivered_net_base=line.net_quantity_base,
                refused_quantity=0,
                refusal_code=None,
                line_total_idr=line.line_total_idr,
            )
            for line in placed.lines
        ),
        goods_delivered_idr=placed.goods_total_idr,
        staple_delivered_idr=placed.staple_total_idr,
        delivery_fee_idr=placed.delivery_fee_idr,
        cash_rounding_idr=placed.cash_rounding_idr,
        amount_due_idr=placed.amount_due_idr,
        declared_cash_idr=command.cash_idr,
        delivered_at=at,
        confirm_until=deadlines.confirm_until(at),
        return_until=deadlines.return_until(at),
        calendar_version=deadlines.calendar_version,
        evidence=(),
    )
