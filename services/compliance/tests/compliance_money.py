"""One builder per fact about money and months, and a pure ledger that lives one month of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from compliance.domain.credit import Duty, counting_of, judge
from compliance.domain.duty_events import (
    Assessment,
    ObligationOpened,
    PeriodOpened,
    PolicyDocument,
    PolicyEnacted,
)
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.month import Owed, assess, standings
from compliance.domain.obligation import OnRoster, agency_reported, open_obligation
from compliance.domain.people_events import MemberAssigned, MemberEnrolled
from compliance.domain.period import Closing, Period, close, evolve as evolve_period, open_period
from compliance.domain.policy import Policy, policy_id_of
from compliance.domain.purchase import Buyer, Purchase, evolve, note, record
from compliance.domain.purchase_events import (
    HandedOverLine,
    NoteEvent,
    OrderedLine,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    Source,
    SpendCredited,
    SpendRecorded,
)
from compliance.domain.words import (
    CountingBasis,
    EmploymentStatus,
    Ending,
    Fault,
    IdentityKind,
    LegalBasisKind,
    PolicyKind,
)
from kernel.domain.calendar import Calendar
from kernel.domain.events import Event

CITY, CAMPUS = "city-of-malang", "campus"
BUDI, SARI = "membership-of-budi", "membership-of-sari"
MARKET, HEALTH = "agency-of-trade", "agency-of-health"
ORDER = "order-of-rice"

MARCH = "2026-03"
ORDERED = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
HANDED_OVER = ORDERED + timedelta(hours=5)
PAID = HANDED_OVER + timedelta(minutes=10)
RETURN_UNTIL = HANDED_OVER + timedelta(days=2)
OPENING = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # The first of March in Malang.
CUT_OFF = datetime(2026, 4, 8, 17, 0, tzinfo=UTC)  # Good Friday is no working day.
CLOSING = CUT_OFF + timedelta(minutes=15)
CALENDAR = Calendar(version="2026-1", holidays=frozenset({date(2026, 4, 3)}))

GOODS, FEE, DUE = 24_000, 1_000, 25_000
BUYER = Buyer(member_id="budi", membership_id=BUDI, institution_id=CITY, agency_id=MARKET)


def source(event_id: str, recorded_at: datetime) -> Source:
    return Source(event_id=event_id, recorded_at=recorded_at)


def ordered_line(line_id: str, *, staple: bool) -> OrderedLine:
    return OrderedLine(
        line_id=line_id,
        category_code="staples" if staple else "household",
        commodity_code=line_id if staple else None,
        staple=staple,
        staple_list_version="2026-1",
        goods_origin="malang",
        base_unit="g",
        ceiling_status="within",
    )


def noted(**changes: Any) -> PurchaseNoted:
    told = PurchaseNoted(
        order_id=ORDER,
        source=source("placed", ORDERED),
        membership_id=BUDI,
        institution_id=CITY,
        buyer_kind="person",
        purchase_purpose="personal",
        funding_source="own",
        merchant_id="bu-sri",
        merchant_kelurahan_code="35.73.01.1001",
        merchant_scale="micro",
        merchant_kind="shop",
        supervising_department="diskopindag",
        delivery_kelurahan_code="35.73.01.1002",
        related_party="none_known",
        lines=(ordered_line("rice", staple=True), ordered_line("soap", staple=False)),
        delivery_fee_idr=FEE,
        amount_due_idr=DUE,
        placed_at=ORDERED,
    )
    return replace(told, **changes)


def handed_over(**changes: Any) -> PurchaseHandedOver:
    told = PurchaseHandedOver(
        order_id=ORDER,
        source=source("delivered", HANDED_OVER),
        lines=(
            HandedOverLine(line_id="rice", net_quantity_base=1_000, amount_idr=15_000),
            HandedOverLine(line_id="soap", net_quantity_base=300, amount_idr=9_000),
        ),
        delivery_fee_idr=FEE,
        amount_due_idr=DUE,
        delivered_at=HANDED_OVER,
        return_until=RETURN_UNTIL,
    )
    return replace(told, **changes)


def paid(event_id: str = "received", at: datetime = PAID, **changes: Any) -> PurchasePaid:
    told = PurchasePaid(
        order_id=ORDER,
        source=source(event_id, at),
        payment_id="payment-of-rice",
        paid_idr=DUE,
        goods_idr=GOODS,
        delivery_fee_idr=FEE,
        remaining_due_idr=0,
        confirmation="seller_declared",
        strength="declared",
        collected_at=at,
    )
    return replace(told, **changes)


def fell_through(
    fault: Fault = Fault.SELLER, at: datetime = HANDED_OVER, **changes: Any
) -> PurchaseFellThrough:
    told = PurchaseFellThrough(
        order_id=ORDER, source=source("fell", at), ending=Ending.CANCELLED, fault=fault
    )
    return replace(told, **changes)


def purchase(*told: NoteEvent | SpendRecorded | SpendCredited) -> Purchase:
    state = Purchase()
    for one in told:
        state = evolve(state, one)
    return state


def spend(**changes: Any) -> SpendRecorded:
    [one] = record(purchase(noted(), handed_over(), paid()), buyer=BUYER)
    return replace(one, **changes)


def document(**changes: Any) -> PolicyDocument:
    told = PolicyDocument(
        kind=PolicyKind.PERCENT_OF_TPP_CEILING, percent_bp=1_000, floor_idr=20_000
    )
    return replace(told, **changes)


def enacted(told: PolicyDocument | None = None, **changes: Any) -> PolicyEnacted:
    told = told or document()
    event = PolicyEnacted(
        policy_id=policy_id_of(CITY),
        institution_id=CITY,
        version=1,
        document=told,
        document_sha256="0" * 64,
        schema_version="1",
        legal_basis="SE-1/2026",
        legal_basis_kind=LegalBasisKind.SURAT_EDARAN,
        effective_from=date(2026, 3, 1),
        effective_to=None,
        announced_on=date(2026, 2, 1),
        drafted_by="drafter",
        approved_by="approver",
        supersedes=None,
        counting_basis=told.counting_basis,
        late_collection_days=told.cut_off_working_days,
        agency_rule=told.agency_rule,
        delivery_fee_counts=told.delivery_fee_counts,
        related_party_rule=told.related_party_rule,
    )
    return replace(event, **changes)


def opened(policy: PolicyEnacted | None = None, **changes: Any) -> PeriodOpened:
    event = open_period(policy or enacted(), MARCH, calendar=CALENDAR, members=2, at=OPENING)
    return replace(event, **changes)


def period(**changes: Any) -> Period:
    return replace(evolve_period(None, opened()), **changes)


def duty(**changes: Any) -> Duty:
    one = Duty(
        obligation_id="obligation-of-budi",
        membership_id=BUDI,
        member_id="budi",
        in_scope=True,
        period=period(),
        document=document(),
        credited_idr=0,
    )
    return replace(one, **changes)


def owed(obligation_id: str = "obligation-of-budi", **changes: Any) -> Owed:
    one = Owed(
        obligation_id=obligation_id,
        membership_id=BUDI,
        in_scope=True,
        target_idr=25_000,
        credited_idr=0,
        agency_id_reported=MARKET,
    )
    return replace(one, **changes)


def closing(**changes: Any) -> Closing:
    return replace(Closing(consumed=(), code_version="test", closed_by_id=None), **changes)


def enrolled(membership_id: str = BUDI, **changes: Any) -> MemberEnrolled:
    event = MemberEnrolled(
        member_id=f"person-of-{membership_id}",
        membership_id=membership_id,
        account_id=None,
        institution_id=CITY,
        valid_from=date(2026, 1, 1),
        identity_ref="vault-1",
        identity_kind=IdentityKind.PNS,
    )
    return replace(event, **changes)


def assigned(membership_id: str = BUDI, **changes: Any) -> MemberAssigned:
    event = MemberAssigned(
        membership_id=membership_id,
        agency_id=MARKET,
        grade=None,
        position_level=None,
        job_class=None,
        employment_status=EmploymentStatus.ACTIVE,
        tpp_eligible=True,
        tpp_ceiling_idr=500_000,
        tpp_as_of="2026-01",
        home_kelurahan_code=None,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        known_from=datetime(2026, 1, 1, tzinfo=UTC),
        decree_ref=None,
        import_batch_id="batch",
    )
    return replace(event, **changes)


RETIRED = assigned(SARI, employment_status=EmploymentStatus.RETIRED, agency_id=HEALTH)


@dataclass(slots=True, kw_only=True)
class Ledger:
    """March of the city with two members, lived fact by fact as the service lives it."""

    basis: CountingBasis = CountingBasis.PLACED
    history: list[Event] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    opened: list[ObligationOpened] = field(default_factory=list)
    rule: PolicyEnacted = field(default_factory=enacted)
    month: Period | None = None
    assessments: tuple[Assessment, ...] = ()

    def __post_init__(self) -> None:
        self.rule = enacted(document(counting_basis=self.basis))
        self.history += [self.rule, enacted(institution_id=CAMPUS)]
        for membership_id, assignment in ((BUDI, assigned()), (SARI, RETIRED)):
            joined = enrolled(membership_id)
            self.history += [joined, assignment]
            member = evolve_member(evolve_member(None, joined), assignment)
            self.members[membership_id] = member

    @property
    def credits(self) -> list[SpendCredited]:
        return [one for one in self.history if isinstance(one, SpendCredited)]

    @property
    def spends(self) -> list[SpendRecorded]:
        return [one for one in self.history if isinstance(one, SpendRecorded)]

    def hears(self, facts: Iterable[NoteEvent]) -> None:
        for fact in facts:
            known = self.purchases.get(fact.order_id)
            for news in note(known, fact):
                self._keep(fact.order_id, news)
                current = self.purchases[fact.order_id]
                for one in record(current, buyer=self._buyer(current)):
                    self._keep(fact.order_id, one)
                    self._judge(one)

    def opens(self) -> None:
        event = opened(self.rule)
        self.month = evolve_period(None, event)
        self.history.append(event)
        for member in self.members.values():
            on_roster = OnRoster(member=member, assignment_event_ids=("assigned",))
            self._owes(open_obligation(on_roster, MARCH, self.rule))
        for one in [one for known in self.purchases.values() for one in known.waiting]:
            self._judge(one)

    def closes(self) -> None:
        assert self.month is not None, "a month is opened first"
        found = standings(self.purchases.values(), self.month, self.rule.document)
        self.assessments = assess(self._owed(), found)
        for event in close(self.month, self.assessments, closing()):
            self.month = evolve_period(self.month, event)
            self.history.append(event)
        self.duties = {key: replace(one, period=self.month) for key, one in self.duties.items()}

    def _owes(self, event: ObligationOpened) -> None:
        assert self.month is not None, "a month is opened first"
        self.opened.append(event)
        self.history.append(event)
        self.duties[event.membership_id] = duty(
            obligation_id=event.obligation_id,
            membership_id=event.membership_id,
            member_id=event.member_id,
            in_scope=event.in_scope,
            period=self.month,
            document=self.rule.document,
        )

    def _owed(self) -> Sequence[Owed]:
        return [
            Owed(
                obligation_id=one.obligation_id,
                membership_id=one.membership_id,
                in_scope=one.in_scope,
                target_idr=one.target_idr,
                credited_idr=self.duties[one.membership_id].credited_idr,
                agency_id_reported=agency_reported(
                    self.members[one.membership_id], MARCH, self.rule.agency_rule
                ),
            )
            for one in self.opened
        ]

    def _keep(self, order_id: str, event: NoteEvent | SpendRecorded | SpendCredited) -> None:
        self.purchases[order_id] = evolve(self.purchases.get(order_id), event)
        self.history.append(event)

    def _buyer(self, current: Purchase) -> Buyer | None:
        membership_id = current.noted.membership_id if current.noted else None
        member = self.members.get(membership_id or "")
        if member is None:
            return None
        return replace(BUYER, member_id=member.member_id, membership_id=member.membership_id)

    def _judge(self, one: SpendRecorded) -> None:
        counting = counting_of(one, Policy(versions=(self.rule,)))
        owing = self.duties.get(one.membership_id or "")
        if counting is None or owing is None or counting.period != MARCH:
            return
        credit = judge(one, owing, basis=counting.basis)
        self._keep(one.order_id, credit)
        self.duties[owing.membership_id] = replace(owing, credited_idr=credit.balance_after_idr)
