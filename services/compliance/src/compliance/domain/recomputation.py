"""A month computed again from the facts alone, for whoever doubts the stored figures.

Stored judgements and figures are never looked at: every duty follows from the roster and the rule,
every recorded spend is judged anew, every reduction taken back anew. Of an assessment only the
moment is taken, not what it says. What comes out must be what is stored, or the books are wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.domain.credit import Duty, counting_of, judge, take_back
from compliance.domain.duty_events import (
    Assessment,
    ObligationAdjusted,
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodClosingStarted,
    PeriodOpened,
)
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.month import Owed, assess
from compliance.domain.obligation import OnRoster, adjusted, open_obligation
from compliance.domain.people_events import (
    MemberAssigned,
    MemberEnrolled,
    MemberEvent,
    MemberIdentityChanged,
    MemberLeft,
    MemberReturned,
)
from compliance.domain.period import Period, evolve as evolve_period, last_day
from compliance.domain.policy import Policy, evolve as evolve_policy
from compliance.domain.policy_events import PolicyEnacted, PolicyRepealed
from compliance.domain.purchase import Purchase, evolve as evolve_purchase
from compliance.domain.purchase_events import (
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseEvent,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    SpendCredited,
    SpendRecorded,
    SpendReduced,
    SpendReversed,
)
from compliance.domain.standing import standings
from kernel.domain.events import Event

_JUDGED = SpendCredited | SpendReversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """The judgements of a month, its duties, and how they came out, or would if it closed now."""

    credits: tuple[SpendCredited | SpendReversed, ...]
    obligations: tuple[ObligationOpened, ...]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How much there must be, and how many stored judgements, duties or outcomes differ from it."""

    credits: int
    obligations: int
    assessments: int
    differences: int


@dataclass(slots=True, kw_only=True)
class _Books:
    institution_id: str
    month: str
    policy: Policy | None = None
    period: Period | None = None
    members: dict[str, Member] = field(default_factory=dict)
    told: dict[str, ObligationOpened] = field(default_factory=dict)  # By membership.
    balances: dict[str, tuple[int, int]] = field(default_factory=dict)  # By membership.
    purchases: dict[str, Purchase] = field(default_factory=dict)
    waiting: dict[str, list[SpendRecorded]] = field(default_factory=dict)  # By membership.
    judged: list[SpendCredited | SpendReversed] = field(default_factory=list)
    assessments: dict[str, Assessment] = field(default_factory=dict)


def recompute(history: Iterable[Event], institution_id: str, period: str) -> Recomputed:
    """Replay the store's events, in their order, and return what the month must hold."""
    books = _Books(institution_id=institution_id, month=period)
    for event in history:
        _take(books, event)
    rest = [one for one in books.told.values() if one.obligation_id not in books.assessments]
    return Recomputed(
        credits=tuple(books.judged),
        obligations=tuple(books.told.values()),
        assessments=(*books.assessments.values(), *_assessed(books, rest)),
    )


def compare(history: Sequence[Event], institution_id: str, period: str) -> Comparison:
    """Recompute the month and count what is stored differently, or not at all, or too much."""
    anew = recompute(history, institution_id, period)
    stored = _stored_obligations(history, institution_id, period)
    stored_judged = {
        _id_of(one): _bare(one)
        for one in history
        if isinstance(one, _JUDGED) and one.obligation_id in stored
    }
    stored_outcomes = {
        assessment.obligation_id: assessment
        for one in history
        if isinstance(one, ObligationsAssessed)
        and (one.institution_id, one.period) == (institution_id, period)
        for assessment in one.assessments
    }
    # Of what is still to be assessed nothing is stored.
    closed = _is_closed(history, institution_id, period)
    outcomes = {
        one.obligation_id: one
        for one in anew.assessments
        if closed or one.obligation_id in stored_outcomes
    }
    judged = {_id_of(one): _bare(one) for one in anew.credits}
    duties = {one.obligation_id: _plain(one) for one in anew.obligations}
    return Comparison(
        credits=len(judged),
        obligations=len(duties),
        assessments=len(outcomes),
        differences=_differing(judged, stored_judged)
        + _differing(outcomes, stored_outcomes)
        + _differing(duties, {key: _plain(one) for key, one in stored.items()}),
    )


