"""What is said about cash after it changed hands: claimed, confirmed, disputed, corrected."""

from dataclasses import dataclass
from datetime import datetime

from payments.domain.money import MoneyEvent
from payments.domain.words import (
    ConfirmedBy,
    CorrectionReason,
    DisputeDecision,
    DisputeReason,
    Side,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionAttemptFailed(MoneyEvent):
    """Somebody came for the money in vain. `attempt_no` counts payments, the other one visits."""

    delivery_attempt_no: int
    reason_code: str  # As orders gave it.
    fault: str
    next_attempt_at: datetime | None
    failed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionClaimed(MoneyEvent):
    """The buyer says that she paid, and the seller has recorded nothing. It moves no money yet."""

    claim_id: str
    by: Side
    amount_idr: int
    claimed_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionConfirmed(MoneyEvent):
    """The other side agrees, by a tap or by its silence."""

    collection_id: str
    by: ConfirmedBy
    confirmed_by_id: str | None
    amount_idr: int
    remaining_due_idr: int
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputed(MoneyEvent):
    """Seller and buyer name two figures. `recorded_idr` is in the books: nothing, for a claim."""

    dispute_id: str
    collection_id: str
    buyer_says_idr: int
    seller_says_idr: int
    recorded_idr: int
    reason_code: DisputeReason
    raised_by: Side
    raised_by_id: str
    disputed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputeResolved(MoneyEvent):
    """
    An officer who is a party to nothing has decided.

    The deltas are what the books change by: together `decided_idr` less `recorded_idr`.
    """

    dispute_id: str
    collection_id: str
    receipt_number: str
    decision: DisputeDecision
    buyer_says_idr: int
    seller_says_idr: int
    decided_idr: int
    recorded_idr: int
    goods_delta_idr: int
    delivery_fee_delta_idr: int
    rounding_delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    decided_by_id: str
    decided_by_role: str
    original_collected_at: datetime
    prior_period: bool
    resolved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCorrectionRequested(MoneyEvent):
    """Whoever collected says that the record is wrong; a second person will decide."""

    correction_id: str
    collection_id: str
    wrong_idr: int
    right_idr: int
    reason_code: CorrectionReason
    requested_by_id: str
    requested_by_role: str
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCorrected(MoneyEvent):
    """
    A record was wrong; money has not moved.

    `corrects_event_id` is the event that last said what was collected. The deltas are together
    `right_idr` less `wrong_idr`.
    """

    correction_id: str
    corrects_event_id: str
    collection_id: str
    receipt_number: str
    wrong_idr: int
    right_idr: int
    goods_delta_idr: int
    delivery_fee_delta_idr: int
    rounding_delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    reason_code: CorrectionReason
    requested_by_id: str
    requested_by_role: str
    approved_by_id: str
    approved_by_role: str
    original_collected_at: datetime
    prior_period: bool
    corrected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCorrectionDeclined(MoneyEvent):
    correction_id: str
    collection_id: str
    wrong_idr: int
    right_idr: int
    declined_by_id: str
    declined_by_role: str
    declined_at: datetime


CollectionEvent = (
    CollectionAttemptFailed
    | CollectionClaimed
    | CollectionConfirmed
    | CollectionDisputed
    | CollectionDisputeResolved
    | CollectionCorrectionRequested
    | CollectionCorrected
    | CollectionCorrectionDeclined
)
