"""A payment as the next decision sees it, with its collections, corrections and refunds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from payments.domain.balance import Balance
from payments.domain.terms import Parts, Terms
from payments.domain.words import (
    CorrectionReason,
    RefundCause,
    RefundChannel,
    Side,
)


class Status(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CollectionStatus(StrEnum):
    """`RECORDED`: one side has said so. `CLAIMED`: the buyer has, and nothing is booked yet."""

    RECORDED = "recorded"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    RESOLVED = "resolved"
    CORRECTED = "corrected"


class CorrectionStatus(StrEnum):
    REQUESTED = "requested"
    CORRECTED = "corrected"
    DECLINED = "declined"


class RefundStatus(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    dispute_id: str
    raised_by: Side
    buyer_says_idr: int
    seller_says_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """
    Cash that changed hands, or is said to have.

    :param counted_idr: what is in the books; nothing while it is only claimed
    :param says_idr: the figure of whoever spoke first
    :param silent_until: until when the other side may object
    """

    collection_id: str
    status: CollectionStatus
    counted_idr: int
    says_idr: int
    collected_at: datetime
    collected_by_id: str
    silent_until: datetime | None
    dispute: Dispute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    correction_id: str
    collection_id: str
    status: CorrectionStatus
    wrong_idr: int
    right_idr: int
    reason_code: CorrectionReason
    requested_by_id: str
    requested_by_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBack:
    """How the seller says that she paid it back."""

    channel: RefundChannel
    paid_out_by_id: str
    evidence_sha256: str | None
    paid_at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """:param parts: what a return takes back of the sale; nothing of an overpayment"""

    refund_id: str
    status: RefundStatus
    cause: RefundCause
    return_id: str | None
    amount_idr: int
    parts: Parts
    reason_code: str
    paid_back: PaidBack | None = None
    dispute_id: str | None = None

    @property
    def holds_overpayment(self) -> bool:
        """Tell whether it stands for money over that may be on its way already."""
        on_its_way = self.status in {RefundStatus.CLAIMED, RefundStatus.DISPUTED}
        return on_its_way and self.cause is RefundCause.OVERPAYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """
    What the next decision needs.

    :param facts: the fingerprint of every fact that was booked, by its id
    :param failed_attempts: the visits from which nobody brought money
    """

    terms: Terms
    status: Status
    balance: Balance
    facts: Mapping[str, str] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    refunds: Mapping[str, Refund] = field(default_factory=dict)
    failed_attempts: frozenset[int] = frozenset()

    @property
    def left(self) -> Parts:
        """What is still due, in its parts."""
        return self.balance.left

    @property
    def overpaid_idr(self) -> int:
        """What is over, and not yet said to be paid back."""
        held = (one.amount_idr for one in self.refunds.values() if one.holds_overpayment)
        return self.balance.overage_idr - sum(held)

    @property
    def returned_idr(self) -> int:
        """What returns have taken back of the sale, paid back already or not."""
        causes = (one for one in self.refunds.values() if one.cause is RefundCause.RETURN)
        return sum(one.amount_idr for one in causes)

    @property
    def to_refund_idr(self) -> int:
        """What returns have taken back, and nobody has received yet."""
        refunded = (
            one.amount_idr
            for one in self.refunds.values()
            if one.cause is RefundCause.RETURN and one.status is RefundStatus.REFUNDED
        )
        return self.returned_idr - sum(refunded)