def _is_closed(history: Iterable[Event], institution_id: str, period: str) -> bool:
    return any(
        isinstance(one, PeriodClosed)
        and (one.institution_id, one.period) == (institution_id, period)
        for one in history
    )


def _stored_obligations(
    history: Iterable[Event], institution_id: str, period: str
) -> dict[str, ObligationOpened]:
    """Return the duties as their events leave them."""
    found: dict[str, ObligationOpened] = {}
    for one in history:
        if isinstance(one, ObligationOpened):
            if (one.institution_id, one.period) == (institution_id, period):
                found[one.obligation_id] = one
        elif isinstance(one, ObligationAdjusted) and one.obligation_id in found:
            found[one.obligation_id] = adjusted(found[one.obligation_id], one)
    return found


def _id_of(judged: SpendCredited | SpendReversed) -> str:
    return judged.credit_id if isinstance(judged, SpendCredited) else judged.reversal_id


def _bare(judged: SpendCredited | SpendReversed) -> SpendCredited | SpendReversed:
    # The balance tells the order in which spends were judged, which no rule asks about.
    return replace(judged, balance_after_idr=0)


def _plain(told: ObligationOpened) -> ObligationOpened:
    # By which event something was told changes no figure, nor does the sum before an adjustment.
    inputs = replace(told.inputs, assignment_event_id="", tpp_as_of="")
    return replace(told, inputs=inputs, target_before_rounding_idr=0)


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())


def _take(books: _Books, event: Event) -> None:
    match event:
        case (
            MemberEnrolled()
            | MemberAssigned()
            | MemberIdentityChanged()
            | MemberLeft()
            | MemberReturned()
        ):
            known = books.members.get(event.membership_id)
            books.members[event.membership_id] = evolve_member(known, event)
            _look_again(books, event)
        case PolicyEnacted() | PolicyRepealed() if event.institution_id == books.institution_id:
            books.policy = evolve_policy(books.policy, event)
        case PeriodOpened() | PeriodClosingStarted() | ObligationsAssessed() | PeriodClosed():
            _turn_month(books, event)
        case ObligationOpened():
            _begin_duty(books, event)
        case _:
            _take_purchase(books, event)


def _look_again(books: _Books, event: MemberEvent) -> None:
    """Apply the rule anew, if what became known is about a day of the month or before."""
    day = event.valid_to if isinstance(event, MemberLeft) else event.valid_from
    if event.membership_id in books.told and day <= last_day(books.month):
        books.told[event.membership_id] = _derived(books, event.membership_id)


def _derived(books: _Books, membership_id: str) -> ObligationOpened:
    member, rule = books.members[membership_id], _rule(books)
    assert rule is not None, "a duty begins under a rule"
    ids = tuple("" for _ in member.assignments)
    on_roster = OnRoster(member=member, assignment_event_ids=ids)
    return open_obligation(on_roster, books.month, rule)


def _turn_month(
    books: _Books, event: PeriodOpened | PeriodClosingStarted | ObligationsAssessed | PeriodClosed
) -> None:
    if (event.institution_id, event.period) != (books.institution_id, books.month):
        return
    if isinstance(event, ObligationsAssessed):
        chunk = {one.obligation_id for one in event.assessments}
        told = [one for one in books.told.values() if one.obligation_id in chunk]
        books.assessments |= {one.obligation_id: one for one in _assessed(books, told)}
    elif isinstance(event, PeriodOpened):
        books.period = evolve_period(None, event)


