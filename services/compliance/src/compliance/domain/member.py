"""A member: on the roster of one institution, assigned to one agency at a time."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from compliance.domain.commands import ChangeMemberIdentity, RecordDeparture
from compliance.domain.member_file import MemberRow
from compliance.domain.people_events import (
    MemberAssigned,
    MemberEnrolled,
    MemberEvent,
    MemberIdentityChanged,
    MemberLeft,
    MemberReturned,
)
from compliance.domain.words import IdentityCause, IdentityKind, LeaveReason, MembershipStatus
from kernel.domain.errors import NotFound, Rejected
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

_ON, _LEFT = MembershipStatus.ON_ROSTER, MembershipStatus.LEFT
_DAY = timedelta(days=1)

MEMBER_LIFE = Lifecycle(
    name="member",
    arrows=(
        Arrow(None, MemberEnrolled, _ON),
        Arrow(_ON, MemberAssigned, _ON),
        Arrow(_ON, MemberIdentityChanged, _ON),
        Arrow(_ON, MemberLeft, _LEFT),
        Arrow(_LEFT, MemberAssigned, _LEFT, "of an earlier day"),
        Arrow(_LEFT, MemberReturned, _ON),
    ),
)


class MembershipNotFound(NotFound):
    code = "membership_not_found"


class MemberHasLeft(Rejected):
    code = "member_has_left"


class BeforeEnrolment(Rejected):
    code = "before_enrolment"


class RequesterIsApprover(Rejected):
    code = "requester_is_approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one day to another, both of them included."""

    valid_from: date
    valid_to: date | None = None

    def touches(self, first: date, last: date) -> bool:
        return self.valid_from <= last and (self.valid_to is None or first <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    What is known of a member by now, of every day.

    :param former_refs: identities that were the same person's before
    """

    membership_id: str
    member_id: str
    institution_id: str
    valid_from: date
    identity_ref: str
    identity_kind: IdentityKind
    identity_from: date
    status: MembershipStatus = MembershipStatus.ON_ROSTER
    spans: tuple[Span, ...] = ()
    former_refs: tuple[str, ...] = ()
    assignments: tuple[MemberAssigned, ...] = ()

    def assignment_on(self, day: date) -> MemberAssigned | None:
        """Return what was in force that day; of equal starts the one told last."""
        started = [one for one in reversed(self.assignments) if one.valid_from <= day]
        return max(started, key=lambda one: one.valid_from) if started else None

    @property
    def newest(self) -> date:
        """The latest day about which anything is known."""
        return max(
            self.identity_from,
            self.spans[-1].valid_from,
            *(one.valid_from for one in self.assignments),
        )

    def was_gone_on(self, day: date) -> bool:
        ended = self.spans[-1].valid_to
        return ended is not None and day > ended


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

    A file about a day before the enrolment says nothing about this membership. Whom a file names
    after the departure has returned.
    """
    known = member.assignment_on(imported.as_of)
    if known is None:
        return ()
    events: list[MemberEvent] = []
    if member.was_gone_on(imported.as_of):
        events.append(_returned(member, imported))
    changed = imported.row.identity_kind is not member.identity_kind
    if changed and imported.as_of >= member.newest and (events or member.status is _ON):
        events.append(_kind_changed(member, imported))
    told = _assigned(imported, member.membership_id)
    if _described(known) != _described(told):
        events.append(told)
    return tuple(events)


def leave(
    member: Member | None, command: RecordDeparture, *, at: datetime, batch_id: str | None = None
) -> tuple[MemberLeft, ...]:
    """
    Take a member off the roster after that day; the same again changes nothing.

    :raises MembershipNotFound: there is none
    :raises MemberHasLeft: on another day
    :raises BeforeEnrolment: the last day would be before the first
    """
    if member is None:
        raise MembershipNotFound("there is no such membership")
    if member.status is _LEFT:
        if member.spans[-1].valid_to == command.valid_to:
            return ()
        raise MemberHasLeft("that member has left on another day")
    if command.valid_to < member.spans[-1].valid_from:
        raise BeforeEnrolment("nobody leaves before the first day")
    left = MemberLeft(
        membership_id=member.membership_id,
        institution_id=member.institution_id,
        reason=command.reason,
        valid_to=command.valid_to,
        known_from=at,
        decree_ref=command.decree_ref,
        import_batch_id=batch_id,
    )
    return (left,)


def leave_as_missing(
    member: Member, *, as_of: date, reason: LeaveReason, at: datetime, batch_id: str
) -> tuple[MemberLeft, ...]:
    """Take off the roster whom a snapshot does not name; who came only that day stays."""
    last = as_of - _DAY
    if member.status is _LEFT or last < member.spans[-1].valid_from:
        return ()
    command = RecordDeparture(
        institution_id=member.institution_id,
        membership_id=member.membership_id,
        reason=reason,
        valid_to=last,
    )
    return leave(member, command, at=at, batch_id=batch_id)


def change_identity(
    member: Member | None, command: ChangeMemberIdentity, *, new_ref: str, approver_id: str
) -> tuple[MemberIdentityChanged, ...]:
    """
    Keep the same person under another number.

    :raises MembershipNotFound: there is none
    :raises RequesterIsApprover: one person alone may not give a member another identity
    :raises MemberHasLeft: whoever has left must return first
    :raises BeforeEnrolment: it would begin before the membership
    """
    if member is None:
        raise MembershipNotFound("there is no such membership")
    if command.requested_by_id == approver_id:
        raise RequesterIsApprover("who requested another identity may not approve it")
    if member.status is _LEFT:
        raise MemberHasLeft("that member has left")
    if command.valid_from < member.valid_from:
        raise BeforeEnrolment("an identity does not begin before the membership")
    changed = MemberIdentityChanged(
        membership_id=member.membership_id,
        old_identity_ref=member.identity_ref,
        new_identity_ref=new_ref,
        identity_kind=command.identity_kind,
        cause=command.cause,
        valid_from=command.valid_from,
        requested_by=command.requested_by_id,
        approved_by=approver_id,
    )
    return (changed,)


def evolve(member: Member | None, event: MemberEvent) -> Member:
    status = member.status if member else None
    if isinstance(event, MemberEnrolled):
        return Member(
            membership_id=event.membership_id,
            member_id=event.member_id,
            institution_id=event.institution_id,
            valid_from=event.valid_from,
            identity_ref=event.identity_ref,
            identity_kind=event.identity_kind,
            identity_from=event.valid_from,
            status=MEMBER_LIFE.moved(status, event, _ON),
            spans=(Span(valid_from=event.valid_from),),
        )
    moved = MEMBER_LIFE.moved(status, event, _after(status, event))
    assert member is not None, "the lifecycle has just seen it"
    return _changed(replace(member, status=moved), event)


def _changed(
    member: Member, event: MemberAssigned | MemberIdentityChanged | MemberLeft | MemberReturned
) -> Member:
    match event:
        case MemberAssigned():
            return replace(member, assignments=(*member.assignments, event))
        case MemberIdentityChanged():
            former = {*member.former_refs, event.old_identity_ref} - {event.new_identity_ref}
            return replace(
                member,
                identity_ref=event.new_identity_ref,
                identity_kind=event.identity_kind,
                identity_from=event.valid_from,
                former_refs=tuple(sorted(former)),
            )
        case MemberLeft():
            *before, last = member.spans
            ended = replace(last, valid_to=event.valid_to)
            return replace(member, spans=(*before, ended))
        case MemberReturned():
            return replace(member, spans=(*member.spans, Span(valid_from=event.valid_from)))
        case _:
            assert_never(event)


def _after(
    status: MembershipStatus | None,
    event: MemberAssigned | MemberIdentityChanged | MemberLeft | MemberReturned,
) -> MembershipStatus:
    if isinstance(event, MemberLeft):
        return _LEFT
    late = status is _LEFT and isinstance(event, MemberAssigned)
    return _LEFT if late else _ON


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


def _returned(member: Member, imported: ImportedRow) -> MemberReturned:
    return MemberReturned(
        membership_id=member.membership_id,
        institution_id=member.institution_id,
        valid_from=imported.as_of,
        known_from=imported.known_from,
        import_batch_id=imported.batch_id,
    )


def _kind_changed(member: Member, imported: ImportedRow) -> MemberIdentityChanged:
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
