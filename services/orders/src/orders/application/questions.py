"""What may be asked of orders."""

from dataclasses import dataclass
from enum import StrEnum, auto

from orders.domain.words import Status


class Side(StrEnum):
    """Whose orders a list holds: those one has bought, has sold, or watches over."""

    BUYER = auto()
    MERCHANT = auto()
    OFFICER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOrder:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrders:
    as_role: Side = Side.BUYER
    merchant_id: str | None = None
    status: Status | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCheckout:
    checkout_id: str
