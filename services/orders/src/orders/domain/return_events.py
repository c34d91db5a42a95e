"""What can happen to a return; it lives in the stream of its order, under an id of its own."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event
from orders.domain.evidence import Evidence
from orders.domain.words import (
    ClockBasis,
    DecidedBy,
    Disposition,
    Resolution,
    ReturnDecline,
    ReturnReason,
    ReturnWanted,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    line_id: str
    quantity: int
    net_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Event):
    """The buyer wants to give goods back; silence until `answer_by` is a yes."""

    return_id: str
    order_id: str
    payment_id: str
    lines: tuple[ReturnLine, ...]
    reason_code: ReturnReason
    wanted: ReturnWanted
    within_window: bool
    window_rule_version: str
    requested_at: datetime
    answer_by: datetime
    clock_basis: ClockBasis
    calendar_version: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    line_id: str
    quantity: int
    net_base: int
    refund_idr: int
    staple_refund_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAccepted(Event):
    """
    The goods may come back, and this is what the buyer gets for them.

    :param refund_idr: goods and fee together; 0 for an exchange
    """

    return_id: str
    order_id: str
    payment_id: str
    resolution: Resolution
    lines: tuple[RefundLine, ...]
    refund_idr: int
    goods_refund_idr: int
    staple_refund_idr: int
    fee_refund_idr: int
    goods_back: bool
    reason_code: ReturnReason
    decided_by: DecidedBy
    accepted_at: datetime
    refund_by: datetime
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDeclined(Event):
    return_id: str
    order_id: str
    payment_id: str
    reason_code: ReturnDecline
    reason_text_ref: str | None
    decided_by: DecidedBy
    declined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    line_id: str
    product_id: str
    quantity: int
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived(Event):
    """The seller has the goods back."""

    return_id: str
    order_id: str
    lines: tuple[ReceivedLine, ...]
    received_at: datetime


ReturnEvent = ReturnRequested | ReturnAccepted | ReturnDeclined | ReturnReceived
