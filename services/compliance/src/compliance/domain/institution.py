"""An institution and its agencies: who is bound by one rule, and where they work."""

from dataclasses import dataclass
from datetime import date

from compliance.domain.commands import DefineAgency, RegisterInstitution
from compliance.domain.people_events import AgencyDefined, InstitutionRegistered
from compliance.domain.words import AgencyKind, IdentityScheme
from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind

_NAME_MAX = 200
_CODE_MAX = 40


class InstitutionNotFound(NotFound):
    code = "institution_not_found"


class NameMalformed(Invalid):
    code = "name_malformed"


class AgencyCodeTaken(Rejected):
    code = "agency_code_taken"


class ParentAgencyUnknown(Rejected):
    code = "parent_agency_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    institution_id: str
    identity_scheme: IdentityScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    agency_id: str
    institution_id: str
    name: str
    parent_agency_id: str | None
    kind: AgencyKind
    kelurahan_code: str


def agency_id_of(institution_id: str, agency_code: str) -> str:
    """Return the one id of that code: a second agency of the same code cannot come to be."""
    return derived_id("agency", institution_id, agency_code)


def register(
    command: RegisterInstitution, *, institution_id: str, today: date
) -> tuple[InstitutionRegistered]:
    """
    Register an institution.

    :raises NameMalformed: its name is empty or too long
    """
    event = InstitutionRegistered(
        institution_id=institution_id,
        name=_name(command.name, longest=_NAME_MAX),
        identity_scheme=command.identity_scheme,
        kelurahan_code=command.kelurahan_code,
        valid_from=today,
        valid_to=None,
        legal_basis=command.legal_basis,
    )
    return (event,)


def define(
    agency: Agency | None, command: DefineAgency, *, parent: Agency | None, today: date
) -> tuple[AgencyDefined, ...]:
    """
    Define an agency; defining it again in the same words changes nothing.

    :raises NameMalformed: its name or code is empty or too long
    :raises AgencyCodeTaken: the code already means an agency that is described differently
    :raises ParentAgencyUnknown: the agency above is not one of this institution
    """
    code = _name(command.agency_code, longest=_CODE_MAX)
    if command.parent_agency_id and (
        parent is None or parent.institution_id != command.institution_id
    ):
        raise ParentAgencyUnknown("the agency above is not one of this institution")
    event = AgencyDefined(
        institution_id=command.institution_id,
        agency_id=agency_id_of(command.institution_id, code),
        agency_code=code,
        name=_name(command.name, longest=_NAME_MAX),
        parent_agency_id=command.parent_agency_id,
        kind=command.kind,
        kelurahan_code=command.kelurahan_code,
        valid_from=today,
        valid_to=None,
        legal_basis=command.legal_basis,
    )
    if agency is None:
        return (event,)
    if agency != evolve_agency(None, event):
        raise AgencyCodeTaken(f"agency code {code} is already in use")
    return ()


def evolve_institution(_: Institution | None, event: InstitutionRegistered) -> Institution:
    return Institution(institution_id=event.institution_id, identity_scheme=event.identity_scheme)


def evolve_agency(_: Agency | None, event: AgencyDefined) -> Agency:
    return Agency(
        agency_id=event.agency_id,
        institution_id=event.institution_id,
        name=event.name,
        parent_agency_id=event.parent_agency_id,
        kind=event.kind,
        kelurahan_code=event.kelurahan_code,
    )


def _name(text: str, *, longest: int) -> str:
    stripped = text.strip()
    if not 0 < len(stripped) <= longest:
        raise NameMalformed(f"a name or code has 1 to {longest} characters")
    return stripped


INSTITUTION = Kind("institution", evolve_institution)
AGENCY = Kind("agency", evolve_agency)
