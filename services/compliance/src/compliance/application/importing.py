"""Taking in a file of members: all of it, or nothing and a report of every bad row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from compliance.application.adjusting import Changed, adjust_duties
from compliance.application.authority import own_institution
from compliance.application.import_changes import (
    IDENTITY,
    Change,
    Person,
    change_of,
    on_roster_after,
)
from compliance.application.ports import Ports
from compliance.domain.commands import ImportMembers
from compliance.domain.member import MEMBER, ImportedRow, leave_as_missing
from compliance.domain.member_file import Expectations, MemberFile, read_member_file
from compliance.domain.member_import import IMPORT, refuse_file
from compliance.domain.obligation import OnRoster
from compliance.domain.people_events import MemberImportCompleted, MemberLeft
from compliance.domain.words import ImportMode, ImportStatus, MembershipStatus
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from kernel.domain.wib import business_date

_AHEAD_MAX = timedelta(days=31)
Result = dict[str, Any]


class AsOfTooLate(Rejected):
    code = "as_of_too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """What a good file comes to."""

    changes: Sequence[Change]
    missing: Sequence[str]
    gone: Sequence[Changed]


def import_members(command: ImportMembers, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Take in the file. One bad row loads nothing; a file taken in before changes nothing.

    :raises MemberFileMalformed: it is no table of members at all
    :raises AsOfTooLate: it speaks of a day too far ahead
    """
    agencies, file = _read(command, work=work, ports=ports)
    batch_id = _batch_id(command)
    if file.refused:
        return _refuse(batch_id, command, file, work=work)
    roster = ports.roster.members(command.institution_id)
    people = _people(file, roster, command, ports)
    missing = _missing(people, roster, command)
    known = work.get(IMPORT, batch_id)
    if known is not None and known.status is ImportStatus.COMPLETED:
        return _repeated(batch_id, people, [one.member.membership_id for one in missing])
    changes = [
        change_of(
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
    changed = _write(changes, command, work)
    gone = _write_missing(missing, command, batch_id, work)
    adjust_duties([*changed, *gone], command.institution_id, work=work, ports=ports)
    loaded = _Loaded(
        changes=changes, missing=[one.member.membership_id for one in missing], gone=gone
    )
    completed = _completed(batch_id, command, loaded)
    work.add(IMPORT, batch_id, [completed])
    return _answer(completed, loaded)


def _read(
    command: ImportMembers, *, work: UnitOfWork, ports: Ports
) -> tuple[Mapping[str, str], MemberFile]:
    """Return the agencies of that day by code, and the file as it was read."""
    institution = own_institution(command.institution_id, work=work)
    today = business_date(work.now)
    if command.as_of > today + _AHEAD_MAX:
        raise AsOfTooLate("a roster is known at most a month ahead")
    ports.books.hold(command.institution_id)
    agencies = ports.roster.agencies(command.institution_id, command.as_of)
    file = read_member_file(
        command.csv,
        Expectations(
            scheme=institution.identity_scheme,
            agency_codes=frozenset(agencies),
            today=today,
            rows_max=ports.rules.import_rows_max,
        ),
    )
    return agencies, file


def _batch_id(command: ImportMembers) -> str:
    marking = (f"left:{command.missing_reason}",) if command.mark_missing_left else ()
    return derived_id(
        "member_import",
        command.institution_id,
        command.as_of.isoformat(),
        command.mode,
        _sha256(command.csv),
        *marking,
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _people(
    file: MemberFile, roster: Sequence[OnRoster], command: ImportMembers, ports: Ports
) -> list[Person]:
    """Find who is known already, by the keyed hash of their numbers."""
    institution_id = command.institution_id
    lookups = [ports.lookup.of(institution_id, row.employee_number) for row in file.good]
    refs = ports.vault.find(IDENTITY, lookups)
    sealed = ports.vault.open(list(refs.values()))
    # By every number that was ever theirs: a contract's new number does not make a new person.
    by_ref = {
        ref: one for one in roster for ref in (one.member.identity_ref, *one.member.former_refs)
    }
    people = []
    for row, lookup in zip(file.good, lookups, strict=True):
        ref = refs.get(lookup, "")
        people.append(
            Person(
                row=row,
                lookup=lookup,
                ref=ref,
                known=by_ref.get(ref),
                sealed_name=sealed.get(ref, {}).get("name"),
            )
        )
    return people


def _missing(
    people: Iterable[Person], roster: Iterable[OnRoster], command: ImportMembers
) -> list[OnRoster]:
    """Return whom a snapshot should have named; a delta names nobody but who has changed."""
    if command.mode is not ImportMode.SNAPSHOT:
        return []
    named = {one.known.member.membership_id for one in people if one.known}
    return [
        one
        for one in roster
        if one.member.status is MembershipStatus.ON_ROSTER and one.member.membership_id not in named
    ]


def _write(changes: Sequence[Change], command: ImportMembers, work: UnitOfWork) -> list[Changed]:
    """Stage what has changed, and return of whom something new is known."""
    work.preload((MEMBER, one.membership_id) for one in changes if one.events and not one.is_new)
    changed = []
    for one in changes:
        if one.renames:
            identity = {
                "employee_number": one.person.row.employee_number,
                "name": one.person.row.name,
            }
            work.seal(one.identity_ref, IDENTITY, identity, lookup=one.person.lookup)
        if one.events:
            event_ids = work.add(MEMBER, one.membership_id, one.events, new=one.is_new)
            changed.append(
                Changed(
                    on_roster=on_roster_after(one.person.known, one.events, event_ids),
                    since=command.as_of,
                    cause_event_id=event_ids[-1],
                )
            )
    return changed


def _write_missing(
    missing: Sequence[OnRoster], command: ImportMembers, batch_id: str, work: UnitOfWork
) -> list[Changed]:
    """Take those off the roster, if the file's sender said that this is what it means."""
    if not command.mark_missing_left:
        return []
    work.preload((MEMBER, one.member.membership_id) for one in missing)
    changed = []
    for one in missing:
        events: tuple[MemberLeft, ...] = leave_as_missing(
            one.member,
            as_of=command.as_of,
            reason=command.missing_reason,
            at=work.now,
            batch_id=batch_id,
        )
        if events:
            event_ids = work.add(MEMBER, one.member.membership_id, events)
            changed.append(
                Changed(
                    on_roster=on_roster_after(one, events, event_ids),
                    since=command.as_of,
                    cause_event_id=event_ids[-1],
                )
            )
    return changed


def _completed(batch_id: str, command: ImportMembers, loaded: _Loaded) -> MemberImportCompleted:
    accepted = sum(bool(one.events) or one.renames for one in loaded.changes)
    return MemberImportCompleted(
        batch_id=batch_id,
        institution_id=command.institution_id,
        file_sha256=_sha256(command.csv),
        mode=command.mode,
        as_of=command.as_of,
        rows=len(loaded.changes),
        accepted=accepted,
        refused=0,
        unchanged=len(loaded.changes) - accepted,
        missing_from_snapshot=len(loaded.missing),
        marked_left=len(loaded.gone),
    )


def _answer(completed: MemberImportCompleted, loaded: _Loaded) -> Result:
    return {
        "batch_id": completed.batch_id,
        "rows": completed.rows,
        "accepted": completed.accepted,
        "refused": completed.refused,
        "unchanged": completed.unchanged,
        "members": [
            {"row": one.person.row.line, "membership_id": one.membership_id}
            for one in loaded.changes
        ],
        "refusals": [],
        "missing": loaded.missing,
        "marked_left": completed.marked_left,
    }


def _repeated(batch_id: str, people: Sequence[Person], missing: Sequence[str]) -> Result:
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
        "marked_left": 0,
    }


def _refuse(batch_id: str, command: ImportMembers, file: MemberFile, *, work: UnitOfWork) -> Result:
    """Load nothing, and keep the report: codes by line and column, never what stood there."""
    events = refuse_file(
        work.get(IMPORT, batch_id), command, file, batch_id=batch_id, sha256=_sha256(command.csv)
    )
    work.add(IMPORT, batch_id, events)
    return {
        "batch_id": batch_id,
        "rows": file.rows,
        "accepted": 0,
        "refused": len({one.row for one in file.refused}),
        "unchanged": 0,
        "members": [],
        "refusals": [asdict(one) for one in file.refused],
        "missing": [],
        "marked_left": 0,
    }
