"""What payments may be asked to do: by policies, because of a fact, and by people."""

from dataclasses import dataclass
from datetime import datetime

from payments.domain.events import CancelReason
from payments.domain.terms import Parts, Terms
from payments.domain.words import (
    CorrectionReason,
    DisputeDecision,
    DisputeReason,
    DueChange,
    RefundCause,
    RefundDisputeReason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayment:
    terms: Terms
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustDue:
    payment_id: str
    parts: Parts
    reason: DueChange
    adjusted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPayment:
    payment_id: str
    reason: CancelReason
    cancelled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpirePayment:
    payment_id: str
    expired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFailedAttempt:
    payment_id: str
    delivery_attempt_no: int
    reason_code: str
    fault: str
    next_attempt_at: datetime | None
    failed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCollection:
    """The buyer says that she paid so much; the seller may object until the deadline."""

    payment_id: str
    claim_id: str
    amount_idr: int
    claimed_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OweRefund:
    payment_id: str
    return_id: str
    goods_idr: int
    delivery_fee_idr: int
    amount_idr: int
    reason_code: str
    due_at: datetime
    refund_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCollection:
    """
    The seller took cash, later than at the door or before it.

    :param collection_id: made on her device, so that sending it twice counts once
    """

    payment_id: str
    collection_id: str
    amount_idr: int
    collected_at: datetime | None = None
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCollection:
    payment_id: str
    collection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmClaim:
    payment_id: str
    collection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeCollection:
    """:param amount_idr: how much it was, by whoever objects"""

    payment_id: str
    collection_id: str
    amount_idr: int
    reason_code: DisputeReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDispute:
    """:param decided_idr: needed where the decision is between the two figures"""

    payment_id: str
    dispute_id: str
    decision: DisputeDecision
    decided_idr: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCorrection:
    payment_id: str
    collection_id: str
    correction_id: str
    right_idr: int
    reason_code: CorrectionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCorrection:
    payment_id: str
    correction_id: str
    approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRefund:
    """
    The seller gave cash back.

    :param refund_id: of a return, the one that is due; of an overpayment, made on her device
    """

    payment_id: str
    refund_id: str
    cause: RefundCause
    amount_idr: int
    paid_at: datetime | None = None
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRefund:
    payment_id: str
    refund_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRefund:
    payment_id: str
    refund_id: str
    reason_code: RefundDisputeReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveRefund:
    payment_id: str
    refund_id: str
    paid: bool
