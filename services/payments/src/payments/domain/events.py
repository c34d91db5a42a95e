"""The facts of payments, each with the journal entries it posts. No baskets, names or agencies."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kernel.domain.events import Event
from payments.domain.facts import CollectorRole, Confirmation, FeeBearer, Strength
from payments.domain.journal import Entry
from payments.domain.terms import CustodyMode, FundsHolder


class ReceivedKind(StrEnum):
    """What a receipt did to the sum that was due just before it."""

    FULL = "full"
    PARTIAL = "partial"
    OVER = "over"


class CancelReason(StrEnum):
    ORDER_CANCELLED = "order_cancelled"
    ORDER_DECLINED = "order_declined"
    ORDER_EXPIRED = "order_expired"
    OTHER = "other"


class CancelStage(StrEnum):
    """How far the payment had come: `DUE` is before any money moved."""

    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChecked:
    """A provider's limit, and the sum that was held against it."""

    limit: str
    value_idr: int
    used_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEvent(Event):
    """
    What every event of payments carries, so that finance needs no other event to book it.

    `business_date` is the day in Malang on which it happened, `settlement_date` the day on which it
    entered the books; they differ when a fact comes late. `memorandum` is true while the money
    never enters the city's custody.
    """

    payment_id: str
    order_id: str
    attempt_no: int
    merchant_id: str
    merchant_owner_account_id: str | None
    buyer_account_id: str
    method: str
    provider: str
    custody_mode: CustodyMode
    funds_holder: FundsHolder
    memorandum: bool
    business_date: date
    settlement_date: date
    currency: str  # ISO 4217.
    entries: tuple[Entry, ...]


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
class PaymentReceived(MoneyEvent):
    """
    Money came in.

    `amount_due_idr` is what was due just before. Goods, fee and rounding are the split of what
    counts towards it: together `amount_received_idr` less `overage_idr`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCancelled(MoneyEvent):
    """Nothing is owed any more, and nothing was paid."""

    reason_code: CancelReason
    reason_text_ref: str | None
    stage: CancelStage
    amount_idr: int
    money_may_have_moved: bool


PaymentEvent = PaymentDue | PaymentReceived | PaymentCancelled
