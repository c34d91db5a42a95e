"""An institution: who is bound by one rule."""

from dataclasses import dataclass
from datetime import date

from compliance.domain.agency import clean_name
from compliance.domain.commands import RegisterInstitution
from compliance.domain.people_events import InstitutionRegistered
from compliance.domain.words import IdentityScheme
from kernel.domain.errors import NotFound
from kernel.domain.streams import Kind


class InstitutionNotFound(NotFound):
    code = "institution_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    institution_id: str
    identity_scheme: IdentityScheme


def register(
    command: RegisterInstitution, *, institution_id: str, today: date
) -> tuple[InstitutionRegistered]:
    """
    Register an institution.

    :raises NameMalformed: its name is empty or too long
    """
    event = InstitutionRegistered(
        institution_id=institution_id,
        name=clean_name(command.name),
        identity_scheme=command.identity_scheme,
        kelurahan_code=command.kelurahan_code,
        valid_from=today,
        valid_to=None,
        legal_basis=command.legal_basis,
    )
    return (event,)


def evolve_institution(_: Institution | None, event: InstitutionRegistered) -> Institution:
    return Institution(institution_id=event.institution_id, identity_scheme=event.identity_scheme)


INSTITUTION = Kind("institution", evolve_institution)
