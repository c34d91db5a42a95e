"""Our own views of other services' events: only the fields that compliance reads.

Closed vocabularies of others are plain text here, so that a word they add parks nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    line_id: str
    category_code: str
    commodity_code: str | None
    staple: bool
    staple_list_version: str
    goods_origin: str
    base_unit: str
    ceiling_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    order_id: str
    placed_at: datetime
    membership_id: str | None
    institution_id: str | None
    buyer_kind: str
    purchase_purpose: str
    funding_source: str
    merchant_id: str
    merchant_kelurahan_code: str
    merchant_kind: str
    merchant_scale: str
    supervising_department: str
    related_party: str
    delivery_kelurahan_code: str | None
    lines: tuple[OrderLine, ...]
    delivery_fee_idr: int
    amount_due_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredLine:
    line_id: str
    delivered_net_base: int
    line_total_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    order_id: str
    lines: tuple[DeliveredLine, ...]
    delivery_fee_idr: int
    amount_due_idr: int
    delivered_at: datetime
    return_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(Event):
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeclined(Event):
    """The seller said no: whose fault that is needs no field."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    order_id: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(Event):
    order_id: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturnedToSeller(Event):
    order_id: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAccepted(Event):
    order_id: str
    return_id: str
    goods_refund_idr: int
    staple_refund_idr: int
    fee_refund_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    payment_id: str
    order_id: str
    collection_id: str
    amount_received_idr: int
    overage_idr: int
    goods_idr: int
    delivery_fee_idr: int
    remaining_due_idr: int
    confirmation: str
    strength: str
    collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Event):
    payment_id: str
    order_id: str
    refund_id: str
    return_id: str | None
    dispute_id: str | None
    original_collection_id: str | None
    amount_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    overage_idr: int
    refunded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCorrected(Event):
    payment_id: str
    order_id: str
    correction_id: str
    collection_id: str
    goods_delta_idr: int
    delivery_fee_delta_idr: int
    rounding_delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    original_collected_at: datetime
    corrected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputeResolved(Event):
    payment_id: str
    order_id: str
    dispute_id: str
    collection_id: str | None
    goods_delta_idr: int
    delivery_fee_delta_idr: int
    rounding_delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    original_collected_at: datetime
    resolved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDisputed(Event):
    order_id: str
    dispute_id: str
    collection_id: str | None
    buyer_says_idr: int
    seller_says_idr: int
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionClaimed(Event):
    order_id: str
    claim_id: str
    amount_idr: int
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionConfirmed(Event):
    order_id: str
    collection_id: str
    by: str
    amount_idr: int


OrderEnd = OrderRejected | OrderDeclined | OrderCancelled | OrderExpired | OrderReturnedToSeller
AboutMoney = (
    PaymentReceived
    | PaymentRefunded
    | CollectionCorrected
    | CollectionDisputeResolved
    | CollectionDisputed
    | CollectionClaimed
    | CollectionConfirmed
)
