"""Money on its way back to the buyer: owed, said to be paid, received, disputed."""

from dataclasses import dataclass
from datetime import datetime

from payments.domain.money import MoneyEvent
from payments.domain.words import (
    PaidOutBy,
    RefundCause,
    RefundChannel,
    RefundDecision,
    RefundDisputeReason,
    RefundProof,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDue(MoneyEvent):
    """Goods came back, so the seller owes this sum, by this time."""

    refund_id: str
    return_id: str
    amount_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    reason_code: str  # As orders gave it.
    due_at: datetime
    refund_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundClaimed(MoneyEvent):
    """The seller says that she has paid it back; the buyer may object until the deadline."""

    refund_id: str
    cause: RefundCause
    return_id: str | None
    amount_idr: int
    refund_channel: RefundChannel
    paid_out_by: PaidOutBy
    paid_out_by_id: str
    evidence_sha256: str | None
    paid_at: datetime
    claimed_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(MoneyEvent):
    """
    The buyer has the money back, for all we can know.

    Goods, fee, rounding and overage are together `amount_idr`. `decided_by_id` names the officer
    where buyer and seller disagreed.
    """

    refund_id: str
    cause: RefundCause
    return_id: str | None
    dispute_id: str | None
    receipt_number: str
    amount_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    overage_idr: int
    refund_channel: RefundChannel
    paid_out_by: PaidOutBy
    paid_out_by_id: str
    received_by_buyer: RefundProof
    decided_by_id: str | None
    decided_by_role: str | None
    reason_code: str
    original_collection_id: str | None
    original_collected_at: datetime | None
    prior_period: bool
    paid_at: datetime
    refunded_at: datetime
    evidence_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDisputed(MoneyEvent):
    """The buyer says that she did not get it."""

    refund_id: str
    dispute_id: str
    amount_idr: int
    reason_code: RefundDisputeReason
    raised_by_id: str
    disputed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDisputeResolved(MoneyEvent):
    """An officer has decided: paid (then `PaymentRefunded` follows at once), or due again."""

    refund_id: str
    dispute_id: str
    amount_idr: int
    decision: RefundDecision
    decided_by_id: str
    decided_by_role: str
    resolved_at: datetime


RefundEvent = RefundDue | RefundClaimed | PaymentRefunded | RefundDisputed | RefundDisputeResolved
