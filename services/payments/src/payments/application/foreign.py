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
    declared_cash_idr: int | None
    delivered_at: datetime


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


AboutPayment = PaymentRequested | OrderDelivered | OrderDeclined | OrderCancelled | OrderExpired
