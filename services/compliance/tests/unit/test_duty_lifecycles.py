"""Every arrow of months, duties, spends and consequences happens, and no other ever does."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from compliance_money import (
    BUDI,
    BUYER,
    CALENDAR,
    MARCH,
    PAID,
    assigned,
    closing,
    document,
    duty,
    enacted,
    enrolled,
    handed_over,
    noted,
    opened,
    owed,
    paid,
    period,
    refunded,
)

from compliance.domain.adjustment import Credited, adjust
from compliance.domain.consequences import (
    CONSEQUENCES,
    CONSEQUENCES_LIFE,
    Concerned,
    Ground,
    complete,
    issue_chunk,
)
from compliance.domain.credit import judge, take_back
from compliance.domain.member import (
    MEMBER,
)
from compliance.domain.month import assess
from compliance.domain.obligation import OBLIGATION, OBLIGATION_LIFE, OnRoster, open_obligation
from compliance.domain.period import (
    PERIOD,
    PERIOD_LIFE,
    assess_chunk,
    close,
    open_period,
    start_closing,
)
from compliance.domain.policy_events import Consequences, RewardLevel
from compliance.domain.purchase import SPEND, SPEND_LIFE
from compliance.domain.spend import settle
from compliance.domain.words import (
    CountingBasis,
    EmploymentStatus,
)
from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import Act, LifecycleContract, State

FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 31)


class TestPeriod(LifecycleContract):
    lifecycle = PERIOD_LIFE
    kind = PERIOD

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        begun = [opened(), *start_closing(period(), closing(), obligations=1)]
        state = None
        for event in begun:
            state = PERIOD.evolve(state, event)  # type: ignore[arg-type]
        assert state is not None
        chunk = assess_chunk(state, assess([owed()], {}))
        state = PERIOD.evolve(state, chunk)
        closed = close(state, code_version="test", closed_by_id=None)
        return [[opened()], begun, [*begun, chunk], [*begun, chunk, *closed]]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "open": lambda one: (
                [open_period(enacted(), MARCH, calendar=CALENDAR, members=1, at=PAID)]
                if one is None
                else []
            ),
            "start": lambda one: start_closing(one, closing(), obligations=1) if one else (),
            "assess": lambda one: [assess_chunk(one, assess([owed()], {}))] if one else [],
            "close": lambda one: close(one, code_version="test", closed_by_id=None) if one else (),
        }


class TestObligation(LifecycleContract):
    lifecycle = OBLIGATION_LIFE
    kind = OBLIGATION

    @classmethod
    def _roster(cls, **changes: Any) -> OnRoster:
        member = MEMBER.evolve(MEMBER.evolve(None, enrolled()), assigned(**changes))
        return OnRoster(member=member, assignment_event_ids=("told",))

    @classmethod
    def _told(cls, one: Any, **changes: Any) -> Sequence[Event]:
        roster = cls._roster(**changes)
        if one is None:
            return [open_obligation(roster, MARCH, enacted())]
        books = Credited(credited_idr=0, credited_staple_idr=0, assessed=False)
        return adjust(one, roster, enacted(), books, cause_event_id="told")

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        return [cls._told(None), cls._told(None, tpp_eligible=False)]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "same": cls._told,
            "richer": lambda one: cls._told(one, tpp_ceiling_idr=9_000_000),
            "not_eligible": lambda one: cls._told(one, tpp_eligible=False),
            "retired": lambda one: cls._told(one, employment_status=EmploymentStatus.RETIRED),
        }


class TestSpend(LifecycleContract):
    lifecycle = SPEND_LIFE
    kind = SPEND

    @classmethod
    def status_of(cls, aggregate: Any) -> State:
        return aggregate.spends[0].status if aggregate and aggregate.spends else None

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        facts: list[Event] = [noted(), handed_over(), paid()]
        recorded = [*facts, *cls._settled(cls._fold(facts))]
        credited = [*recorded, *cls._judged(cls._fold(recorded))]
        half = refunded(goods_idr=5_000, delivery_fee_idr=0, amount_idr=5_000)
        less = [*credited, half]
        less += cls._settled(cls._fold(less))
        whole = [*credited, refunded()]
        whole += cls._settled(cls._fold(whole))
        gone = [*whole, *cls._taken(cls._fold(whole))]
        waiting = [*recorded, half]
        return [facts, recorded, credited, less, whole, gone, waiting, [*credited, half]]

    @classmethod
    def _fold(cls, events: Sequence[Event]) -> Any:
        state: Any = None
        for event in events:
            state = SPEND.evolve(state, event)  # type: ignore[arg-type]
        return state

    @classmethod
    def _settled(cls, one: Any) -> Sequence[Event]:
        return settle(one, buyer=BUYER) if one else ()

    @classmethod
    def _judged(cls, one: Any) -> Sequence[Event]:
        waiting = one.waiting if one else ()
        return [judge(spend, duty(), basis=CountingBasis.PLACED) for spend in waiting]

    @classmethod
    def _taken(cls, one: Any) -> Sequence[Event]:
        spends = [spend for spend in (one.spends if one else ()) if spend.credit]
        return [
            event
            for spend in spends
            for reduction in spend.unjudged
            for event in take_back(spend, reduction, duty())
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {"settle": cls._settled, "judge": cls._judged, "take_back": cls._taken}


class TestConsequences(LifecycleContract):
    lifecycle = CONSEQUENCES_LIFE
    kind = CONSEQUENCES

    @classmethod
    def _ground(cls) -> Ground:
        told = Consequences(
            rewards=(RewardLevel(code="gold", from_bp=10_000),), recommend_below_bp=5_000
        )
        return Ground(
            period=period(chunk_count=9),
            rule=enacted(document(consequences=told)),
            calendar=CALENDAR,
            at=PAID,
            issued_by_id=None,
        )

    @classmethod
    def _issued(cls, known: Any, credited_idr: int) -> Sequence[Event]:
        assessments = assess([owed(credited_idr=credited_idr)], {})
        concerned = [Concerned(membership_id=BUDI, assessment=one) for one in assessments]
        chunk = known.chunk_no + 1 if known else 1
        return issue_chunk(known, chunk, concerned, cls._ground())

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        return [cls._issued(None, 25_000), complete(None, [], cls._ground())]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "reward": lambda one: cls._issued(one, 25_000),
            "notice": lambda one: cls._issued(one, 24_000),
            "recommend": lambda one: list(cls._issued(one, 0))[1:],
            "complete": lambda one: complete(one, [], cls._ground()),
        }
