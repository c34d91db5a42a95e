"""Money back to the buyer: owed for a return or because it was over, paid in cash, with proof."""

from collections.abc import Sequence
from datetime import datetime

from kernel.domain.errors import NotFound, Rejected
from kernel.domain.ids import derived_id
from payments.domain.commands import (
    ConfirmRefund,
    DisputeRefund,
    OweRefund,
    RecordRefund,
    ResolveRefund,
)
from payments.domain.payment import require_possible
from payments.domain.people import Act, require_another, require_impartial, require_side
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.refund_records import (
    owed_event,
    paid_event,
    refund_disputed_event,
    refund_resolved_event,
    refunded_event,
)
from payments.domain.state import Payment, Refund, RefundStatus
from payments.domain.terms import Parts
from payments.domain.words import RefundCause, RefundProof, Side


class RefundUnknown(NotFound):
    code = "refund_unknown"


class RefundNotOpen(Rejected):
    """It does not wait for this, or not any more."""

    code = "refund_not_open"


class RefundAmountDiffers(Rejected):
    """Another sum is owed; it is in the details."""

    code = "refund_amount_differs"


def owe(payment: Payment, command: OweRefund, *, at: datetime) -> Sequence[RefundDue]:
    """
    Owe the buyer what she gave back.

    :raises AmountImpossible: it is less than nothing, or beyond reason
    :raises RefundNotOpen: its id was taken for an overpayment; a person must look
    """
    refund_id = refund_of(command.return_id)
    known = payment.refunds.get(refund_id)
    if known is not None and known.cause is not RefundCause.RETURN:
        raise RefundNotOpen(f"refund {refund_id} is for another cause")
    if known is not None or not command.amount_idr:
        return ()
    parts = Parts(
        goods_idr=command.goods_idr,
        delivery_fee_idr=command.delivery_fee_idr,
        rounding_idr=command.amount_idr - command.goods_idr - command.delivery_fee_idr,
    )
    require_possible(payment.terms, parts)
    return (owed_event(payment, command, parts, refund_id=refund_id, at=at),)


def record_refund(
    payment: Payment, command: RecordRefund, act: Act, *, deadline: datetime
) -> Sequence[RefundClaimed]:
    """
    Say that the cash was given back; the buyer may object until the deadline.

    :raises RefundUnknown: nothing is owed for such a return
    :raises RefundNotOpen: it was said before, for another sum or reason
    :raises RefundAmountDiffers: another sum is owed
    """
    require_side(payment.terms, act, Side.SELLER)
    known = payment.refunds.get(command.refund_id)
    if known is None and command.cause is RefundCause.RETURN:
        raise RefundUnknown(f"there is no refund {command.refund_id}")
    if known is not None and known.cause is not command.cause:
        raise RefundNotOpen(f"refund {known.refund_id} is for another cause")
    if known is not None and known.status is not RefundStatus.DUE:
        return _said_before(known, command)
    owed_idr = _owed(payment, known, command)
    if command.amount_idr != owed_idr or not owed_idr:
        raise RefundAmountDiffers("another sum is owed", owed_idr=owed_idr)
    return_id = known.return_id if known else None
    return (paid_event(payment, command, act, return_id=return_id, deadline=deadline),)


def confirm_refund(payment: Payment, command: ConfirmRefund, act: Act) -> Sequence[PaymentRefunded]:
    """
    Let the buyer say that she has it.

    :raises RefundNotOpen: nobody says that it was paid
    :raises SamePerson: she has paid it out herself
    """
    require_side(payment.terms, act, Side.BUYER)
    require_another(act, payment.terms.merchant_owner_account_id)
    refund = known_refund(payment, command.refund_id)
    if refund.status is RefundStatus.REFUNDED:
        return ()
    _require(refund, RefundStatus.CLAIMED)
    return (refunded_event(payment, refund, proof=RefundProof.TAP, at=act.at),)


def deem_refund(payment: Payment, refund_id: str, *, at: datetime) -> Sequence[PaymentRefunded]:
    """Take the buyer's silence for her word."""
    refund = payment.refunds.get(refund_id)
    if refund is None or refund.status is not RefundStatus.CLAIMED or not _is_over(refund, at):
        return ()
    return (refunded_event(payment, refund, proof=RefundProof.DEEMED, at=at),)


def dispute_refund(payment: Payment, command: DisputeRefund, act: Act) -> Sequence[RefundDisputed]:
    """
    Say that the cash did not come.

    :raises RefundNotOpen: nobody says that it was paid, or the window is over
    """
    require_side(payment.terms, act, Side.BUYER)
    refund = known_refund(payment, command.refund_id)
    if refund.status is RefundStatus.DISPUTED:
        return ()
    _require(refund, RefundStatus.CLAIMED)
    if _is_over(refund, act.at):
        raise RefundNotOpen(f"the time to object to refund {refund.refund_id} is over")
    dispute_id = _dispute_of(payment, refund)
    return (refund_disputed_event(payment, refund, dispute_id, command.reason_code, act),)


def resolve_refund(
    payment: Payment, command: ResolveRefund, act: Act
) -> Sequence[RefundDisputeResolved | PaymentRefunded]:
    """
    Decide whether it was paid; if not, it is due again.

    :raises SamePerson: the officer is one of the two
    :raises RefundNotOpen: nobody has objected
    """
    refund = known_refund(payment, command.refund_id)
    require_impartial(payment, act)
    if refund.dispute_id is not None and _was_decided_so(refund, command):
        return ()
    _require(refund, RefundStatus.DISPUTED)
    resolved = refund_resolved_event(payment, refund, act, paid=command.paid)
    if not command.paid:
        return (resolved,)
    refunded = refunded_event(
        payment, refund, proof=RefundProof.DISPUTED, at=act.at, decided_by=act
    )
    return (resolved, refunded)


def refund_of(return_id: str) -> str:
    """Return the one id of the refund for a return."""
    return derived_id("payments.refund", return_id)


def known_refund(payment: Payment, refund_id: str) -> Refund:
    """:raises RefundUnknown: the payment has none of this id"""
    refund = payment.refunds.get(refund_id)
    if refund is None:
        raise RefundUnknown(f"there is no refund {refund_id}")
    return refund


def _owed(payment: Payment, known: Refund | None, command: RecordRefund) -> int:
    if command.cause is RefundCause.OVERPAYMENT:
        return payment.overpaid_idr
    assert known is not None, "a return's refund is due before it is paid"
    return known.amount_idr


def _said_before(known: Refund, command: RecordRefund) -> tuple[()]:
    if known.amount_idr != command.amount_idr:
        raise RefundNotOpen(f"refund {known.refund_id} is {known.status}")
    return ()


def _dispute_of(payment: Payment, refund: Refund) -> str:
    assert refund.paid_back is not None, "only what is said to be paid is disputed"
    paid_at = refund.paid_back.deadline.isoformat()
    return derived_id(
        "payments.refund_dispute", payment.terms.payment_id, refund.refund_id, paid_at
    )


def _was_decided_so(refund: Refund, command: ResolveRefund) -> bool:
    decided = RefundStatus.REFUNDED if command.paid else RefundStatus.DUE
    return refund.status is decided


def _require(refund: Refund, status: RefundStatus) -> None:
    if refund.status is not status:
        raise RefundNotOpen(f"refund {refund.refund_id} is {refund.status}, not {status}")


def _is_over(refund: Refund, at: datetime) -> bool:
    assert refund.paid_back is not None, "what is said to be paid has a deadline"
    return at >= refund.paid_back.deadline
