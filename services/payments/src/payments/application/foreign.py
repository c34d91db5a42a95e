"""What payments reads of the orders service's events: these fields, and no others.

Words of others that we only pass on are plain text, so that a new one parks nothing. Where
the money goes is not among them: a custody mode that we do not know must wait until we learn it.
"""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event
from payments.domain.terms import CustodyMode


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested(Event):
    payment_id: str
    order_id: str
    attempt_no: int
    method: str
    provider: str
    custody_mode: CustodyMode
    merchant_id: str
    buyer_account_id: str
    amount_due_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    collect_by: datetime
    placed_at: datetime
    merchant_owner_account_id: str | None = None
    rounding_rule_version: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    payment_id: str
    handover_id: str
    handover_method: str
    code_verified: bool
    goods_delivered_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    amount_due_idr: int
    declared_cash_idr: int | None
    delivered_at: datetime
    confirm_until: datetime
    declared_by: str = "seller"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeclined(Event):
    payment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """`payment_id` is None while no payment had been requested."""

    payment_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(Event):
    payment_id: str | None = None
    stage: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturnedToSeller(Event):
    payment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttemptFailed(Event):
    payment_id: str
    attempt_no: int
    reason_code: str
    fault: str
    next_attempt_at: datetime | None
    failed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAccepted(Event):
    """`refund_idr` is nothing where the goods are exchanged."""

    payment_id: str
    return_id: str
    refund_idr: int
    goods_refund_idr: int
    fee_refund_idr: int
    reason_code: str
    accepted_at: datetime
    refund_by: datetime


AboutPayment = (
    PaymentRequested
    | OrderDelivered
    | OrderDeclined
    | OrderCancelled
    | OrderExpired
    | OrderReturnedToSeller
    | DeliveryAttemptFailed
    | ReturnAccepted
)
