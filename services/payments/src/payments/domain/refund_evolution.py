"""What each event makes of a payment's refunds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from payments.domain.lifecycles import REFUND_LIFE
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
    RefundEvent,
)
from payments.domain.state import PaidBack, Refund, RefundStatus
from payments.domain.terms import NOTHING, Parts
from payments.domain.words import RefundCause, RefundDecision

Refunds = Mapping[str, Refund]


def told(refunds: Refunds, event: RefundEvent) -> Refunds:
    known = refunds.get(event.refund_id)
    if isinstance(event, RefundDue):
        return {**refunds, event.refund_id: _owed(known, event)}
    if isinstance(event, RefundClaimed):
        return {**refunds, event.refund_id: _claimed(known, event)}
    assert known is not None, "only what is owed or said to be paid goes on"
    return {**refunds, event.refund_id: _after(known, event)}


def _owed(known: Refund | None, event: RefundDue) -> Refund:
    return Refund(
        refund_id=event.refund_id,
        status=REFUND_LIFE.moved(known.status if known else None, event, RefundStatus.DUE),
        cause=RefundCause.RETURN,
        return_id=event.return_id,
        amount_idr=event.amount_idr,
        parts=Parts(
            goods_idr=event.goods_idr,
            delivery_fee_idr=event.delivery_fee_idr,
            rounding_idr=event.rounding_idr,
        ),
        reason_code=event.reason_code,
    )


def _claimed(known: Refund | None, event: RefundClaimed) -> Refund:
    status = REFUND_LIFE.moved(known.status if known else None, event, RefundStatus.CLAIMED)
    paid_back = PaidBack(
        channel=event.refund_channel,
        paid_out_by_id=event.paid_out_by_id,
        evidence_sha256=event.evidence_sha256,
        paid_at=event.paid_at,
        deadline=event.deadline,
    )
    if known is not None:
        # What is over may be another sum by now than when it was first said to be paid back.
        return replace(known, status=status, amount_idr=event.amount_idr, paid_back=paid_back)
    return Refund(
        refund_id=event.refund_id,
        status=status,
        cause=event.cause,
        return_id=None,
        amount_idr=event.amount_idr,
        parts=NOTHING,
        reason_code=event.cause.value,
        paid_back=paid_back,
    )


def _after(
    known: Refund, event: PaymentRefunded | RefundDisputed | RefundDisputeResolved
) -> Refund:
    match event:
        case PaymentRefunded():
            status = REFUND_LIFE.moved(known.status, event, RefundStatus.REFUNDED)
            return replace(known, status=status)
        case RefundDisputed():
            status = REFUND_LIFE.moved(known.status, event, RefundStatus.DISPUTED)
            return replace(known, status=status, dispute_id=event.dispute_id)
        case RefundDisputeResolved():
            paid = event.decision is RefundDecision.PAID
            target = RefundStatus.CLAIMED if paid else RefundStatus.DUE
            return replace(known, status=REFUND_LIFE.moved(known.status, event, target))
        case _:
            assert_never(event)
