"""Read models of institutions, agencies, members, files and rules: pure folds of own events."""

from collections.abc import Iterable
from datetime import date

import msgspec

from compliance.domain.agency import Agency, evolve as evolve_agency
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.people_events import (
    AgencyClosed,
    AgencyDefined,
    AgencyMoved,
    InstitutionRegistered,
    MemberAssigned,
    MemberEnrolled,
    MemberIdentityChanged,
    MemberImportCompleted,
    MemberImportRefused,
    MemberLeft,
    MemberReturned,
)
from compliance.domain.policy_events import (
    PolicyApproved,
    PolicyDrafted,
    PolicyDraftWithdrawn,
    PolicyEnacted,
    PolicyRepealed,
)
from compliance.domain.words import DraftStatus, ImportStatus
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row

_AGENCY = AgencyDefined | AgencyMoved | AgencyClosed
_MEMBER = MemberEnrolled | MemberAssigned | MemberIdentityChanged | MemberLeft | MemberReturned
_DRAFT = PolicyDrafted | PolicyApproved | PolicyDraftWithdrawn
_IMPORT = MemberImportRefused | MemberImportCompleted


def institution_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.institution_id,)] if isinstance(event, InstitutionRegistered) else []


def fold_institution(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: InstitutionRegistered = recorded.event
    return {
        "institution_id": event.institution_id,
        "name": event.name,
        "identity_scheme": event.identity_scheme,
    }


def agency_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.agency_id,)] if isinstance(event, _AGENCY) else []


def fold_agency(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    known = msgspec.convert(row["agency"], Agency) if row else None
    agency = evolve_agency(known, recorded.event)
    return {
        "agency_id": agency.agency_id,
        "institution_id": agency.institution_id,
        "agency_code": agency.agency_code,
        "name": agency.name,
        "kind": agency.kind,
        "parent_agency_id": agency.places[-1].parent_agency_id,
        "agency": plain(agency),
    }


def member_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.membership_id,)] if isinstance(event, _MEMBER) else []


def fold_member(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    known = msgspec.convert(row["member"], Member) if row else None
    member = evolve_member(known, recorded.event)
    event_ids = row["assignment_event_ids"] if row else []
    if isinstance(recorded.event, MemberAssigned):
        event_ids = [*event_ids, recorded.event_id]
    latest = member.assignment_on(date.max)
    return {
        "membership_id": member.membership_id,
        "institution_id": member.institution_id,
        "member": plain(member),
        "assignment_event_ids": event_ids,
        "valid_from": member.valid_from,
        "left_on": member.spans[-1].valid_to,
        "agency_id": latest.agency_id if latest else None,
    }


def import_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.batch_id,)] if isinstance(event, _IMPORT) else []


def fold_import(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: MemberImportRefused | MemberImportCompleted = recorded.event
    refused = isinstance(event, MemberImportRefused)
    return {
        "batch_id": event.batch_id,
        "institution_id": event.institution_id,
        "status": ImportStatus.REFUSED if refused else ImportStatus.COMPLETED,
        "at": recorded.recorded_at,
        "report": plain(event),
    }


def policy_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    if isinstance(event, PolicyEnacted | PolicyRepealed):
        return [(event.institution_id, event.version)]
    return []


def fold_policy(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    event = recorded.event
    if isinstance(event, PolicyRepealed):
        return (row or {}) | {"repealed": plain(event)}
    return {
        "institution_id": event.institution_id,
        "version": event.version,
        "enacted": plain(event),
        "repealed": None,
    }


def draft_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.draft_id,)] if isinstance(event, _DRAFT) else []


def fold_draft(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    match recorded.event:
        case PolicyDrafted() as drafted:
            return {
                "draft_id": drafted.draft_id,
                "institution_id": drafted.institution_id,
                "status": DraftStatus.DRAFTED,
                "drafted": plain(drafted),
                "version": None,
            }
        case PolicyApproved() as approved:
            changes = {"status": DraftStatus.APPROVED, "version": approved.version}
            return (row or {}) | changes
        case _:
            return (row or {}) | {"status": DraftStatus.WITHDRAWN}
