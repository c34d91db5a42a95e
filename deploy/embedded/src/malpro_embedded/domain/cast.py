"""Who and what a city is made of: its sellers, its goods, its members, and how they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time as clock_time
from enum import StrEnum

from kernel.domain.calendar import STANDARD_HOURS, Calendar, OpeningHours
from malpro_embedded.domain.tempers import BuyerTemper, SellerTemper

PERIOD = "2026-04"
# Of the joint decree of three ministers, those that touch this month and its settling.
HOLIDAYS = Calendar(
    version="demo",
    holidays=frozenset(
        {
            date(2026, 4, 3),
            date(2026, 4, 5),
            date(2026, 5, 1),
            date(2026, 5, 14),
            date(2026, 5, 15),
        }
    ),
)
# When the city's officers decide.
OFFICE = OpeningHours(spans=dict.fromkeys(range(5), (clock_time(9), clock_time(15))))


class Fate(StrEnum):
    """What became of an order, as its people know it."""

    COMPLETED = "completed"
    PARTLY_REFUSED = "partly_refused"
    WRONG_CODE_FIRST = "wrong_code_first"
    WITHOUT_CODE = "without_code"
    PICKED_UP = "picked_up"
    CLAIMED_BY_BUYER = "claimed_by_buyer"
    PAID_IN_MAY = "paid_in_may"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CALLED_OFF_BY_SELLER = "called_off_by_seller"
    CALLED_OFF_BY_CITY = "called_off_by_city"
    SILENT_SELLER = "silent_seller"
    NEVER_DISPATCHED = "never_dispatched"
    NEVER_FETCHED = "never_fetched"
    NOT_AT_HOME = "not_at_home"
    REFUSED_AT_THE_DOOR = "refused_at_the_door"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"


class Extra(StrEnum):
    """What else happened to an order that was handed over."""

    FAILED_ATTEMPT = "failed_attempt"
    SECOND_ATTEMPT = "second_attempt"
    DISPUTED = "disputed"
    DISPUTE_DECIDED = "dispute_decided"
    CORRECTED = "corrected"
    RETURN_ASKED = "return_asked"
    RETURN_DECLINED = "return_declined"
    RETURN_OVERRULED = "return_overruled"
    REFUNDED = "refunded"
    REFUND_DISPUTED = "refund_disputed"
    REFUNDED_AFTER_CLOSE = "refunded_after_close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """
    A product as its seller lists it; `content` is in the base unit: g, ml or piece.

    :param weekly: how many come in each week besides
    """

    name: str
    category_code: str
    commodity_code: str | None
    base_unit: str
    content: int
    price_idr: int
    stock: int
    weekly: int = 0
    perishable: bool = False
    origin: str = "resale"
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """
    A seller, with her terms.

    :param areas: fee and least order by kelurahan; without it, everybody's kelurahan at `fee_idr`
    :param pull: how much she draws buyers, compared with others
    """

    login: str
    trade_name: str
    phone: str
    kelurahan_code: str
    fee_idr: int
    goods: tuple[Good, ...]
    areas: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    hours: OpeningHours = STANDARD_HOURS
    kind: str = "individual"
    department: str = "diskopindag"
    pickup: bool = False
    temper: SellerTemper = SellerTemper.PROMPT
    pull: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A civil servant, with what HR knows of her and how she shops."""

    login: str
    name: str
    employee_number: str
    identity_kind: str
    agency_code: str
    tpp_eligible: bool
    tpp_ceiling_idr: int
    kelurahan_code: str
    street: str
    phone: str
    temper: BuyerTemper = BuyerTemper.STEADY
    position: str = "staff"

    @property
    def duty_idr(self) -> int:
        """A tenth of the TPP ceiling, rounded up to thousands, and Rp300,000 at least."""
        if not self.tpp_eligible:
            return 0
        return max(300_000, -(-self.tpp_ceiling_idr // 10_000) * 1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    code: str
    name: str
    kind: str = "opd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """
    One morning on which everybody wants the same thing, at the same moment.

    :param login: whose it is
    :param packs: how many there are
    """

    day: date
    login: str
    good: str
    packs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """
    Everybody in one city.

    :param mishaps: how many times as often as usual something goes wrong
    """

    name: str
    agencies: tuple[Agency, ...]
    sellers: tuple[Seller, ...]
    members: tuple[Member, ...]
    rush: Rush | None = None
    mishaps: int = 1


def identifiers(cast: Cast) -> tuple[str, ...]:
    """Return every word that must never be met outside a vault."""
    sellers = [word for one in cast.sellers for word in (one.trade_name, one.phone)]
    members = [
        word
        for one in cast.members
        for word in (one.name, one.employee_number, one.street, one.phone)
    ]
    return tuple(dict.fromkeys((*sellers, *members)))
