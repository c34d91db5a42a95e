"""Taking in a file of members: all of it, or nothing and a report of every bad row."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import reduce
from hashlib import sha256
from typing import Any

from compliance.application.authority import own_institution
from compliance.application.months import add_obligations
from compliance.application.ports import Ports
from compliance.domain.commands import ImportMembers
from compliance.domain.member import MEMBER, ImportedRow, enrol, evolve, take_over
from compliance.domain.member_file import Expectations, MemberFile, MemberRow, read_member_file
from compliance.domain.obligation import OnRoster, belongs_to, open_obligation
from compliance.domain.people_events import MemberEvent, MemberImportCompleted
from compliance.domain.policy import POLICY, policy_id_of
from compliance.domain.words import ImportMode
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id, random_id
from kernel.domain.streams import Kind
from kernel.domain.wib import business_date

IDENTITY = "member_identity"
_AHEAD_MAX = timedelta(days=31)
Result = dict[str, Any]


class AsOfTooLate(Rejected):
    code = "as_of_too_late"


def _latest(_: MemberImportCompleted | None, event: MemberImportCompleted) -> MemberImportCompleted:
    return event


IMPORT = Kind("member_import", _latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """One row of the file, and what is known of that person: nothing, if it is a new one."""

    row: MemberRow
    lookup: str
    known: OnRoster | None
    sealed_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What a row comes to. A new name alone is a change without an event: names are in none."""

    person: _Person
    membership_id: str
    identity_ref: str
    events: tuple[MemberEvent, ...]

    @property
    def is_new(self) -> bool:
        return self.person.known is None

    @property
    def renames(self) -> bool:
        return self.person.sealed_name != self.person.row.name


