"""What people ask of compliance: exactly what the asker knows."""

from dataclasses import dataclass
from datetime import date

from compliance.domain.duty_events import PolicyDocument
from compliance.domain.words import AgencyKind, IdentityScheme, ImportMode, LegalBasisKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInstitution:
    name: str
    identity_scheme: IdentityScheme = IdentityScheme.NIP
    kelurahan_code: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineAgency:
    institution_id: str
    agency_code: str
    name: str
    kelurahan_code: str
    kind: AgencyKind = AgencyKind.OPD
    parent_agency_id: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMembers:
    """A CSV file of people, as they stood on the day `as_of`."""

    institution_id: str
    as_of: date
    csv: str
    mode: ImportMode = ImportMode.SNAPSHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class EnactPolicy:
    institution_id: str
    document: PolicyDocument
    effective_from: date
    legal_basis: str
    legal_basis_kind: LegalBasisKind
    announced_on: date
    drafted_by_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriod:
    institution_id: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    institution_id: str
    period: str
