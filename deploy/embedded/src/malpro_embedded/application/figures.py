"""The figures of a month as the report needs them, whoever they were asked from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from malpro_finance.domain.day import DayReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Orders that came to the same end, as the codes of orders say it."""

    status: str
    reason: str | None
    stage: str | None
    fault: str | None
    orders: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A kelurahan: its sellers, and what members bought from them."""

    kelurahan_code: str
    sellers: int = 0
    with_orders: int = 0
    orders: int = 0
    goods_idr: int = 0
    staple_idr: int = 0

    @property
    def idle(self) -> int:
        return self.sellers - self.with_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """The sellers whom one department looks after."""

    code: str
    sellers: int
    with_orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """
    What was sold in the month.

    :param gini_bp: of the sellers with turnover, as compliance measures it
    :param lorenz_bp: what each tenth of them, the smallest first, adds up to
    :param others_idr: what buyers who are no members bought besides
    """

    orders: int
    outcomes: Sequence[Outcome]
    places: Sequence[Place]
    departments: Sequence[Department]
    selling: int
    turnover_idr: int
    staple_idr: int
    others_idr: int
    gini_bp: int
    lorenz_bp: Sequence[int]

    @property
    def sellers(self) -> int:
        return sum(one.sellers for one in self.departments)

    @property
    def idle(self) -> int:
        return sum(one.sellers - one.with_orders for one in self.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """How duties came out when the month was closed, of one agency or of all."""

    members: int = 0
    met: int = 0
    not_met: int = 0
    exempt: int = 0
    out_of_scope: int = 0
    target_idr: int = 0
    credited_idr: int = 0
    shortfall_idr: int = 0
    pending: int = 0
    pending_idr: int = 0
    lost: int = 0
    lost_idr: int = 0
    met_but_for_sellers: int = 0

    @property
    def owing(self) -> int:
        return self.members - self.out_of_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Everybody whose duty came to the same end."""

    outcome: str
    duties: Duties


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    code: str
    name: str
    duties: Duties


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """A file of consequences, and the totals it must add up to."""

    kind: str
    rows: int
    total_idr: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """
    How the month was closed.

    :param reversed_idr: what was credited and went back after the close
    """

    status: str
    cut_off_at: str
    closed_at: str | None
    policy_version: int
    positions: Mapping[str, int]
    counts: Mapping[str, int]
    totals: Mapping[str, int]
    consequences: Sequence[Consequence]
    reversed_idr: int
    changed_outcomes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunds:
    """Money that went back to buyers after the close."""

    count: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the chain does not hold, and why, in the words of the finance client."""

    line_no: int
    financeseq: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance:
    """
    The payment chain, read from its first event to its head and verified on the way.

    :param broken: where it breaks, if it does
    :param busiest: the day with the most receipts
    :param last: the last day with any event
    :param groups: sellers by the department that looks after them, by their ids
    """

    events: int
    head: str
    broken: Break | None
    busiest: DayReport | None
    last: DayReport | None
    groups: Mapping[str, str]
    platform_idr: int
    refunds_after_close: Refunds


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two figures from different sources that must be the same."""

    name: str
    one: object
    other: object

    @property
    def holds(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    period: str
    market: Market
    agencies: Sequence[Agency]
    city: Duties
    ends: Sequence[Ended]
    closing: Closing
    finance: Finance
    agreements: Sequence[Agreement]

    @property
    def disagreements(self) -> list[Agreement]:
        return [one for one in self.agreements if not one.holds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the API answered, before anything is made of it."""

    period: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    neighbours: int
    places: Sequence[Mapping[str, Any]]
    place_totals: Mapping[str, int]
    others: Mapping[str, int]
    turnover: Mapping[str, Any]
    obligations: Sequence[Mapping[str, Any]]
    agencies: Sequence[Mapping[str, Any]]
    files: Sequence[Mapping[str, Any]]
    days: Sequence[Mapping[str, Any]]
    ledger: Mapping[str, Any]
    head: Mapping[str, Any]
    lines: Sequence[bytes]
    sellers: Mapping[str, str]


def busiest_day(days: Sequence[Mapping[str, Any]]) -> date | None:
    """Return the day with the most receipts, the earlier of two."""
    counted: dict[str, int] = {}
    for one in days:
        day = str(one["business_date"])
        counted[day] = counted.get(day, 0) + one["received_count"]
    if not counted:
        return None
    return date.fromisoformat(max(sorted(counted), key=lambda day: counted[day]))
