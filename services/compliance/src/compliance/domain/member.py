"""A member: on the roster of one institution, assigned to one agency at a time."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, assert_never

from compliance.domain.member_file import MemberRow
from compliance.domain.people_events import (
    MemberAssigned,
    MemberEnrolled,
    MemberEvent,
    MemberIdentityChanged,
)
from compliance.domain.words import IdentityCause, IdentityKind
from kernel.domain.streams import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    membership_id: str
    member_id: str
    institution_id: str
    valid_from: date
    identity_ref: str
    identity_kind: IdentityKind
    identity_from: date
    assignments: tuple[MemberAssigned, ...] = ()

    def assignment_on(self, day: date) -> MemberAssigned | None:
        """Return what was in force that day; of equal starts the one told last."""
        started = [one for one in reversed(self.assignments) if one.valid_from <= day]
        return max(started, key=lambda one: one.valid_from) if started else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A good row, with what its file as a whole says."""

    row: MemberRow
    institution_id: str
    agency_id: str
    as_of: date
    batch_id: str
    known_from: datetime


def enrol(
    imported: ImportedRow, *, membership_id: str, member_id: str, identity_ref: str
) -> tuple[MemberEnrolled, MemberAssigned]:
    """Put a person on the roster; the ids are random and tell nothing about the person."""
    enrolled = MemberEnrolled(
        member_id=member_id,
        membership_id=membership_id,
        account_id=None,
        institution_id=imported.institution_id,
        valid_from=imported.as_of,
        identity_ref=identity_ref,
        identity_kind=imported.row.identity_kind,
    )
    return enrolled, _assigned(imported, membership_id)


def take_over(member: Member, imported: ImportedRow) -> tuple[MemberEvent, ...]:
    """
    Take over what a later file says of a member; nothing happens if nothing has changed.

    A file about a day before the enrolment says nothing about this membership.
    """
    known = member.assignment_on(imported.as_of)
    if known is None:
        return ()
    events: list[MemberEvent] = []
    newest = max(member.identity_from, *(one.valid_from for one in member.assignments))
    if imported.row.identity_kind is not member.identity_kind and imported.as_of >= newest:
        events.append(_identity_changed(member, imported))
    told = _assigned(imported, member.membership_id)
    if _described(known) != _described(told):
        events.append(told)
    return tuple(events)


def evolve(member: Member | None, event: MemberEvent) -> Member:
    match event:
        case MemberEnrolled():
            return Member(
                membership_id=event.membership_id,
                member_id=event.member_id,
                institution_id=event.institution_id,
                valid_from=event.valid_from,
                identity_ref=event.identity_ref,
                identity_kind=event.identity_kind,
                identity_from=event.valid_from,
            )
        case MemberAssigned():
            assert member is not None, "a member is enrolled first"
            return replace(member, assignments=(*member.assignments, event))
        case MemberIdentityChanged():
            assert member is not None, "a member is enrolled first"
            return replace(
                member,
                identity_ref=event.new_identity_ref,
                identity_kind=event.identity_kind,
                identity_from=event.valid_from,
            )
        case _:
            assert_never(event)


def _assigned(imported: ImportedRow, membership_id: str) -> MemberAssigned:
    row = imported.row
    return MemberAssigned(
        membership_id=membership_id,
        agency_id=imported.agency_id,
        grade=row.grade,
        position_level=row.position_level,
        job_class=row.job_class,
        employment_status=row.employment_status,
        tpp_eligible=row.tpp_eligible,
        tpp_ceiling_idr=row.tpp_ceiling_idr,
        tpp_as_of=f"{imported.as_of:%Y-%m}",
        home_kelurahan_code=None,
        valid_from=imported.as_of,
        valid_to=None,
        known_from=imported.known_from,
        decree_ref=None,
        import_batch_id=imported.batch_id,
    )


def _described(assignment: MemberAssigned) -> tuple[Any, ...]:
    return (
        assignment.agency_id,
        assignment.grade,
        assignment.position_level,
        assignment.job_class,
        assignment.employment_status,
        assignment.tpp_eligible,
        assignment.tpp_ceiling_idr,
    )


def _identity_changed(member: Member, imported: ImportedRow) -> MemberIdentityChanged:
    # The number is the same, or it would be somebody else's: only what it makes its owner changed.
    appointed = (member.identity_kind, imported.row.identity_kind) == (
        IdentityKind.CPNS,
        IdentityKind.PNS,
    )
    return MemberIdentityChanged(
        membership_id=member.membership_id,
        old_identity_ref=member.identity_ref,
        new_identity_ref=member.identity_ref,
        identity_kind=imported.row.identity_kind,
        cause=IdentityCause.APPOINTMENT if appointed else IdentityCause.CORRECTION,
        valid_from=imported.as_of,
    )


MEMBER = Kind("member", evolve)
