"""Every arrow of every lifecycle happens, and no other ever does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from compliance_money import (
    CITY,
)
from compliance_people import DEFINE, ENACT, NOON, TODAY, imported

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
from compliance.domain.people_events import MemberImportCompleted
from compliance.domain.policy import POLICY, POLICY_LIFE, enact, repeal
from compliance.domain.policy_draft import DRAFT_LIFE, POLICY_DRAFT, approve, draft, withdraw
from compliance.domain.words import (
    IdentityCause,
    IdentityKind,
    ImportMode,
    LeaveReason,
)
from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import Act, LifecycleContract

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
