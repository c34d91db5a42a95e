"""Facts about stock and reservations, as they are published: fields are only added."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.vocabulary import (
    AdjustmentReason,
    Disposition,
    RejectionCode,
    ReleaseReason,
    ReturnCause,
    StockSource,
    StockUnit,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event):
    product_id: str
    merchant_id: str
    quantity: int
    unit: StockUnit
    source: StockSource
    lot_code: str | None
    harvested_on: date | None
    expires_on: date | None
    balance_after: int  # What may be sold now: reserved goods are not in it.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedLine:
    line_id: str
    product_id: str
    quantity: int
    unit: StockUnit
    price_idr: int
    price_version: int
    available_before: int
    available_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    reservation_id: str  # The order's id: an order has one reservation.
    order_id: str
    merchant_id: str
    lines: tuple[ReservedLine, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedLine:
    line_id: str
    product_id: str
    code: RejectionCode
    requested: int
    available: int
    price_seen_idr: int
    price_now_idr: int | None  # None for a product that the catalogue does not know.


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRejected(Event):
    order_id: str
    merchant_id: str
    reasons: tuple[RejectedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLine:
    line_id: str
    product_id: str
    quantity: int
    unit: StockUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReleased(Event):
    """No lines: the order ended before it was ever reserved, and now never will be."""

    reservation_id: str
    order_id: str
    lines: tuple[ReleasedLine, ...]
    reason_code: ReleaseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedLine:
    line_id: str
    product_id: str
    committed_quantity: int
    released_quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCommitted(Event):
    reservation_id: str
    order_id: str
    lines: tuple[CommittedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjusted(Event):
    product_id: str
    merchant_id: str
    quantity_delta: int
    unit: StockUnit
    reason_code: AdjustmentReason
    lot_code: str | None
    balance_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReturned(Event):
    """Goods of an order came back; only what is resalable is on sale again."""

    product_id: str
    merchant_id: str
    order_id: str
    line_id: str
    return_id: str | None  # None: they never reached the buyer.
    quantity: int
    unit: StockUnit
    disposition: Disposition
    cause: ReturnCause
