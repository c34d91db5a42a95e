"""What one row of a members' file comes to: a newcomer, a change, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from compliance.domain.member import ImportedRow, Member, enrol, evolve, take_over
from compliance.domain.member_file import MemberRow
from compliance.domain.obligation import OnRoster
from compliance.domain.people_events import MemberAssigned, MemberEvent
from kernel.domain.ids import random_id

IDENTITY = "member_identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One row of the file, and what is known of that person: nothing, if it is a new one.

    :param ref: under which the vault holds that number; empty: it never met it
    """

    row: MemberRow
    lookup: str
    ref: str
    known: OnRoster | None
    sealed_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a row comes to. A new name alone is a change without an event: names are in none."""

    person: Person
    membership_id: str
    identity_ref: str
    events: tuple[MemberEvent, ...]

    @property
    def is_new(self) -> bool:
        return self.person.known is None

    @property
    def renames(self) -> bool:
        return self.person.sealed_name != self.person.row.name


def change_of(imported: ImportedRow, person: Person) -> Change:
    if person.known:
        return Change(
            person=person,
            membership_id=person.known.member.membership_id,
            identity_ref=person.ref,
            events=take_over(person.known.member, imported),
        )
    membership_id, identity_ref = random_id(), random_id()
    events = enrol(
        imported, membership_id=membership_id, member_id=random_id(), identity_ref=identity_ref
    )
    return Change(
        person=person, membership_id=membership_id, identity_ref=identity_ref, events=events
    )


def on_roster_after(
    known: OnRoster | None, events: Sequence[MemberEvent], event_ids: Sequence[str]
) -> OnRoster:
    """Return the member with these events, each assignment with the id of its own."""
    before = known.member if known else None
    member: Member | None = reduce(evolve, events, before)
    assert member is not None, "an enrolment makes a member"
    assigned = tuple(
        event_id
        for event, event_id in zip(events, event_ids, strict=True)
        if isinstance(event, MemberAssigned)
    )
    earlier = known.assignment_event_ids if known else ()
    return OnRoster(member=member, assignment_event_ids=(*earlier, *assigned))
