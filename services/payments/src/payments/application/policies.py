"""Whenever something happens to an order, this happens to its payment."""

from typing import Any

from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from payments.application.foreign import (
    DeliveryAttemptFailed,
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    OrderReturnedToSeller,
    PaymentRequested,
    ReturnAccepted,
)
from payments.application.handlers import (
    RecordReport,
    adjust_due,
    cancel_payment,
    claim_by_report,
    expire_payment,
    note_failed_attempt,
    owe_refund,
    record_report,
    request_payment,
)
from payments.application.ports import Ports
from payments.application.providers import HandoverReport
from payments.application.recording import existing
from payments.domain.commands import (
    AdjustDue,
    CancelPayment,
    ExpirePayment,
    NoteFailedAttempt,
    OweRefund,
    RequestPayment,
)
from payments.domain.events import CancelReason
from payments.domain.facts import CollectorRole, Confirmation
from payments.domain.terms import Parts, Terms
from payments.domain.words import DueChange

_COLLECTION = "collection"


class AmountsDisagree(Invalid):
    code = "amounts_disagree"


def when_payment_requested(
    event: Recorded[PaymentRequested], *, work: UnitOfWork, ports: Ports
) -> None:
    """
    Let the payment become due.

    :raises AmountsDisagree: the parts of the sum do not add up to it
    """
    terms = _terms(event.event)
    if terms.parts.total_idr != event.event.amount_due_idr:
        raise AmountsDisagree(f"the parts of payment {terms.payment_id} do not make its sum")
    command = RequestPayment(terms=terms, requested_at=event.occurred_at)
    request_payment(command, work=work, ports=ports)


def when_order_delivered(
    event: Recorded[OrderDelivered], *, work: UnitOfWork, ports: Ports
) -> None:
    """
    Ask for what was taken, and let the provider say what the hand-over means for the payment.

    :raises PaymentUnknown: it was never requested; the money waits parked and is not lost
    :raises AmountsDisagree: the parts of the new sum do not add up to it
    """
    delivered = event.event
    terms = existing(work, delivered.payment_id).terms
    adjust_due(_adjustment(delivered), work=work)
    report = HandoverReport(
        payment_id=terms.payment_id,
        handover_id=delivered.handover_id,
        cash_idr=delivered.declared_cash_idr,
        handed_over_at=delivered.delivered_at,
        confirmation=Confirmation.CODE if delivered.code_verified else Confirmation.NONE,
        collected_by_id=terms.seller_id,
        collected_by_role=CollectorRole.MERCHANT,
    )
    until = delivered.confirm_until
    command = RecordReport(provider=terms.provider, report=report, confirm_until=until)
    if delivered.declared_by == "buyer":
        claim_by_report(command, deadline=until, work=work, ports=ports)
    else:
        record_report(command, work=work, ports=ports)


def when_delivery_attempt_failed(
    event: Recorded[DeliveryAttemptFailed],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    failed = event.event
    command = NoteFailedAttempt(
        payment_id=failed.payment_id,
        delivery_attempt_no=failed.attempt_no,
        reason_code=failed.reason_code,
        fault=failed.fault,
        next_attempt_at=failed.next_attempt_at,
        failed_at=failed.failed_at,
    )
    note_failed_attempt(command, work=work)


def when_return_accepted(
    event: Recorded[ReturnAccepted],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    """Owe the buyer what she gets for the goods that go back."""
    accepted = event.event
    command = OweRefund(
        payment_id=accepted.payment_id,
        return_id=accepted.return_id,
        goods_idr=accepted.goods_refund_idr,
        delivery_fee_idr=accepted.fee_refund_idr,
        amount_idr=accepted.refund_idr,
        reason_code=accepted.reason_code,
        due_at=accepted.accepted_at,
        refund_by=accepted.refund_by,
    )
    owe_refund(command, work=work)


def when_order_cancelled(
    event: Recorded[OrderCancelled],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_CANCELLED, event, work=work)


def when_order_declined(
    event: Recorded[OrderDeclined],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_DECLINED, event, work=work)


def when_order_returned_to_seller(
    event: Recorded[OrderReturnedToSeller],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_RETURNED, event, work=work)


def when_order_expired(
    event: Recorded[OrderExpired],
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every policy
) -> None:
    """Take the payment back; if the buyer has the goods, give up only what she has not paid."""
    payment_id = event.event.payment_id
    if payment_id is not None and event.event.stage == _COLLECTION:
        command = ExpirePayment(payment_id=payment_id, expired_at=event.occurred_at)
        expire_payment(command, work=work)
    else:
        _cancel(payment_id, CancelReason.ORDER_EXPIRED, event, work=work)


def _cancel(
    payment_id: str | None, reason: CancelReason, event: Recorded[Any], *, work: UnitOfWork
) -> None:
    if payment_id is None:
        return  # The order ended before any payment was asked for.
    command = CancelPayment(payment_id=payment_id, reason=reason, cancelled_at=event.occurred_at)
    cancel_payment(command, work=work)


def _adjustment(delivered: OrderDelivered) -> AdjustDue:
    parts = Parts(
        goods_idr=delivered.goods_delivered_idr,
        delivery_fee_idr=delivered.delivery_fee_idr,
        rounding_idr=delivered.cash_rounding_idr,
    )
    if parts.total_idr != delivered.amount_due_idr:
        raise AmountsDisagree(f"the parts of payment {delivered.payment_id} do not make its sum")
    return AdjustDue(
        payment_id=delivered.payment_id,
        parts=parts,
        reason=DueChange.REFUSED_AT_DOOR,
        adjusted_at=delivered.delivered_at,
    )


def _terms(asked: PaymentRequested) -> Terms:
    return Terms(
        payment_id=asked.payment_id,
        order_id=asked.order_id,
        attempt_no=asked.attempt_no,
        merchant_id=asked.merchant_id,
        merchant_owner_account_id=asked.merchant_owner_account_id,
        buyer_account_id=asked.buyer_account_id,
        method=asked.method,
        provider=asked.provider,
        custody_mode=asked.custody_mode,
        parts=Parts(
            goods_idr=asked.goods_idr,
            delivery_fee_idr=asked.delivery_fee_idr,
            rounding_idr=asked.rounding_idr,
        ),
        rounding_rule_version=asked.rounding_rule_version,
        collect_by=asked.collect_by,
        placed_at=asked.placed_at,
    )
