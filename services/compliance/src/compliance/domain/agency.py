"""An agency in a dated tree: old months roll up by the tree of their own time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.domain.commands import CloseAgency, DefineAgency, MoveAgency
from compliance.domain.people_events import AgencyClosed, AgencyDefined, AgencyEvent, AgencyMoved
from compliance.domain.words import AgencyKind, AgencyStatus
from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.ids import derived_id
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

_NAME_MAX = 200
_CODE_MAX = 40
_ACTIVE, _CLOSED = AgencyStatus.ACTIVE, AgencyStatus.CLOSED

AGENCY_LIFE = Lifecycle(
    name="agency",
    arrows=(
        Arrow(None, AgencyDefined, _ACTIVE),
        Arrow(_ACTIVE, AgencyMoved, _ACTIVE),
        Arrow(_ACTIVE, AgencyClosed, _CLOSED),
    ),
)


class NameMalformed(Invalid):
    code = "name_malformed"


class AgencyCodeTaken(Rejected):
    code = "agency_code_taken"


class AgencyNotFound(NotFound):
    code = "agency_not_found"


class ParentAgencyUnknown(Rejected):
    code = "parent_agency_unknown"


class AgencyUnderItself(Rejected):
    code = "agency_under_itself"


class AgencyIsClosed(Rejected):
    code = "agency_is_closed"


class AgencyDateTooEarly(Rejected):
    code = "agency_date_too_early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Under which agency it stands, from that day on."""

    valid_from: date
    parent_agency_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    agency_id: str
    institution_id: str
    agency_code: str
    name: str
    kind: AgencyKind
    kelurahan_code: str
    valid_from: date
    places: tuple[Place, ...]
    status: AgencyStatus = AgencyStatus.ACTIVE
    valid_to: date | None = None
    successor_agency_id: str | None = None

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def parent_on(self, day: date) -> str | None:
        """Return the agency above; before the first day that of the first day."""
        known = [one for one in self.places if one.valid_from <= day] or self.places[:1]
        return known[-1].parent_agency_id


def agency_id_of(institution_id: str, agency_code: str) -> str:
    """Return the one id of that code: a second agency of the same code cannot come to be."""
    return derived_id("agency", institution_id, agency_code)


def define(
    agency: Agency | None, command: DefineAgency, *, parent: Agency | None, today: date
) -> tuple[AgencyDefined, ...]:
    """
    Define an agency; defining it again in the same words changes nothing.

    :raises NameMalformed: its name or code is empty or too long
    :raises AgencyCodeTaken: the code already means an agency that is described differently
    :raises ParentAgencyUnknown: the agency above is not one of this institution
    """
    code = clean_name(command.agency_code, longest=_CODE_MAX)
    if command.parent_agency_id:
        _check_parent(parent, command.institution_id)
    event = AgencyDefined(
        institution_id=command.institution_id,
        agency_id=agency_id_of(command.institution_id, code),
        agency_code=code,
        name=clean_name(command.name, longest=_NAME_MAX),
        parent_agency_id=command.parent_agency_id,
        kind=command.kind,
        kelurahan_code=command.kelurahan_code,
        valid_from=command.valid_from or today,
        valid_to=None,
        legal_basis=command.legal_basis,
    )
    if agency is None:
        return (event,)
    if _described(agency) != _described(evolve(None, event)):
        raise AgencyCodeTaken(f"agency code {code} is already in use")
    return ()


def move(
    agency: Agency | None, command: MoveAgency, *, tree: Mapping[str, Agency]
) -> tuple[AgencyMoved, ...]:
    """
    Put an agency elsewhere from that day on; the same again changes nothing.

    :param tree: every agency of the institution
    :raises AgencyNotFound: there is none
    :raises AgencyIsClosed: it exists no more
    :raises ParentAgencyUnknown: the agency above is not one of this institution
    :raises AgencyDateTooEarly: something later is known about its place already
    :raises AgencyUnderItself: it would stand under itself
    """
    known = _active(agency)
    above = command.parent_agency_id
    if above:
        _check_parent(tree.get(above), command.institution_id)
    latest = known.places[-1]
    if (latest.parent_agency_id, latest.valid_from) == (above, command.valid_from):
        return ()
    if command.valid_from <= latest.valid_from:
        raise AgencyDateTooEarly("its place on a later day is known already")
    if above and any(
        known.agency_id in line_above(above, tree, day)
        for day in _days_of_change(tree, command.valid_from)
    ):
        raise AgencyUnderItself("an agency does not stand under itself")
    moved = AgencyMoved(
        institution_id=known.institution_id,
        agency_id=known.agency_id,
        old_parent_agency_id=latest.parent_agency_id,
        parent_agency_id=above,
        valid_from=command.valid_from,
        legal_basis=command.legal_basis,
    )
    return (moved,)


