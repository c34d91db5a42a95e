"""What payments may be asked to do. Nobody asks from outside: policies do, because of a fact."""

from dataclasses import dataclass
from datetime import datetime

from payments.domain.events import CancelReason
from payments.domain.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayment:
    terms: Terms
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPayment:
    payment_id: str
    reason: CancelReason
    cancelled_at: datetime