def import_members(command: ImportMembers, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Take in the file. One bad row loads nothing; a file taken in before changes nothing.

    :raises MemberFileMalformed: it is no table of members at all
    :raises AsOfTooLate: it speaks of a day too far ahead
    """
    institution = own_institution(command.institution_id, work=work)
    today = business_date(work.now)
    if command.as_of > today + _AHEAD_MAX:
        raise AsOfTooLate("a roster is known at most a month ahead")
    ports.books.hold(command.institution_id)
    agencies = ports.roster.agencies(command.institution_id)
    file = read_member_file(
        command.csv,
        Expectations(
            scheme=institution.identity_scheme,
            agency_codes=frozenset(agencies),
            today=today,
            rows_max=ports.rules.import_rows_max,
        ),
    )
    batch_id = _batch_id(command)
    if file.refused:
        return _refused(batch_id, file)
    roster = ports.roster.members(command.institution_id)
    people = _people(file, roster, command, ports)
    missing = _missing(people, roster) if command.mode is ImportMode.SNAPSHOT else []
    if work.get(IMPORT, batch_id) is not None:
        return _repeated(batch_id, people, missing)
    changes = [
        _change(
            ImportedRow(
                row=person.row,
                institution_id=command.institution_id,
                agency_id=agencies[person.row.agency_code],
                as_of=command.as_of,
                batch_id=batch_id,
                known_from=work.now,
            ),
            person,
        )
        for person in people
    ]
    newcomers = _write(changes, work)
    _open_duties(newcomers, command.institution_id, work=work, ports=ports)
    completed = _completed(batch_id, command, changes, missing)
    work.add(IMPORT, batch_id, [completed])
    return _loaded(completed, changes, missing)


def _batch_id(command: ImportMembers) -> str:
    return derived_id(
        "member_import",
        command.institution_id,
        command.as_of.isoformat(),
        command.mode,
        _sha256(command.csv),
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _people(
    file: MemberFile, roster: Sequence[OnRoster], command: ImportMembers, ports: Ports
) -> list[_Person]:
    """Find who is known already, by the keyed hash of their numbers."""
    institution_id = command.institution_id
    lookups = [ports.lookup.of(institution_id, row.employee_number) for row in file.good]
    refs = ports.vault.find(IDENTITY, lookups)
    sealed = ports.vault.open(list(refs.values()))
    by_ref = {one.member.identity_ref: one for one in roster}
    people = []
    for row, lookup in zip(file.good, lookups, strict=True):
        ref = refs.get(lookup, "")
        name = sealed.get(ref, {}).get("name")
        people.append(_Person(row=row, lookup=lookup, known=by_ref.get(ref), sealed_name=name))
    return people


def _missing(people: Iterable[_Person], roster: Iterable[OnRoster]) -> list[str]:
    named = {one.known.member.membership_id for one in people if one.known}
    return [one.member.membership_id for one in roster if one.member.membership_id not in named]


def _change(imported: ImportedRow, person: _Person) -> _Change:
    if person.known:
        member = person.known.member
        return _Change(
            person=person,
            membership_id=member.membership_id,
            identity_ref=member.identity_ref,
            events=take_over(member, imported),
        )
    membership_id, identity_ref = random_id(), random_id()
    events = enrol(
        imported, membership_id=membership_id, member_id=random_id(), identity_ref=identity_ref
    )
    return _Change(
        person=person, membership_id=membership_id, identity_ref=identity_ref, events=events
    )


def _write(changes: Sequence[_Change], work: UnitOfWork) -> list[OnRoster]:
    """Stage what has changed and return the new members."""
    work.preload((MEMBER, one.membership_id) for one in changes if one.events and not one.is_new)
    newcomers = []
    for one in changes:
        if one.renames:
            _seal(one, work)
        if one.events:
            event_ids = work.add(MEMBER, one.membership_id, one.events, new=one.is_new)
            if one.is_new:
                newcomers.append(_on_roster(one.events, event_ids))
    return newcomers


def _seal(change: _Change, work: UnitOfWork) -> None:
    row = change.person.row
    identity = {"employee_number": row.employee_number, "name": row.name}
    work.seal(change.identity_ref, IDENTITY, identity, lookup=change.person.lookup)


def _on_roster(events: Sequence[MemberEvent], event_ids: Sequence[str]) -> OnRoster:
    member = reduce(evolve, events, None)
    assert member is not None, "an enrolment makes a member"
    _, assigned_by = event_ids
    return OnRoster(member=member, assignment_event_ids=(assigned_by,))


def _open_duties(
    newcomers: Sequence[OnRoster], institution_id: str, *, work: UnitOfWork, ports: Ports
) -> None:
    """Open the duty of those who came after their month was opened, but within it."""
    months = [one for one in ports.periods.opened(institution_id) if not one.is_closed]
    policy = work.get(POLICY, policy_id_of(institution_id)) if months else None
    for month in months:
        assert policy is not None, "a month is opened under a policy"
        rule = policy.version(month.policy_version)
        members = [one for one in newcomers if belongs_to(one.member, month.period)]
        add_obligations([open_obligation(one, month.period, rule) for one in members], work=work)


def _completed(
    batch_id: str, command: ImportMembers, changes: Sequence[_Change], missing: Sequence[str]
) -> MemberImportCompleted:
    accepted = sum(bool(one.events) or one.renames for one in changes)
    return MemberImportCompleted(
        batch_id=batch_id,
        institution_id=command.institution_id,
        file_sha256=_sha256(command.csv),
        mode=command.mode,
        as_of=command.as_of,
        rows=len(changes),
        accepted=accepted,
        refused=0,
        unchanged=len(changes) - accepted,
        missing_from_snapshot=len(missing),
    )


def _loaded(
    completed: MemberImportCompleted, changes: Sequence[_Change], missing: Sequence[str]
) -> Result:
    return {
        "batch_id": completed.batch_id,
        "rows": completed.rows,
        "accepted": completed.accepted,
        "refused": completed.refused,
        "unchanged": completed.unchanged,
        "members": [
            {"row": one.person.row.line, "membership_id": one.membership_id} for one in changes
        ],
        "refusals": [],
        "missing": missing,
    }


def _repeated(batch_id: str, people: Sequence[_Person], missing: Sequence[str]) -> Result:
    return {
        "batch_id": batch_id,
        "rows": len(people),
        "accepted": 0,
        "refused": 0,
        "unchanged": len(people),
        "members": [
            {"row": one.row.line, "membership_id": one.known.member.membership_id}
            for one in people
            if one.known
        ],
        "refusals": [],
        "missing": missing,
    }


def _refused(batch_id: str, file: MemberFile) -> Result:
    return {
        "batch_id": batch_id,
        "rows": file.rows,
        "accepted": 0,
        "refused": len({one.row for one in file.refused}),
        "unchanged": 0,
        "members": [],
        "refusals": [asdict(one) for one in file.refused],
        "missing": [],
    }
