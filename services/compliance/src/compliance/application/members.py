"""One function per command about a single member: another identity, a departure."""

from datetime import date
from typing import Any

from compliance.application.adjusting import Changed, adjust_duties
from compliance.application.authority import acting_person, own_institution
from compliance.application.import_changes import IDENTITY, on_roster_after
from compliance.application.ports import Ports
from compliance.domain.commands import ChangeMemberIdentity, RecordDeparture
from compliance.domain.employee_number import NumberMalformed, fault_of, normalised
from compliance.domain.institution import Institution
from compliance.domain.member import MEMBER, Member, MembershipNotFound, change_identity, leave
from compliance.domain.people_events import MemberEvent
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from kernel.domain.wib import business_date

Result = dict[str, Any]


class NumberTaken(Rejected):
    code = "number_taken"


def change_member_identity(
    command: ChangeMemberIdentity, *, work: UnitOfWork, ports: Ports
) -> Result:
    """
    Give a member another number; the old one stays known as the same person's.

    :raises NumberMalformed: such a number cannot be
    :raises NumberTaken: it is somebody else's
    """
    institution = own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    member = _own(command.institution_id, command.membership_id, work)
    number = _checked(command, institution, work)
    lookup = ports.lookup.of(command.institution_id, number)
    taken = ports.vault.find(IDENTITY, [lookup]).get(lookup)
    if taken == member.identity_ref:
        return _told(member)
    if taken is not None and taken not in member.former_refs:
        raise NumberTaken("that number is another member's")
    ref = taken or derived_id("identity", command.membership_id, lookup)
    events = change_identity(member, command, new_ref=ref, approver_id=acting_person(work))
    sealed = ports.vault.open([member.identity_ref]).get(member.identity_ref, {})
    identity = {"employee_number": number, "name": command.name or sealed.get("name")}
    work.seal(ref, IDENTITY, identity, lookup=lookup)
    _add(member, events, command.valid_from, work=work, ports=ports)
    return _told(member)


def record_departure(command: RecordDeparture, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    member = _own(command.institution_id, command.membership_id, work)
    events = leave(member, command, at=work.now)
    _add(member, events, command.valid_to, work=work, ports=ports)
    return _told(member)


def _own(institution_id: str, membership_id: str, work: UnitOfWork) -> Member:
    member: Member | None = work.get(MEMBER, membership_id)
    if member is None or member.institution_id != institution_id:
        raise MembershipNotFound("there is no such membership")
    return member


def _checked(command: ChangeMemberIdentity, institution: Institution, work: UnitOfWork) -> str:
    number = normalised(command.employee_number)
    scheme, today = institution.identity_scheme, business_date(work.now)
    fault = fault_of(number, command.identity_kind, scheme, today=today)
    if fault:
        raise NumberMalformed(fault)
    return number


def _add(
    member: Member, events: tuple[MemberEvent, ...], since: date, *, work: UnitOfWork, ports: Ports
) -> None:
    if not events:
        return
    [before] = ports.roster.some([member.membership_id])
    event_ids = work.add(MEMBER, member.membership_id, events)
    changed = Changed(
        on_roster=on_roster_after(before, events, event_ids),
        since=since,
        cause_event_id=event_ids[-1],
    )
    adjust_duties([changed], member.institution_id, work=work, ports=ports)


def _told(member: Member) -> Result:
    return {"membership_id": member.membership_id}
