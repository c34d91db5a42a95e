"""What can be asked of the catalogue without changing it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalog.domain.merchant import Status
from catalog.domain.vocabulary import MerchantKind, SupervisingDepartment


class Sort(StrEnum):
    """Without a wish: by relevance if words are given, else in a fixed order."""

    RELEVANCE = "relevance"
    PRICE = "price"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMerchant:
    merchant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMerchants:
    """
    A page of sellers: for officers all of them, for everybody else the verified ones.

    :param mine: only the caller's own, verified or not
    :param expires_by: only those one of whose papers, or whose grace, ends on that day or before
    """

    status: Status | None = None
    mine: bool = False
    kecamatan_code: str | None = None
    merchant_kind: MerchantKind | None = None
    supervising_department: SupervisingDepartment | None = None
    expires_by: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProducts:
    """
    A page of what can be bought: listed products of verified sellers.

    :param q: words as a buyer types them
    :param delivers_to: only of sellers who bring goods to that kelurahan
    :param open_now: only of sellers who are open at this moment
    """

    q: str | None = None
    merchant_id: str | None = None
    category_code: str | None = None
    commodity_code: str | None = None
    staple: bool | None = None
    kecamatan_code: str | None = None
    price_min_idr: int | None = None
    price_max_idr: int | None = None
    in_stock: bool = False
    open_now: bool = False
    delivers_to: str | None = None
    sort: Sort | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProduct:
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPrices:
    """A product's price versions, the newest first."""

    product_id: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCategories:
    """How many products are on sale in each category."""

    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCommodities:
    """A page of one list: of that version, or of the one in force on that day (today)."""

    list_version: str | None = None
    on: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCommodityLists:
    """The versions of the list, the one with the latest first day first."""

    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPriceCeilings:
    """
    A page of what was ever set.

    :param on: only those whose days include this one
    """

    commodity_code: str | None = None
    zone: str | None = None
    on: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStock:
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStockMovements:
    """What came in, was put right and came back, the newest first."""

    product_id: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReservation:
    order_id: str
