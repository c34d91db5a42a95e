"""The facts of payments, each with the journal entries it posts. No baskets, names or agencies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from payments.domain.collection_events import CollectionEvent
from payments.domain.facts import CollectorRole, Confirmation, FeeBearer, Strength
from payments.domain.money import MoneyEvent
from payments.domain.refund_events import RefundEvent
from payments.domain.words import DueChange, ExpiryReason


class ReceivedKind(StrEnum):
    """What a receipt did to the sum that was due just before it."""

    FULL = "full"
    PARTIAL = "partial"
    OVER = "over"


class CancelReason(StrEnum):
    ORDER_CANCELLED = "order_cancelled"
    ORDER_DECLINED = "order_declined"
    ORDER_EXPIRED = "order_expired"
    ORDER_RETURNED = "order_returned"
    OTHER = "other"


class CancelStage(StrEnum):
    """How far the payment had come: `DUE` is before any money moved."""

    DUE = "due"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChecked:
    """A provider's limit, and the sum that was held against it."""

    limit: str
    value_idr: int
    used_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDue(MoneyEvent):
    """The buyer owes this sum for this order, by this time."""

    amount_due_idr: int
    goods_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    rounding_rule_version: str
    collect_by: datetime
    placed_at: datetime
    limits_checked: tuple[LimitChecked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDueAdjusted(MoneyEvent):
    """
    Something was refused at the door, so the whole sum is another now.

    `amount_due_idr` is the new sum in all; what is left of it is `remaining_due_idr`. Of money that
    came before, `overage_idr` is over and owed back since.
    """

    reason_code: DueChange
    goods_before_idr: int
    delivery_fee_before_idr: int
    rounding_before_idr: int
    goods_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    amount_due_idr: int
    remaining_due_idr: int
    overage_idr: int
    rounding_rule_version: str
    adjusted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(MoneyEvent):
    """
    Money came in.

    `amount_due_idr` is what was due just before. Goods, fee and rounding are the split of what
    counts towards it: together `amount_received_idr` less `overage_idr`. Where only one side has
    spoken, the other's silence confirms it at `confirm_until`.
    """

    fact_id: str
    fact_sha256: str
    collection_id: str
    receipt_number: str
    amount_due_idr: int
    amount_received_idr: int
    goods_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    remaining_due_idr: int
    kind: ReceivedKind
    overage_idr: int
    collected_by_id: str
    collected_by_role: CollectorRole
    confirmation: Confirmation
    strength: Strength
    placed_at: datetime
    delivered_at: datetime | None
    collected_at: datetime
    provider_fee_idr: int
    fee_bearer: FeeBearer
    platform_fee_idr: int
    tax_collected_idr: int
    tax_rule: str | None
    evidence_sha256: str | None
    confirm_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCancelled(MoneyEvent):
    """
    Nothing is owed any more.

    What was paid before, `overage_idr`, is owed back to the buyer.
    """

    reason_code: CancelReason
    reason_text_ref: str | None
    stage: CancelStage
    amount_idr: int
    money_may_have_moved: bool
    overage_idr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentExpired(MoneyEvent):
    """
    The buyer has the goods, and did not pay the rest in time: nobody waits for it any more.

    The sums are that rest; `received_idr` came in before.
    """

    reason_code: ExpiryReason
    stage: CancelStage
    amount_idr: int
    goods_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    received_idr: int
    money_may_have_moved: bool
    expired_at: datetime


PaymentEvent = (
    PaymentDue
    | PaymentDueAdjusted
    | PaymentReceived
    | PaymentCancelled
    | PaymentExpired
    | CollectionEvent
    | RefundEvent
)
