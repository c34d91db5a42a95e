"""Whenever something happens to an order, this happens to its payment."""

from typing import Any

from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from payments.application.foreign import (
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    PaymentRequested,
)
from payments.application.handlers import (
    RecordReport,
    cancel_payment,
    record_report,
    request_payment,
)
from payments.application.ports import Ports
from payments.application.providers import HandoverReport
from payments.domain.commands import CancelPayment, RequestPayment
from payments.domain.events import CancelReason
from payments.domain.facts import CollectorRole, Confirmation
from payments.domain.payment import PAYMENT, PaymentUnknown
from payments.domain.terms import Parts, Terms

_CONFIRMED_BY = {"buyer_tap": Confirmation.BUYER_TAP, "deemed": Confirmation.DEEMED}


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
    Let the provider say what the hand-over means for the payment.

    :raises PaymentUnknown: it was never requested; the money waits parked and is not lost
    """
    delivered = event.event
    payment = work.get(PAYMENT, delivered.payment_id)
    if payment is None:
        raise PaymentUnknown(f"there is no payment {delivered.payment_id}")
    terms = payment.terms
    report = HandoverReport(
        payment_id=terms.payment_id,
        handover_id=delivered.handover_id,
        cash_idr=delivered.declared_cash_idr,
        handed_over_at=delivered.delivered_at,
        confirmation=_confirmation(delivered),
        collected_by_id=terms.merchant_owner_account_id or terms.merchant_id,
        collected_by_role=CollectorRole.MERCHANT,
    )
    record_report(RecordReport(provider=terms.provider, report=report), work=work, ports=ports)


def when_order_cancelled(
    event: Recorded[OrderCancelled], *, work: UnitOfWork, ports: Ports
) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_CANCELLED, event, work=work, ports=ports)


def when_order_declined(event: Recorded[OrderDeclined], *, work: UnitOfWork, ports: Ports) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_DECLINED, event, work=work, ports=ports)


def when_order_expired(event: Recorded[OrderExpired], *, work: UnitOfWork, ports: Ports) -> None:
    _cancel(event.event.payment_id, CancelReason.ORDER_EXPIRED, event, work=work, ports=ports)


def _cancel(
    payment_id: str | None,
    reason: CancelReason,
    event: Recorded[Any],
    *,
    work: UnitOfWork,
    ports: Ports,
) -> None:
    if payment_id is None:
        return  # The order ended before any payment was asked for.
    command = CancelPayment(payment_id=payment_id, reason=reason, cancelled_at=event.occurred_at)
    cancel_payment(command, work=work, ports=ports)


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


def _confirmation(delivered: OrderDelivered) -> Confirmation:
    if delivered.code_verified:
        return Confirmation.CODE
    return _CONFIRMED_BY.get(delivered.handover_method, Confirmation.NONE)
