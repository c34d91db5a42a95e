"""A month computed again from the facts alone, for whoever doubts the stored figures.

Stored judgements and assessments are never looked at: every recorded spend is judged anew. What
comes out must be what is stored, or the books are wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.domain.credit import Duty, counting_of, judge
from compliance.domain.duty_events import (
    Assessment,
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodOpened,
    PolicyEnacted,
)
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.month import Owed, assess, standings
from compliance.domain.obligation import agency_reported
from compliance.domain.people_events import MemberAssigned, MemberEnrolled, MemberIdentityChanged
from compliance.domain.period import Period, evolve as evolve_period
from compliance.domain.policy import Policy, evolve as evolve_policy
from compliance.domain.purchase import Purchase, evolve as evolve_purchase
from compliance.domain.purchase_events import (
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    SpendCredited,
    SpendRecorded,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """The credits of a month, and how its obligations came out, or would if it closed now."""

    credits: tuple[SpendCredited, ...]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How much there must be, and how many stored judgements or outcomes differ from it."""

    credits: int
    assessments: int
    differences: int


@dataclass(slots=True, kw_only=True)
class _Books:
    institution_id: str
    month: str
    policy: Policy | None = None
    period: Period | None = None
    members: dict[str, Member] = field(default_factory=dict)
    obligations: dict[str, ObligationOpened] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    waiting: dict[str, list[SpendRecorded]] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    credits: list[SpendCredited] = field(default_factory=list)
    assessments: tuple[Assessment, ...] | None = None


def recompute(history: Iterable[Event], institution_id: str, period: str) -> Recomputed:
    """Replay the store's events, in their order, and return what the month must hold."""
    books = _Books(institution_id=institution_id, month=period)
    for event in history:
        _take(books, event)
    assessments = _assessments(books) if books.assessments is None else books.assessments
    return Recomputed(credits=tuple(books.credits), assessments=assessments)


def compare(history: Sequence[Event], institution_id: str, period: str) -> Comparison:
    """Recompute the month and count what is stored differently, or not at all, or too much."""
    anew = recompute(history, institution_id, period)
    ours = {
        one.obligation_id
        for one in history
        if isinstance(one, ObligationOpened)
        and (one.institution_id, one.period) == (institution_id, period)
    }
    stored_credits = {
        one.credit_id: _bare(one)
        for one in history
        if isinstance(one, SpendCredited) and one.obligation_id in ours
    }
    stored_outcomes = {
        assessment.obligation_id: assessment
        for one in history
        if isinstance(one, ObligationsAssessed)
        and (one.institution_id, one.period) == (institution_id, period)
        for assessment in one.assessments
    }
    # A month that is still open has no outcomes yet.
    outcomes = {one.obligation_id: one for one in anew.assessments} if stored_outcomes else {}
    credited = {one.credit_id: _bare(one) for one in anew.credits}
    return Comparison(
        credits=len(credited),
        assessments=len(outcomes),
        differences=_differing(credited, stored_credits) + _differing(outcomes, stored_outcomes),
    )


def _bare(credit: SpendCredited) -> SpendCredited:
    # The balance tells the order in which spends were judged, which no rule asks about.
    return replace(credit, balance_after_idr=0)


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())


def _take(books: _Books, event: Event) -> None:
    match event:
        case MemberEnrolled() | MemberAssigned() | MemberIdentityChanged():
            known = books.members.get(event.membership_id)
            books.members[event.membership_id] = evolve_member(known, event)
        case PolicyEnacted() if event.institution_id == books.institution_id:
            books.policy = evolve_policy(books.policy, event)
        case PeriodOpened() | PeriodClosed():
            _turn_month(books, event)
        case ObligationOpened():
            _begin_duty(books, event)
        case PurchaseNoted() | PurchaseHandedOver() | PurchasePaid() | PurchaseFellThrough():
            purchase = books.purchases.get(event.order_id)
            books.purchases[event.order_id] = evolve_purchase(purchase, event)
        case SpendRecorded(membership_id=str(membership_id)):
            books.waiting.setdefault(membership_id, []).append(event)
            _judge_waiting(books, membership_id)
        case _:
            pass  # Judgements and assessments are what is to be found out.


def _turn_month(books: _Books, event: PeriodOpened | PeriodClosed) -> None:
    if (event.institution_id, event.period) != (books.institution_id, books.month):
        return
    if isinstance(event, PeriodClosed):
        books.assessments = _assessments(books)
    books.period = evolve_period(books.period, event)


def _begin_duty(books: _Books, event: ObligationOpened) -> None:
    if (event.institution_id, event.period) == (books.institution_id, books.month):
        books.obligations[event.membership_id] = event
        _judge_waiting(books, event.membership_id)


def _judge_waiting(books: _Books, membership_id: str) -> None:
    duty = _duty(books, membership_id)
    if duty is None:
        return
    still_waiting = []
    for spend in books.waiting.pop(membership_id, []):
        counting = counting_of(spend, books.policy)
        if counting and counting.period == books.month:
            credit = judge(spend, duty, basis=counting.basis)
            books.credits.append(credit)
            books.balances[membership_id] = credit.balance_after_idr
            duty = replace(duty, credited_idr=credit.balance_after_idr)
        else:
            still_waiting.append(spend)
    books.waiting[membership_id] = still_waiting


def _duty(books: _Books, membership_id: str) -> Duty | None:
    obligation = books.obligations.get(membership_id)
    rule = _rule(books)
    if obligation is None or books.period is None or rule is None:
        return None
    return Duty(
        obligation_id=obligation.obligation_id,
        membership_id=membership_id,
        member_id=obligation.member_id,
        in_scope=obligation.in_scope,
        period=books.period,
        document=rule.document,
        credited_idr=books.balances.get(membership_id, 0),
    )


def _rule(books: _Books) -> PolicyEnacted | None:
    if books.period is None or books.policy is None:
        return None
    return books.policy.version(books.period.policy_version)


def _assessments(books: _Books) -> tuple[Assessment, ...]:
    rule = _rule(books)
    if books.period is None or rule is None:
        return ()
    owed = [
        Owed(
            obligation_id=one.obligation_id,
            membership_id=one.membership_id,
            in_scope=one.in_scope,
            target_idr=one.target_idr,
            credited_idr=books.balances.get(one.membership_id, 0),
            agency_id_reported=agency_reported(
                books.members[one.membership_id], books.month, rule.agency_rule
            ),
        )
        for one in books.obligations.values()
    ]
    return assess(owed, standings(books.purchases.values(), books.period, rule.document))
