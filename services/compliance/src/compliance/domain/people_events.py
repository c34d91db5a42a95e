"""Facts about institutions, their agencies and their members. Who somebody is, is in the vault."""

from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.words import (
    AgencyKind,
    EmploymentStatus,
    IdentityCause,
    IdentityKind,
    IdentityScheme,
    ImportMode,
    LeaveReason,
    PositionLevel,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionRegistered(Event):
    institution_id: str
    name: str
    identity_scheme: IdentityScheme
    kelurahan_code: str | None  # Of the head office.
    valid_from: date
    valid_to: date | None
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDefined(Event):
    institution_id: str
    agency_id: str
    agency_code: str
    name: str
    parent_agency_id: str | None
    kind: AgencyKind
    kelurahan_code: str  # Of the office.
    valid_from: date
    valid_to: date | None
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyMoved(Event):
    """From that day on the agency stands under another one, or under none."""

    institution_id: str
    agency_id: str
    old_parent_agency_id: str | None
    parent_agency_id: str | None
    valid_from: date
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyClosed(Event):
    """That day was its last; the months before still roll up to it."""

    institution_id: str
    agency_id: str
    valid_to: date
    successor_agency_id: str | None
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnrolled(Event):
    """A person joined an institution's roster, under ids that tell nothing about the person."""

    member_id: str
    membership_id: str
    account_id: str | None
    institution_id: str
    valid_from: date
    identity_ref: str  # Vault: number and name.
    identity_kind: IdentityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAssigned(Event):
    """Where a member works and what the rules look at, as known from `valid_from` on."""

    membership_id: str
    agency_id: str
    grade: str | None
    position_level: PositionLevel | None
    job_class: int | None
    employment_status: EmploymentStatus
    tpp_eligible: bool
    tpp_ceiling_idr: int | None
    tpp_as_of: str  # Period.
    home_kelurahan_code: str | None
    valid_from: date
    valid_to: date | None
    known_from: datetime
    decree_ref: str | None
    import_batch_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberIdentityChanged(Event):
    membership_id: str
    old_identity_ref: str
    new_identity_ref: str
    identity_kind: IdentityKind
    cause: IdentityCause
    valid_from: date
    requested_by: str | None = None  # None: it came with a file.
    approved_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """Somebody is no longer on the roster; that day was the last."""

    membership_id: str
    institution_id: str
    reason: LeaveReason
    valid_to: date
    known_from: datetime
    decree_ref: str | None
    import_batch_id: str | None  # None: told by an officer, not by a file.


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReturned(Event):
    """Somebody who had left is on the roster again, as the same member."""

    membership_id: str
    institution_id: str
    valid_from: date
    known_from: datetime
    import_batch_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRefusal:
    """What is wrong with one cell: never what stands in it."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberImportRefused(Event):
    """A file of which nothing was taken in; at most the first thousand faults are kept."""

    batch_id: str
    institution_id: str
    file_sha256: str
    mode: ImportMode
    as_of: date
    rows: int
    refused: int
    refusals: tuple[ImportRefusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberImportCompleted(Event):
    """A whole file was taken in; a file with one bad row is not."""

    batch_id: str
    institution_id: str
    file_sha256: str
    mode: ImportMode
    as_of: date
    rows: int
    accepted: int
    refused: int
    unchanged: int
    missing_from_snapshot: int
    marked_left: int = 0


AgencyEvent = AgencyDefined | AgencyMoved | AgencyClosed
MemberEvent = MemberEnrolled | MemberAssigned | MemberIdentityChanged | MemberLeft | MemberReturned
ImportEvent = MemberImportRefused | MemberImportCompleted
