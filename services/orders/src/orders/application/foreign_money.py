"""Our own views of payments' events: only the fields that orders reads."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    payment_id: str
    order_id: str
    collection_id: str
    amount_received_idr: int
    remaining_due_idr: int
    overage_idr: int = 0
    collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionConfirmed(Event):
    """:param by: buyer, seller or deemed."""

    payment_id: str
    order_id: str
    collection_id: str
    by: str
    remaining_due_idr: int
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputed(Event):
    payment_id: str
    order_id: str
    dispute_id: str
    collection_id: str
    disputed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputeResolved(Event):
    payment_id: str
    order_id: str
    dispute_id: str
    collection_id: str
    decided_idr: int
    recorded_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    original_collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCorrected(Event):
    payment_id: str
    order_id: str
    correction_id: str
    collection_id: str
    wrong_idr: int
    right_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    original_collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Event):
    payment_id: str
    order_id: str
    refund_id: str
    amount_idr: int
    original_collection_id: str | None
    original_collected_at: datetime | None
