"""A pure ledger that lives one month of two members, fact by fact, as the service lives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from compliance_money import (
    BUDI,
    BUYER,
    CAMPUS,
    MARCH,
    RETIRED,
    SARI,
    assigned,
    closing,
    document,
    enacted,
    enrolled,
    opened,
)

from compliance.domain.adjustment import Credited, adjust
from compliance.domain.credit import Duty, counting_of, judge, take_back
from compliance.domain.duty_events import Assessment, ObligationOpened
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.month import Owed, assess
from compliance.domain.obligation import (
    Obligation,
    OnRoster,
    evolve as evolve_obligation,
    open_obligation,
)
from compliance.domain.people_events import MemberEvent
from compliance.domain.period import (
    Period,
    assess_chunk,
    close,
    evolve as evolve_period,
    start_closing,
)
from compliance.domain.policy import Policy
from compliance.domain.policy_events import PolicyEnacted
from compliance.domain.purchase import Buyer, Purchase, evolve, note
from compliance.domain.purchase_events import (
    NoteEvent,
    PurchaseEvent,
    SpendCredited,
    SpendRecorded,
    SpendReversed,
)
from compliance.domain.spend import settle
from compliance.domain.standing import standings
from compliance.domain.words import CountingBasis
from kernel.domain.events import Event


@dataclass(slots=True, kw_only=True)
class Ledger:
    """March of the city with two members."""

    basis: CountingBasis = CountingBasis.PLACED
    staple_min_bp: int = 0
    chunk: int = 1000
    history: list[Event] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    rule: PolicyEnacted = field(default_factory=enacted)
    month: Period | None = None
    assessments: tuple[Assessment, ...] = ()

    def __post_init__(self) -> None:
        told = document(counting_basis=self.basis, staple_min_bp=self.staple_min_bp)
        self.rule = enacted(told)
        self.history += [self.rule, enacted(institution_id=CAMPUS)]
        for membership_id, assignment in ((BUDI, assigned()), (SARI, RETIRED)):
            for one in (enrolled(membership_id), assignment):
                self.knows(one)

    @property
    def credits(self) -> list[SpendCredited]:
        return [one for one in self.history if isinstance(one, SpendCredited)]

    @property
    def reversals(self) -> list[SpendReversed]:
        return [one for one in self.history if isinstance(one, SpendReversed)]

    @property
    def spends(self) -> list[SpendRecorded]:
        return [one for one in self.history if isinstance(one, SpendRecorded)]

    @property
    def figures(self) -> dict[str, tuple[int, int, int | None, int]]:
        """Return what the books hold of each member by now."""
        return {
            key: (one.target_idr, one.credited_idr, one.target_staple_idr, one.credited_staple_idr)
            for key, one in self.duties.items()
        }

    def knows(self, event: MemberEvent) -> None:
        """Hear something about a member, of whatever day."""
        key = event.membership_id
        self.history.append(event)
        self.members[key] = evolve_member(self.members.get(key), event)
        if key in self.obligations:
            self._look_again(key)

    def hears(self, facts: Iterable[NoteEvent]) -> None:
        for fact in facts:
            for news in note(self.purchases.get(fact.order_id), fact):
                self._keep(news)
                current = self.purchases[fact.order_id]
                settled = settle(current, buyer=self._buyer(current))
                for one in settled:
                    self._keep(one)
                for spend_id in dict.fromkeys(one.spend_id for one in settled):
                    self._judge(fact.order_id, spend_id)

    def opens(self) -> None:
        event = opened(self.rule)
        self.month = evolve_period(None, event)
        self.history.append(event)
        for key in self.members:
            self._owes(open_obligation(self._on_roster(key), MARCH, self.rule))
        for order_id, purchase in list(self.purchases.items()):
            for one in purchase.waiting:
                self._judge(order_id, one.spend_id)

    def closes(self, between: Sequence[NoteEvent] = ()) -> None:
        """Close the month in chunks; something may be heard after the first of them."""
        self._turn(start_closing(self._month(), closing(), obligations=2, chunk_size=self.chunk))
        waiting = list(between)
        while self._month().chunk_no < self._month().chunk_count:
            found = standings(self.purchases.values(), self._month(), self.rule.document)
            owed = [one for one in self._owed() if one.obligation_id > self._month().assessed_until]
            chunk = assess(sorted(owed, key=lambda one: one.obligation_id)[: self.chunk], found)
            self.assessments += chunk
            self._turn((assess_chunk(self._month(), chunk),))
            done = {one.obligation_id for one in chunk}
            for key, one in self.duties.items():
                if one.obligation_id in done:
                    self.duties[key] = replace(one, assessed=True)
            self.hears(waiting)
            waiting = []
        self._turn(close(self._month(), code_version="test", closed_by_id=None))

    def _turn(self, events: Iterable[Event]) -> None:
        for event in events:
            self.month = evolve_period(self.month, event)  # type: ignore[arg-type]
            self.history.append(event)

    def _month(self) -> Period:
        assert self.month is not None, "a month is opened first"
        return self.month

    def _owes(self, event: ObligationOpened) -> None:
        self.history.append(event)
        key = event.membership_id
        self.obligations[key] = evolve_obligation(None, event)
        self.duties[key] = Duty(
            obligation_id=event.obligation_id,
            membership_id=key,
            member_id=event.member_id,
            in_scope=event.in_scope,
            period=self._month(),
            document=self.rule.document,
            credited_idr=0,
            target_idr=event.target_idr,
            target_staple_idr=event.target_staple_idr,
        )

    def _look_again(self, key: str) -> None:
        duty = self.duties[key]
        books = Credited(
            credited_idr=duty.credited_idr,
            credited_staple_idr=duty.credited_staple_idr,
            assessed=duty.assessed,
        )
        roster = self._on_roster(key)
        for event in adjust(self.obligations[key], roster, self.rule, books, cause_event_id="told"):
            self.history.append(event)
            self.obligations[key] = evolve_obligation(self.obligations[key], event)
            self.duties[key] = replace(
                duty,
                in_scope=event.in_scope_after,
                target_idr=event.target_after_idr,
                target_staple_idr=event.target_staple_after_idr,
            )

    def _on_roster(self, key: str) -> OnRoster:
        member = self.members[key]
        return OnRoster(
            member=member, assignment_event_ids=tuple("told" for _ in member.assignments)
        )

    def _owed(self) -> list[Owed]:
        return [
            replace(
                duty.owed(
                    credited_idr=duty.credited_idr, credited_staple_idr=duty.credited_staple_idr
                ),
                agency_id_reported=self.obligations[key].told.agency_id,
            )
            for key, duty in self.duties.items()
        ]

    def _keep(self, event: PurchaseEvent) -> None:
        self.purchases[event.order_id] = evolve(self.purchases.get(event.order_id), event)
        self.history.append(event)

    def _buyer(self, current: Purchase) -> Buyer | None:
        membership_id = current.noted.membership_id if current.noted else None
        member = self.members.get(membership_id or "")
        if member is None:
            return None
        return replace(BUYER, member_id=member.member_id, membership_id=member.membership_id)

    def _judge(self, order_id: str, spend_id: str) -> None:
        spend = self.purchases[order_id].spend(spend_id)
        counting = counting_of(spend.recorded, Policy(versions=(self.rule,)))
        key = spend.recorded.membership_id or ""
        if counting is None or key not in self.duties or counting.period != MARCH:
            return
        if spend.credit is None:
            credit = judge(spend.recorded, self.duties[key], basis=counting.basis)
            self._change(credit, credit.credited_idr, credit.credited_staple_idr)
        for reduction in self.purchases[order_id].spend(spend_id).unjudged:
            current = self.purchases[order_id].spend(spend_id)
            for one in take_back(current, reduction, self.duties[key]):
                self._change(one, -one.amount_idr, -one.staple_idr)

    def _change(self, event: SpendCredited | SpendReversed, idr: int, staple_idr: int) -> None:
        self._keep(event)
        duty = self.duties[event.membership_id]
        self.duties[event.membership_id] = replace(
            duty,
            credited_idr=duty.credited_idr + idr,
            credited_staple_idr=duty.credited_staple_idr + staple_idr,
        )
