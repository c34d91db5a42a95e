"""One business day of the finance chain: what happened, and opening + movements = closing.

A day is the WIB date `business_date` of each event: when it happened in Malang, not when it was
booked (`settlement_date`), as in `GET /v1/finance/days`. An event that is booked late changes its
own, earlier day; the report of a day says how many of its events came later than the day, and how
many that day brought for days before.

What stands at the opening and at the closing, each from the first event of the chain on:

* `still_due`: what buyers were asked for and still have to pay. Grows by what is asked, shrinks by
  what is called off, given up or paid.
* `collected_seller`, `collected_courier`, `collected_bank`: money that came in, less what went
  back to buyers, by whoever takes it in. Rulings and corrections change it both ways.
* `overpaid`: what buyers paid too much, or for nothing, and have not got back.
* `refund_due`: what is owed back for returned goods and has not been paid.

The same is told twice: in the fields of the events and in their journal entries. The checks hold
both against each other, and that debits equal credits, to the rupiah. The accounts of the journal
stand below, debit balances positive: `platform_revenue` is always zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from malpro_finance.domain.chain import START, Envelope, Link
from malpro_finance.domain.errors import FinanceError
from malpro_finance.domain.money import Money, money_of
from malpro_finance.domain.sums import (
    Check,
    GroupSum,
    Movement,
    Running,
    TypeSum,
    by_group,
    by_type,
)

__all__ = [
    "BeginningMissing",
    "Check",
    "DayReport",
    "GroupSum",
    "Movement",
    "TypeSum",
    "day_report",
]

ACCOUNTS = (
    "buyer_receivable",
    "seller_payable",
    "seller_direct",
    "cash_in_transit",
    "bank_clearing",
    "overpayment_payable",
    "refund_payable",
    "rounding",
    "platform_revenue",
)
_COLLECTED: Mapping[str, str] = {
    "seller_collects": "collected_seller",
    "courier_collects": "collected_courier",
    "bank": "collected_bank",
}
POSITIONS = ("still_due", *_COLLECTED.values(), "overpaid", "refund_due")
# What is told by the fields of events, and again by an account; there it stands as a credit.
_TOLD_TWICE: Mapping[str, tuple[str, int]] = {
    "still_due": ("buyer_receivable", 1),
    "overpaid": ("overpayment_payable", -1),
    "refund_due": ("refund_payable", -1),
}


class BeginningMissing(FinanceError):
    """What stood at the opening can only be told from the first event on."""

    code = "beginning_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """
    A day, and the chain that it was read from.

    :param events: how many events the day has
    :param booked_later: how many of them entered the books on a later day
    :param brought_earlier: how many the day brought into the books that belong to earlier days
    :param unknown_types: types of the day that this program has no sums for
    :param head: the last link that was read; with its hash the report can be made again
    """

    day: date
    events: int
    booked_later: int
    brought_earlier: int
    by_type: tuple[TypeSum, ...]
    by_seller: tuple[GroupSum, ...]
    by_method: tuple[GroupSum, ...]
    positions: tuple[Movement, ...]
    accounts: tuple[Movement, ...]
    checks: tuple[Check, ...]
    unknown_types: tuple[str, ...]
    head: Link

    @property
    def agrees(self) -> bool:
        """Every check holds."""
        return all(check.holds for check in self.checks)


def day_report(envelopes: Iterable[Envelope], day: date) -> DayReport:
    """
    Add up one day.

    :param envelopes: the chain from its very first envelope on, as `Chain.read` gave them
    :raises BeginningMissing: they begin later
    :raises EventUnreadable: an event lacks a field
    """
    book = _Book(day)
    for envelope in envelopes:
        book.take(envelope)
    return book.report()


def _sums() -> defaultdict[str, Running]:
    return defaultdict(Running)


@dataclass(slots=True)
class _Book:
    day: date
    last: Link = START
    booked_later: int = 0
    brought_earlier: int = 0
    unbalanced_idr: int = 0
    on_the_day: list[Money] = field(default_factory=list)
    remaining_idr: dict[str, int] = field(default_factory=dict)
    positions: defaultdict[str, Running] = field(default_factory=_sums)
    accounts: defaultdict[str, Running] = field(default_factory=_sums)

    def take(self, envelope: Envelope) -> None:
        if envelope.financeseq != self.last.financeseq + 1:
            raise BeginningMissing(
                f"{self.last.financeseq + 1} should come next, not {envelope.financeseq}: the"
                " opening needs the chain from its first event on; take it with"
                " finance tail --from first"
            )
        self.last = envelope.link
        money = money_of(envelope)
        when = (money.business_date - self.day).days
        if when == 0:
            self.on_the_day.append(money)
            self.booked_later += money.settlement_date > self.day
        self.brought_earlier += when < 0 and money.settlement_date == self.day
        if when <= 0:
            self.unbalanced_idr += abs(sum(one.debit_idr - one.credit_idr for one in money.entries))
        self._move(money, when)

    def _move(self, money: Money, when: int) -> None:
        for entry in money.entries:
            self.accounts[entry.account].move(when, entry.debit_idr, entry.credit_idr)
        for name, change_idr in self._changes(money):
            self.positions[name].move(when, max(change_idr, 0), max(-change_idr, 0))

    def _changes(self, money: Money) -> Iterator[tuple[str, int]]:
        if money.remaining_due_idr is not None:
            before_idr = self.remaining_idr.get(money.payment_id, 0)
            self.remaining_idr[money.payment_id] = money.remaining_due_idr
            yield "still_due", money.remaining_due_idr - before_idr
        collected = _COLLECTED.get(money.custody_mode, f"collected_{money.custody_mode}")
        yield collected, money.received_idr
        yield collected, money.corrected_idr
        yield collected, -money.refunded_idr
        yield "overpaid", money.overage_idr
        yield "refund_due", money.refund_due_idr

    def report(self) -> DayReport:
        positions = _movements(self.positions, POSITIONS)
        accounts = _movements(self.accounts, ACCOUNTS)
        by_seller = tuple(by_group(self.on_the_day, lambda money: money.seller_id))
        by_method = tuple(by_group(self.on_the_day, lambda money: money.method))
        return DayReport(
            day=self.day,
            events=len(self.on_the_day),
            booked_later=self.booked_later,
            brought_earlier=self.brought_earlier,
            by_type=tuple(by_type(self.on_the_day)),
            by_seller=by_seller,
            by_method=by_method,
            positions=positions,
            accounts=accounts,
            checks=(
                Check(name="entries_balance", one_idr=self.unbalanced_idr, other_idr=0),
                *_told_twice(positions, accounts),
                *_day_checks(positions, by_seller, by_method, self.on_the_day),
            ),
            unknown_types=tuple(sorted({one.kind for one in self.on_the_day if not one.known})),
            head=self.last,
        )


def _movements(sums: Mapping[str, Running], known: Iterable[str]) -> tuple[Movement, ...]:
    """Return those that are always there, then the strangers."""
    names = dict.fromkeys((*known, *sorted(sums)))
    return tuple(sums.get(name, Running()).movement(name) for name in names)


def _told_twice(positions: Iterable[Movement], accounts: Iterable[Movement]) -> Iterator[Check]:
    """Hold the fields of the events against the journal, at the opening and at the closing."""
    told = {one.name: one for one in positions}
    booked = {one.name: one for one in accounts}
    for name, (account, sign) in _TOLD_TWICE.items():
        one, other = told[name], booked[account]
        yield Check(
            name=f"{name}_opening", one_idr=one.opening_idr, other_idr=sign * other.opening_idr
        )
        yield Check(
            name=f"{name}_closing", one_idr=one.closing_idr, other_idr=sign * other.closing_idr
        )
    revenue_idr = booked["platform_revenue"].closing_idr
    yield Check(name="platform_revenue", one_idr=revenue_idr, other_idr=0)


def _day_checks(
    positions: Iterable[Movement],
    by_seller: Iterable[GroupSum],
    by_method: Iterable[GroupSum],
    day: Iterable[Money],
) -> Iterator[Check]:
    """Hold what moved on the day against itself: by whom it was, and what it was for."""
    moved_idr = sum(
        one.closing_idr - one.opening_idr for one in positions if one.name.startswith("collected")
    )
    yield Check(name="collected_by_seller", one_idr=_net(by_seller), other_idr=moved_idr)
    yield Check(name="collected_by_method", one_idr=_net(by_method), other_idr=moved_idr)
    split_idr = sum(one.split_idr for one in day)
    yield Check(name="collected_in_parts", one_idr=split_idr, other_idr=moved_idr)


def _net(groups: Iterable[GroupSum]) -> int:
    return sum(one.received_idr + one.corrected_idr - one.refunded_idr for one in groups)
