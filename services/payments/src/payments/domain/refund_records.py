"""Money on its way back, written down complete."""

from datetime import datetime

from kernel.domain.wib import business_date
from payments.domain.commands import OweRefund, RecordRefund
from payments.domain.people import Act
from payments.domain.postings import owed_entries, refunded_entries
from payments.domain.receipts import ReceiptKind, receipt_number
from payments.domain.records import common, holder, is_prior
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.state import Collection, Payment, Refund
from payments.domain.terms import Parts
from payments.domain.words import (
    PaidOutBy,
    RefundCause,
    RefundChannel,
    RefundDecision,
    RefundDisputeReason,
    RefundProof,
)


def owed_event(
    payment: Payment, command: OweRefund, parts: Parts, *, refund_id: str, at: datetime
) -> RefundDue:
    return RefundDue(
        **common(
            payment.terms,
            holder(payment.terms, payment.balance),
            happened=command.due_at,
            booked=at,
        ),
        entries=owed_entries(payment.terms, parts.total_idr),
        refund_id=refund_id,
        return_id=command.return_id,
        amount_idr=parts.total_idr,
        goods_idr=parts.goods_idr,
        delivery_fee_idr=parts.delivery_fee_idr,
        rounding_idr=parts.rounding_idr,
        reason_code=command.reason_code,
        due_at=command.due_at,
        refund_by=command.refund_by,
    )


def paid_event(
    payment: Payment,
    command: RecordRefund,
    act: Act,
    *,
    return_id: str | None,
    deadline: datetime,
) -> RefundClaimed:
    paid_at = command.paid_at or act.at
    return RefundClaimed(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=paid_at, booked=act.at
        ),
        entries=(),
        refund_id=command.refund_id,
        cause=command.cause,
        return_id=return_id,
        amount_idr=command.amount_idr,
        refund_channel=RefundChannel.CASH,
        paid_out_by=PaidOutBy.SELLER,
        paid_out_by_id=act.actor_id,
        evidence_sha256=command.evidence_sha256,
        paid_at=paid_at,
        claimed_at=act.at,
        deadline=deadline,
    )


def refunded_event(
    payment: Payment,
    refund: Refund,
    *,
    proof: RefundProof,
    at: datetime,
    decided_by: Act | None = None,
) -> PaymentRefunded:
    terms, paid = payment.terms, refund.paid_back
    assert paid is not None, "only what is said to be paid is refunded"
    original = _original(payment, refund)
    overpaid_idr = refund.amount_idr if refund.cause is RefundCause.OVERPAYMENT else 0
    return PaymentRefunded(
        **common(terms, holder(terms, payment.balance), happened=paid.paid_at, booked=at),
        entries=refunded_entries(
            terms, returned_idr=refund.parts.total_idr, overpaid_idr=overpaid_idr
        ),
        refund_id=refund.refund_id,
        cause=refund.cause,
        return_id=refund.return_id,
        dispute_id=refund.dispute_id,
        receipt_number=receipt_number(
            f"{terms.payment_id}/{refund.refund_id}",
            business_date(paid.paid_at),
            ReceiptKind.REFUND,
        ),
        amount_idr=refund.amount_idr,
        goods_idr=refund.parts.goods_idr,
        delivery_fee_idr=refund.parts.delivery_fee_idr,
        rounding_idr=refund.parts.rounding_idr,
        overage_idr=overpaid_idr,
        refund_channel=paid.channel,
        paid_out_by=PaidOutBy.SELLER,
        paid_out_by_id=paid.paid_out_by_id,
        received_by_buyer=proof,
        decided_by_id=decided_by.actor_id if decided_by else None,
        decided_by_role=decided_by.role if decided_by else None,
        reason_code=refund.reason_code,
        original_collection_id=original.collection_id if original else None,
        original_collected_at=original.collected_at if original else None,
        prior_period=bool(original and is_prior(original.collected_at, at)),
        paid_at=paid.paid_at,
        refunded_at=at,
        evidence_sha256=paid.evidence_sha256,
    )


def refund_disputed_event(
    payment: Payment, refund: Refund, dispute_id: str, reason_code: RefundDisputeReason, act: Act
) -> RefundDisputed:
    return RefundDisputed(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=act.at, booked=act.at
        ),
        entries=(),
        refund_id=refund.refund_id,
        dispute_id=dispute_id,
        amount_idr=refund.amount_idr,
        reason_code=reason_code,
        raised_by_id=act.actor_id,
        disputed_at=act.at,
    )


def refund_resolved_event(
    payment: Payment, refund: Refund, act: Act, *, paid: bool
) -> RefundDisputeResolved:
    assert refund.dispute_id is not None, "only what is in dispute is decided"
    return RefundDisputeResolved(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=act.at, booked=act.at
        ),
        entries=(),
        refund_id=refund.refund_id,
        dispute_id=refund.dispute_id,
        amount_idr=refund.amount_idr,
        decision=RefundDecision.PAID if paid else RefundDecision.UNPAID,
        decided_by_id=act.actor_id,
        decided_by_role=act.role,
        resolved_at=act.at,
    )


def _original(payment: Payment, refund: Refund) -> Collection | None:
    """Return the cash that goes back: the first for a return, the last for what was over."""
    counted = [one for one in payment.collections.values() if one.counted_idr]
    if not counted:
        return None
    counted.sort(key=lambda one: (one.collected_at, one.collection_id))
    return counted[0 if refund.cause is RefundCause.RETURN else -1]
