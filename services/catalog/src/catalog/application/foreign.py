"""Events of orders as the catalogue sees them: only the fields that it reads."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    line_id: str
    product_id: str
    quantity: int
    unit_price_idr: int
    price_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    merchant_id: str
    lines: tuple[PlacedLine, ...]
    reserve_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(Event):
    """The order's id is the stream's key; nothing else is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeclined(Event):
    """The order's id is the stream's key; nothing else is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order's id is the stream's key; nothing else is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(Event):
    """The order's id is the stream's key; nothing else is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredLine:
    line_id: str
    delivered_quantity: int
    refused_quantity: int = 0
    refused_disposition: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    lines: tuple[DeliveredLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    line_id: str
    quantity: int
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturnedToSeller(Event):
    """It could not be delivered; the order's id is the stream's key."""

    lines: tuple[ReturnedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived(Event):
    """The seller has back what the buyer had; the order's id is the stream's key."""

    return_id: str
    lines: tuple[ReturnedLine, ...]


OrderEnded = OrderRejected | OrderDeclined | OrderCancelled | OrderExpired