def _begin_duty(books: _Books, event: ObligationOpened) -> None:
    if (event.institution_id, event.period) != (books.institution_id, books.month):
        return
    if event.membership_id not in books.members or _rule(books) is None:
        return
    books.told[event.membership_id] = _derived(books, event.membership_id)
    for spend in books.waiting.pop(event.membership_id, []):
        _judge(books, spend)


def _take_purchase(books: _Books, event: Event) -> None:
    match event:
        case SpendCredited() | SpendReversed():
            pass  # That is what is to be found out.
        case SpendRecorded():
            _note(books, event)
            if event.membership_id in books.told:
                _judge(books, event)
            elif event.membership_id:
                books.waiting.setdefault(event.membership_id, []).append(event)
        case SpendReduced():
            _note(books, event)
            _take_back(books, event)
        case (
            PurchaseNoted()
            | PurchaseHandedOver()
            | PurchasePaid()
            | PurchaseCorrected()
            | PurchaseRefunded()
            | PurchaseDisputed()
            | PurchaseFellThrough()
        ):
            _note(books, event)
        case _:
            pass


def _note(books: _Books, event: PurchaseEvent) -> None:
    order_id = event.order_id
    books.purchases[order_id] = evolve_purchase(books.purchases.get(order_id), event)


def _judge(books: _Books, spend: SpendRecorded) -> None:
    counting = counting_of(spend, books.policy)
    if counting is None or counting.period != books.month or spend.membership_id is None:
        return
    credit = judge(spend, _duty(books, spend.membership_id), basis=counting.basis)
    _keep(books, credit, (credit.credited_idr, credit.credited_staple_idr))
    for reduction in books.purchases[spend.order_id].spend(spend.spend_id).reductions:
        _take_back(books, reduction)


def _take_back(books: _Books, reduction: SpendReduced) -> None:
    spend = books.purchases[reduction.order_id].spend(reduction.spend_id)
    if spend.credit is None:
        return
    for event in take_back(spend, reduction, _duty(books, spend.credit.membership_id)):
        _keep(books, event, (-event.amount_idr, -event.staple_idr))


def _keep(books: _Books, event: SpendCredited | SpendReversed, change: tuple[int, int]) -> None:
    _note(books, event)
    books.judged.append(event)
    before = books.balances.get(event.membership_id, (0, 0))
    books.balances[event.membership_id] = (before[0] + change[0], before[1] + change[1])


def _duty(books: _Books, membership_id: str) -> Duty:
    told, rule = books.told[membership_id], _rule(books)
    assert books.period is not None, "a duty begins in a month that is open"
    assert rule is not None, "a duty begins under a rule"
    credited, staple = books.balances.get(membership_id, (0, 0))
    return Duty(
        obligation_id=told.obligation_id,
        membership_id=membership_id,
        member_id=told.member_id,
        in_scope=told.in_scope,
        period=books.period,
        document=rule.document,
        credited_idr=credited,
        credited_staple_idr=staple,
        target_idr=told.target_idr,
        target_staple_idr=told.target_staple_idr,
        assessed=told.obligation_id in books.assessments,
    )


def _rule(books: _Books) -> PolicyEnacted | None:
    if books.period is None or books.policy is None:
        return None
    return books.policy.version(books.period.policy_version)


def _assessed(books: _Books, told: Sequence[ObligationOpened]) -> tuple[Assessment, ...]:
    rule = _rule(books)
    if books.period is None or rule is None:
        return ()
    owed = [
        Owed(
            obligation_id=one.obligation_id,
            membership_id=one.membership_id,
            in_scope=one.in_scope,
            target_idr=one.target_idr,
            credited_idr=books.balances.get(one.membership_id, (0, 0))[0],
            agency_id_reported=one.agency_id,
            target_staple_idr=one.target_staple_idr,
            credited_staple_idr=books.balances.get(one.membership_id, (0, 0))[1],
        )
        for one in told
    ]
    return assess(owed, standings(books.purchases.values(), books.period, rule.document))
