"""The hand-over: goods and cash in one act, witnessed by a code, a tap or who took the goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.domain.errors import Invalid, Rejected
from orders.domain.commands import ClaimHandover, HandOverOrder
from orders.domain.deadlines import Deadlines
from orders.domain.events import DeliveredLine, HandoverCodeRefused, OrderDelivered, OrderEvent
from orders.domain.evidence import check_evidence
from orders.domain.money import Amounts
from orders.domain.order import Order
from orders.domain.refusing import taken_lines, worth
from orders.domain.words import DeclaredBy, HandoverMethod, RecipientKind, Status

CODE_ATTEMPTS_MAX = 5
IMPLAUSIBLE_TIMES = 10
_AT_THE_DOOR = frozenset({Status.DISPATCHED, Status.READY_FOR_PICKUP})
_CLAIMABLE = _AT_THE_DOOR | {Status.ACCEPTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witness:
    """How it is known that goods and cash changed hands."""

    method: HandoverMethod
    code_verified: bool = False
    code_attempts: int = 0
    recipient_kind: RecipientKind = RecipientKind.BUYER
    declared_by: DeclaredBy = DeclaredBy.SELLER


class OrderNotDeliverable(Rejected):
    code = "order_not_deliverable"


class OrderNotClaimable(Rejected):
    code = "order_not_claimable"


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
    attempts with it. Without a code the money has one witness, until the buyer taps or is silent.

    :raises OrderNotDeliverable: the order is neither on its way nor ready
    :raises HandoverCodeLocked: `CODE_ATTEMPTS_MAX` wrong codes were given
    :raises CashImplausible: the cash cannot be what was counted
    :raises Refusal: the refused goods are not those of the order
    """
    if _is_repeat(order, command.handover_id):
        return ()
    if order.status not in _AT_THE_DOOR:
        raise OrderNotDeliverable(f"the order is {order.status}", status=order.status.value)
    if command.code is not None and order.wrong_codes >= CODE_ATTEMPTS_MAX:
        raise HandoverCodeLocked("too many wrong codes were given")
    lines = taken_lines(order.placed, command.refused)
    _check(command, worth(order.placed, lines))
    if command.code is not None and not code_is_right:
        return (_code_refused(order, command, at),)
    witness = _witness(order, command)
    return (_delivered(order, command, lines, witness, at=at, deadlines=deadlines),)


def claim(
    order: Order, command: ClaimHandover, *, at: datetime, deadlines: Deadlines
) -> tuple[OrderEvent, ...]:
    """
    Take the buyer's word that she has the goods and has paid: the seller has recorded nothing.

    :raises OrderNotClaimable: the seller has not accepted the order, or it is past that
    :raises CashImplausible: the cash cannot be what was paid
    """
    if _is_repeat(order, command.handover_id):
        return ()
    if order.status not in _CLAIMABLE:
        raise OrderNotClaimable(f"the order is {order.status}", status=order.status.value)
    lines = taken_lines(order.placed)
    _check(command, worth(order.placed, lines))
    witness = _Witness(method=HandoverMethod.BUYER_TAP, declared_by=DeclaredBy.BUYER)
    return (_delivered(order, command, lines, witness, at=at, deadlines=deadlines),)


def _is_repeat(order: Order, handover_id: str) -> bool:
    return order.delivered is not None and order.delivered.handover_id == handover_id


def _check(command: HandOverOrder | ClaimHandover, sums: Amounts) -> None:
    if not is_uuid(command.handover_id):
        raise HandoverIdMalformed("handover_id must be a UUID, written in lower case")
    if not 0 < command.cash_idr <= IMPLAUSIBLE_TIMES * sums.amount_due_idr:
        raise CashImplausible(
            "this cannot be the cash that was counted", amount_due_idr=sums.amount_due_idr
        )
    check_evidence(command.evidence)


def is_uuid(text: str) -> bool:
    """Tell whether it is a UUID as we write one."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _code_refused(order: Order, command: HandOverOrder, at: datetime) -> HandoverCodeRefused:
    attempt_no = order.wrong_codes + 1
    return HandoverCodeRefused(
        order_id=order.order_id,
        handover_id=command.handover_id,
        attempt_no=attempt_no,
        attempts_left=CODE_ATTEMPTS_MAX - attempt_no,
        refused_at=at,
    )


def _witness(order: Order, command: HandOverOrder) -> _Witness:
    if command.code is not None:
        return _Witness(
            method=HandoverMethod.CODE,
            code_verified=True,
            code_attempts=order.wrong_codes + 1,
            recipient_kind=command.recipient_kind,
        )
    of_buyer = command.recipient_kind is RecipientKind.BUYER
    return _Witness(
        method=HandoverMethod.BUYER_TAP if of_buyer else HandoverMethod.RECIPIENT_SIGNATURE,
        code_attempts=order.wrong_codes,
        recipient_kind=command.recipient_kind,
    )


def _delivered(
    order: Order,
    command: HandOverOrder | ClaimHandover,
    lines: Sequence[DeliveredLine],
    witness: _Witness,
    *,
    at: datetime,
    deadlines: Deadlines,
) -> OrderDelivered:
    sums = worth(order.placed, lines)
    return OrderDelivered(
        handover_id=command.handover_id,
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        attempt_no=order.failed_attempts + 1,
        handover_method=witness.method,
        code_verified=witness.code_verified,
        code_attempts=witness.code_attempts,
        recipient_kind=witness.recipient_kind,
        lines=tuple(lines),
        goods_delivered_idr=sums.goods_total_idr,
        staple_delivered_idr=sums.staple_total_idr,
        delivery_fee_idr=sums.delivery_fee_idr,
        cash_rounding_idr=sums.cash_rounding_idr,
        amount_due_idr=sums.amount_due_idr,
        declared_cash_idr=command.cash_idr,
        delivered_at=at,
        confirm_until=deadlines.confirm_until(at),
        return_until=deadlines.return_until(at),
        calendar_version=deadlines.calendar_version,
        evidence=command.evidence,
        declared_by=witness.declared_by,
        collect_by=_collect_by(order, at, deadlines),
    )


def _collect_by(order: Order, at: datetime, deadlines: Deadlines) -> datetime:
    return max(deadlines.collect_by_after(at), order.payment_request.collect_by)
