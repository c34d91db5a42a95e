"""What may be asked of orders."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from orders.domain.words import Status


class Side(StrEnum):
    """Whose orders a list holds: those one has bought, has sold, or watches over."""

    BUYER = auto()
    MERCHANT = auto()
    OFFICER = auto()
    CATALOG_OFFICER = auto()
    OPERATOR = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOrder:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrders:
    """
    A page of orders.

    :param day: on which they were placed, in Malang
    :param needs_action: only those in which it is this side's turn
    """

    as_role: Side | None = None  # None is the role the caller came in.
    merchant_id: str | None = None
    status: Status | None = None
    day: date | None = None
    needs_action: bool = False
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOutcomes:
    """What became of the orders that were placed in a month, in Malang."""

    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCheckout:
    checkout_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPickList:
    """
    What a seller packs, summed by product.

    :param day: on which she packs it; None: every day that is before her
    """

    day: date | None = None
    cursor: str | None = None
    limit: int = 100
