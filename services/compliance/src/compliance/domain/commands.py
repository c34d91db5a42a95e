"""What people ask of compliance: exactly what the asker knows."""

from dataclasses import dataclass
from datetime import date

from compliance.domain.policy_events import PolicyDocument
from compliance.domain.words import (
    AgencyKind,
    IdentityCause,
    IdentityKind,
    IdentityScheme,
    ImportMode,
    LeaveReason,
    LegalBasisKind,
    RepealReason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInstitution:
    name: str
    identity_scheme: IdentityScheme = IdentityScheme.NIP
    kelurahan_code: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineAgency:
    """`valid_from` is today, if nothing else is said."""

    institution_id: str
    agency_code: str
    name: str
    kelurahan_code: str
    kind: AgencyKind = AgencyKind.OPD
    parent_agency_id: str | None = None
    legal_basis: str | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAgency:
    """Put an agency under another one, or under none, from that day on."""

    institution_id: str
    agency_id: str
    parent_agency_id: str | None
    valid_from: date
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAgency:
    institution_id: str
    agency_id: str
    valid_to: date
    successor_agency_id: str | None = None
    legal_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMembers:
    """
    A CSV file of people, as they stood on the day `as_of`.

    :param mark_missing_left: whom a snapshot does not name has left the day before
    """

    institution_id: str
    as_of: date
    csv: str
    mode: ImportMode = ImportMode.SNAPSHOT
    mark_missing_left: bool = False
    missing_reason: LeaveReason = LeaveReason.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMemberIdentity:
    """The same person under another number; somebody else than the asker has requested it."""

    institution_id: str
    membership_id: str
    employee_number: str
    identity_kind: IdentityKind
    cause: IdentityCause
    valid_from: date
    requested_by_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeparture:
    """`valid_to` is the last day on the roster."""

    institution_id: str
    membership_id: str
    reason: LeaveReason
    valid_to: date
    decree_ref: str | None = None


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
class DraftPolicy:
    institution_id: str
    document: PolicyDocument
    effective_from: date
    legal_basis: str
    legal_basis_kind: LegalBasisKind
    announced_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePolicy:
    institution_id: str
    draft_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPolicyDraft:
    institution_id: str
    draft_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepealPolicy:
    """`effective_to` is the last day of the last month for which there is a duty."""

    institution_id: str
    effective_to: date
    legal_basis: str
    reason_code: RepealReason = RepealReason.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPeriod:
    institution_id: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    institution_id: str
    period: str
