"""Sums of a day: by type, by group, and how what stood at the opening became the closing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from malpro_finance.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSum:
    """:param amount_idr: what the events of this type are about, together"""

    type: str
    events: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSum:
    """
    The day of one seller, or of one method of payment.

    :param key: the seller's id or the method
    :param corrected_idr: by what rulings and corrections changed what came in, signed
    """

    key: str
    events: int
    asked_idr: int
    called_off_idr: int
    received_idr: int
    corrected_idr: int
    refunded_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """
    How one sum moved: opening + plus - minus = closing.

    Of an account of the journal, plus are its debits and minus its credits.
    """

    name: str
    opening_idr: int
    plus_idr: int
    minus_idr: int
    closing_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Two sums that must be the same."""

    name: str
    one_idr: int
    other_idr: int

    @property
    def holds(self) -> bool:
        return self.one_idr == self.other_idr


@dataclass(slots=True)
class Running:
    opening_idr: int = 0
    plus_idr: int = 0
    minus_idr: int = 0
    closing_idr: int = 0

    def move(self, when: int, plus_idr: int, minus_idr: int) -> None:
        """:param when: negative before the day, zero on it, positive after it"""
        if when > 0:
            return
        self.closing_idr += plus_idr - minus_idr
        if when < 0:
            self.opening_idr += plus_idr - minus_idr
        else:
            self.plus_idr += plus_idr
            self.minus_idr += minus_idr

    def movement(self, name: str) -> Movement:
        return Movement(
            name=name,
            opening_idr=self.opening_idr,
            plus_idr=self.plus_idr,
            minus_idr=self.minus_idr,
            closing_idr=self.closing_idr,
        )


def by_type(day: Iterable[Money]) -> Iterator[TypeSum]:
    """Yield the sum of each type, by name."""
    for kind, found in _grouped(day, lambda money: money.kind):
        amount_idr = sum(one.amount_idr for one in found)
        yield TypeSum(type=kind, events=len(found), amount_idr=amount_idr)


def by_group(day: Iterable[Money], key: Callable[[Money], str]) -> Iterator[GroupSum]:
    """Yield the sums of each seller or method, by its key."""
    for name, found in _grouped(day, key):
        yield GroupSum(
            key=name,
            events=len(found),
            asked_idr=sum(one.asked_idr for one in found),
            called_off_idr=sum(one.called_off_idr for one in found),
            received_idr=sum(one.received_idr for one in found),
            corrected_idr=sum(one.corrected_idr for one in found),
            refunded_idr=sum(one.refunded_idr for one in found),
        )


def _grouped(
    day: Iterable[Money], key: Callable[[Money], str]
) -> Iterable[tuple[str, list[Money]]]:
    groups: defaultdict[str, list[Money]] = defaultdict(list)
    for money in day:
        groups[key(money)].append(money)
    return sorted(groups.items())
