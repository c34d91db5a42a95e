"""What can be asked of the catalogue without changing it."""

from dataclasses import dataclass

from catalog.domain.merchant import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMerchant:
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMerchants:
    """
    A page of sellers: for officers all of them, for everybody else the verified ones.

    :param mine: only the caller's own, verified or not
    """

    status: Status | None = None
    mine: bool = False
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProducts:
    """A page of what can be bought: listed products of verified sellers."""

    merchant_id: str | None = None
    staple: bool | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProduct:
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStock:
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReservation:
    order_id: str
