"""What can happen to an order after it has been placed."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event
from orders.domain.evidence import Evidence
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import ReturnEvent
from orders.domain.words import (
    AttemptFailure,
    CancelReason,
    CancelStage,
    CarrierKind,
    ClockBasis,
    CompletedBy,
    ConfirmedBy,
    CustodyMode,
    DeclaredBy,
    DeclineReason,
    Disposition,
    Fault,
    HandoverMethod,
    MoneyFact,
    Party,
    PaymentMethod,
    PaymentStanding,
    RecipientKind,
    RejectionReason,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested(Event):
    """Cash was promised; the three parts of the amount are treated differently later on."""

    payment_id: str
    order_id: str
    attempt_no: int
    method: PaymentMethod
    provider: str
    custody_mode: CustodyMode
    merchant_id: str
    merchant_owner_account_id: str
    buyer_account_id: str
    amount_due_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    rounding_rule_version: str = "unknown"
    collect_by: datetime
    calendar_version: str
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """The pivot: before it everything can be undone, after it only forward."""

    order_id: str
    confirmed_at: datetime
    basis: ConfirmedBy
    stock_reserved_at: datetime
    accept_by: datetime
    clock_basis: ClockBasis
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedLine:
    line_id: str
    code: str  # As the catalogue gave it.


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(Event):
    order_id: str
    rejected_at: datetime
    reason_code: RejectionReason
    lines: tuple[RejectedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted(Event):
    order_id: str
    accepted_at: datetime
    promised_window_start: datetime
    promised_window_end: datetime
    dispatch_by: datetime
    deliver_by: datetime
    clock_basis: ClockBasis
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeclined(Event):
    order_id: str
    payment_id: str
    declined_at: datetime
    reason_code: DeclineReason
    reason_text_ref: str | None
    lines: tuple[str, ...]  # Line ids, where only some lines were the reason.


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    line_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDispatched(Event):
    order_id: str
    attempt_no: int
    carrier_kind: CarrierKind
    carrier_id: str | None
    amount_to_collect_idr: int
    dispatched_at: datetime
    expected_at: datetime | None
    deliver_by: datetime
    calendar_version: str
    lines_shipped: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyForPickup(Event):
    """The goods are packed and wait for the buyer."""

    order_id: str
    payment_id: str
    pickup_point_id: str | None
    ready_at: datetime
    collect_by: datetime
    clock_basis: ClockBasis
    calendar_version: str
    lines: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttemptFailed(Event):
    """
    Somebody came with the goods, and they did not change hands.

    :param deliver_by: until when the order may still be handed over; a promised attempt moves it
    """

    order_id: str
    payment_id: str
    attempt_no: int
    attempts_left: int
    reason_code: AttemptFailure
    fault: Fault
    failed_at: datetime
    next_attempt_at: datetime | None
    deliver_by: datetime
    clock_basis: ClockBasis
    calendar_version: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtBackLine:
    line_id: str
    product_id: str
    quantity: int
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturnedToSeller(Event):
    """The end of an order whose goods were on their way, and went back."""

    order_id: str
    payment_id: str
    attempt_no: int
    reason_code: AttemptFailure
    fault: Fault
    returned_at: datetime
    lines: tuple[BroughtBackLine, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCodeRefused(Event):
    """A wrong code was given. It is a fact, so that the count of attempts survives the refusal."""

    order_id: str
    handover_id: str
    attempt_no: int
    attempts_left: int
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredLine:
    line_id: str
    delivered_quantity: int
    delivered_net_base: int
    refused_quantity: int
    refusal_code: str | None
    line_total_idr: int
    refused_disposition: Disposition = Disposition.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    """
    Goods and cash changed hands, under one id that the device made.

    :param collect_by: until when what then remains due must have come; None in old events
    """

    handover_id: str
    order_id: str
    payment_id: str
    attempt_no: int
    handover_method: HandoverMethod
    code_verified: bool
    code_attempts: int
    recipient_kind: RecipientKind
    lines: tuple[DeliveredLine, ...]
    goods_delivered_idr: int
    staple_delivered_idr: int
    delivery_fee_idr: int
    cash_rounding_idr: int
    amount_due_idr: int  # After refusals.
    declared_cash_idr: int | None
    delivered_at: datetime
    confirm_until: datetime
    return_until: datetime
    calendar_version: str
    evidence: tuple[Evidence, ...]
    declared_by: DeclaredBy = DeclaredBy.SELLER
    collect_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalLine:
    line_id: str
    delivered_quantity: int
    line_total_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(Event):
    order_id: str
    payment_id: str
    collection_id: str
    completed_at: datetime
    delivered_at: datetime
    collected_at: datetime
    goods_idr: int
    staple_idr: int
    delivery_fee_idr: int
    paid_idr: int
    lines_final: tuple[FinalLine, ...]
    basis: CompletedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNoted(Event):
    """
    What payments has said of the money, beside what completes the order by itself.

    :param amount_received_idr: what it adds to the cash received; negative if it takes from it
    :param refund_due_idr: what it adds to what is owed back; negative once that was paid
    :param cause_id: the dispute, correction or refund; None: the collection itself
    :param collect_by: until when the rest must have come, where the fact moves that
    """

    order_id: str
    payment_id: str
    collection_id: str
    standing: PaymentStanding
    amount_received_idr: int
    remaining_due_idr: int
    refund_due_idr: int
    collected_at: datetime
    noted_at: datetime
    fact: MoneyFact = MoneyFact.RECEIVED
    cause_id: str | None = None
    refunded_idr: int = 0
    collect_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    order_id: str
    payment_id: str | None
    cancelled_at: datetime
    by: Party
    stage: CancelStage
    reason_code: CancelReason
    reason_text_ref: str | None
    fault: Fault
    goods_disposition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(Event):
    """A clock ran out; the fault says who is not to suffer for it."""

    order_id: str
    payment_id: str | None
    expired_at: datetime
    stage: Stage
    deadline: datetime
    fault: Fault


EndEvent = OrderRejected | OrderDeclined | OrderCancelled | OrderExpired | OrderReturnedToSeller
StepEvent = (
    OrderConfirmed
    | OrderAccepted
    | OrderDispatched
    | ReadyForPickup
    | OrderDelivered
    | OrderCompleted
)
NoteEvent = PaymentRequested | HandoverCodeRefused | DeliveryAttemptFailed | PaymentNoted
LaterEvent = StepEvent | NoteEvent | EndEvent | ReturnEvent
OrderEvent = OrderPlaced | LaterEvent
