"""Every arrow of every lifecycle happens, and no other ever does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from compliance_money import (
    BUDI,
    BUYER,
    CALENDAR,
    CITY,
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
from compliance_people import DEFINE, ENACT, NOON, TODAY, imported

from compliance.domain.adjustment import Credited, adjust
from compliance.domain.agency import (
    AGENCY,
    AGENCY_LIFE,
    agency_id_of,
    close as close_agency,
    define,
    move,
)
from compliance.domain.commands import (
    ChangeMemberIdentity,
    CloseAgency,
    DraftPolicy,
    ImportMembers,
    MoveAgency,
    RecordDeparture,
    RepealPolicy,
)
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
    MEMBER_LIFE,
    Member,
    change_identity,
    enrol,
    leave,
    take_over,
)
from compliance.domain.member_file import MemberFile, RowRefused
from compliance.domain.member_import import IMPORT, IMPORT_LIFE, refuse_file
from compliance.domain.month import assess
from compliance.domain.obligation import OBLIGATION, OBLIGATION_LIFE, OnRoster, open_obligation
from compliance.domain.people_events import MemberImportCompleted
from compliance.domain.period import (
    PERIOD,
    PERIOD_LIFE,
    assess_chunk,
    close,
    open_period,
    start_closing,
)
from compliance.domain.policy import POLICY, POLICY_LIFE, enact, repeal
from compliance.domain.policy_draft import DRAFT_LIFE, POLICY_DRAFT, approve, draft, withdraw
from compliance.domain.policy_events import Consequences, RewardLevel
from compliance.domain.purchase import SPEND, SPEND_LIFE
from compliance.domain.spend import settle
from compliance.domain.words import (
    CountingBasis,
    EmploymentStatus,
    IdentityCause,
    IdentityKind,
    ImportMode,
    LeaveReason,
)
from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import Act, LifecycleContract, State

FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 31)


class TestAgency(LifecycleContract):
    lifecycle = AGENCY_LIFE
    kind = AGENCY

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        defined = define(None, DEFINE, parent=None, today=TODAY)
        agency = AGENCY.evolve(None, defined[0])
        return [defined, [*defined, *cls._closed(agency)]]

    @classmethod
    def _closed(cls, agency: Any) -> Sequence[Event]:
        command = CloseAgency(institution_id=CITY, agency_id="it", valid_to=date(2026, 12, 31))
        return close_agency(agency, replace(command, institution_id="city"), tree={})

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        moving = MoveAgency(
            institution_id="city",
            agency_id=agency_id_of("city", DEFINE.agency_code),
            parent_agency_id=None,
            valid_from=date(2026, 5, 1),
        )
        return {
            "define": lambda one: define(one, DEFINE, parent=None, today=TODAY),
            "move": lambda one: move(one, moving, tree={}),
            "close": cls._closed,
        }


class TestMember(LifecycleContract):
    lifecycle = MEMBER_LIFE
    kind = MEMBER

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        new = enrol(imported(), membership_id="one", member_id="m", identity_ref="ref")
        state = None
        for event in new:
            state = MEMBER.evolve(state, event)
        return [new, [*new, *cls._left(state)]]

    @classmethod
    def _left(cls, member: Member | None) -> Sequence[Event]:
        command = RecordDeparture(
            institution_id="city",
            membership_id="one",
            reason=LeaveReason.RETIRED,
            valid_to=date(2026, 6, 30),
        )
        return leave(member, command, at=NOON)

    @classmethod
    def _later(cls, member: Member | None, day: date) -> Sequence[Event]:
        row = imported(day, tpp_ceiling_idr=1, identity_kind=IdentityKind.PPPK)
        if member is None:
            return enrol(row, membership_id="one", member_id="m", identity_ref="ref")
        return take_over(member, row)

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        command = ChangeMemberIdentity(
            institution_id="city",
            membership_id="one",
            employee_number="1",
            identity_kind=IdentityKind.PPPK,
            cause=IdentityCause.NEW_CONTRACT,
            valid_from=date(2026, 5, 1),
            requested_by_id="a",
        )
        return {
            "file_of_may": lambda one: cls._later(one, date(2026, 5, 1)),
            "file_of_august": lambda one: cls._later(one, date(2026, 8, 1)),
            "identity": lambda one: change_identity(one, command, new_ref="new", approver_id="b"),
            "leave": cls._left,
        }


class TestImport(LifecycleContract):
    lifecycle = IMPORT_LIFE
    kind = IMPORT

    @classmethod
    def _refused(cls, known: Any, code: str = "agency_unknown") -> Sequence[Event]:
        command = ImportMembers(institution_id=CITY, as_of=FIRST, csv="")
        file = MemberFile(
            rows=1, good=(), refused=(RowRefused(row=2, column="agency_code", code=code),)
        )
        return refuse_file(known, command, file, batch_id="batch", sha256="0")

    @classmethod
    def _completed(cls, known: Any) -> Sequence[Event]:
        if known is not None and known.status == "completed":
            return ()
        return [
            MemberImportCompleted(
                batch_id="batch",
                institution_id=CITY,
                file_sha256="0",
                mode=ImportMode.DELTA,
                as_of=FIRST,
                rows=1,
                accepted=1,
                refused=0,
                unchanged=0,
                missing_from_snapshot=0,
            )
        ]

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        return [cls._refused(None), cls._completed(None)]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "refuse": lambda one: cls._refused(one, "not_in_list"),
            "complete": cls._completed,
        }


DRAFTING = DraftPolicy(
    institution_id=ENACT.institution_id,
    document=ENACT.document,
    effective_from=ENACT.effective_from,
    legal_basis=ENACT.legal_basis,
    legal_basis_kind=ENACT.legal_basis_kind,
    announced_on=ENACT.announced_on,
)


class TestDraft(LifecycleContract):
    lifecycle = DRAFT_LIFE
    kind = POLICY_DRAFT

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        told = draft(DRAFTING, draft_id="draft", drafter_id="a")
        known = POLICY_DRAFT.evolve(None, told[0])
        return [
            told,
            [*told, *approve(known, approver_id="b", version=1)],
            [*told, *withdraw(known, by_id="a")],
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "draft": lambda one: (
                draft(DRAFTING, draft_id="draft", drafter_id="a") if one is None else ()
            ),
            "approve": lambda one: approve(one, approver_id="b", version=1),
            "withdraw": lambda one: withdraw(one, by_id="a"),
        }


class TestPolicy(LifecycleContract):
    lifecycle = POLICY_LIFE
    kind = POLICY

    @classmethod
    def _repealed(cls, policy: Any) -> Sequence[Event]:
        command = RepealPolicy(institution_id="city", effective_to=LAST, legal_basis="P")
        return repeal(policy, command, repealer_id="a", opened_until=None)

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        first = enact(None, ENACT, approver_id="b", opened_until=None)
        return [first, [*first, *cls._repealed(POLICY.evolve(None, first[0]))]]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        another = replace(ENACT, legal_basis="Perwali 2/2026")
        return {
            "enact": lambda one: enact(one, another, approver_id="b", opened_until=None),
            "repeal": cls._repealed,
        }


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