def close(
    agency: Agency | None, command: CloseAgency, *, tree: Mapping[str, Agency]
) -> tuple[AgencyClosed, ...]:
    """
    Close an agency after that day; the same again changes nothing.

    :raises AgencyNotFound: there is none
    :raises AgencyIsClosed: on another day
    :raises AgencyDateTooEarly: it would end before it began or was moved
    :raises ParentAgencyUnknown: the successor is not one of this institution
    """
    if agency and agency.valid_to == command.valid_to:
        return ()
    known = _active(agency)
    if command.valid_to < known.places[-1].valid_from - timedelta(days=1):
        raise AgencyDateTooEarly("an agency does not end before it began")
    if command.successor_agency_id:
        _check_parent(tree.get(command.successor_agency_id), command.institution_id)
    closed = AgencyClosed(
        institution_id=known.institution_id,
        agency_id=known.agency_id,
        valid_to=command.valid_to,
        successor_agency_id=command.successor_agency_id,
        legal_basis=command.legal_basis,
    )
    return (closed,)


def below(agency_ids: Iterable[str], tree: Mapping[str, Agency], day: date) -> frozenset[str]:
    """Return these agencies and all that stood under them that day."""
    wanted = frozenset(agency_ids)
    return frozenset(key for key in tree if wanted & line_above(key, tree, day))


def line_above(agency_id: str, tree: Mapping[str, Agency], day: date) -> frozenset[str]:
    """Return the agency and every one above it."""
    line: set[str] = set()
    current: str | None = agency_id
    while current is not None and current in tree and current not in line:
        line.add(current)
        current = tree[current].parent_on(day)
    return frozenset(line)


def _days_of_change(tree: Mapping[str, Agency], since: date) -> list[date]:
    """Return that day, and every later one on which some agency is put elsewhere."""
    days = {place.valid_from for one in tree.values() for place in one.places}
    return [since, *sorted(day for day in days if day > since)]


def evolve(agency: Agency | None, event: AgencyEvent) -> Agency:
    status = agency.status if agency else None
    if isinstance(event, AgencyDefined):
        place = Place(valid_from=event.valid_from, parent_agency_id=event.parent_agency_id)
        return Agency(
            agency_id=event.agency_id,
            institution_id=event.institution_id,
            agency_code=event.agency_code,
            name=event.name,
            kind=event.kind,
            kelurahan_code=event.kelurahan_code,
            valid_from=event.valid_from,
            places=(place,),
            status=AGENCY_LIFE.moved(status, event, _ACTIVE),
        )
    if isinstance(event, AgencyMoved):
        moved = AGENCY_LIFE.moved(status, event, _ACTIVE)
        assert agency is not None, "the lifecycle has just seen it"
        place = Place(valid_from=event.valid_from, parent_agency_id=event.parent_agency_id)
        return replace(agency, status=moved, places=(*agency.places, place))
    moved = AGENCY_LIFE.moved(status, event, _CLOSED)
    assert agency is not None, "the lifecycle has just seen it"
    return replace(
        agency,
        status=moved,
        valid_to=event.valid_to,
        successor_agency_id=event.successor_agency_id,
    )


def clean_name(text: str, *, longest: int = _NAME_MAX) -> str:
    """:raises NameMalformed: it is empty or too long"""
    stripped = text.strip()
    if not 0 < len(stripped) <= longest:
        raise NameMalformed(f"a name or code has 1 to {longest} characters")
    return stripped


def _described(agency: Agency) -> tuple[str, AgencyKind, str, str | None]:
    first = agency.places[0].parent_agency_id
    return agency.name, agency.kind, agency.kelurahan_code, first


def _active(agency: Agency | None) -> Agency:
    if agency is None:
        raise AgencyNotFound("there is no such agency")
    if agency.status is _CLOSED:
        raise AgencyIsClosed("that agency exists no more")
    return agency


def _check_parent(parent: Agency | None, institution_id: str) -> None:
    if parent is None or parent.institution_id != institution_id:
        raise ParentAgencyUnknown("the agency above is not one of this institution")


AGENCY = Kind("agency", evolve)
