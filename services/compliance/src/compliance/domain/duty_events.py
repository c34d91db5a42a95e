"""Facts about the duty: the rule, the month, what each member owes and how it came out."""

from dataclasses import dataclass
from datetime import date, datetime

from compliance.domain.words import (
    AgencyRule,
    CountingBasis,
    EmploymentStatus,
    IdentityKind,
    LegalBasisKind,
    Outcome,
    OutOfScopeCode,
    PolicyKind,
    PositionLevel,
    RelatedPartyRule,
    Rounding,
)
from kernel.domain.events import Event

WORKING = (EmploymentStatus.ACTIVE, EmploymentStatus.CPNS, EmploymentStatus.SECONDED_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """
    The whole rule, as data.

    :param percent_bp: of the TPP ceiling, in basis points (1,000 is 10 %)
    :param cut_off_working_days: cash recorded by the end of this working day of the next month
        still counts
    :param statuses_in_scope: members of any other status have no duty
    """

    kind: PolicyKind
    percent_bp: int
    floor_idr: int
    cap_idr: int | None = None
    rounding: Rounding = Rounding.CEIL_1000
    counting_basis: CountingBasis = CountingBasis.PLACED
    cut_off_working_days: int = 5
    delivery_fee_counts: bool = False
    related_party_rule: RelatedPartyRule = RelatedPartyRule.FLAG
    agency_rule: AgencyRule = AgencyRule.LAST_DAY
    statuses_in_scope: tuple[EmploymentStatus, ...] = WORKING


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEnacted(Event):
    policy_id: str
    institution_id: str
    version: int
    document: PolicyDocument
    document_sha256: str
    schema_version: str
    legal_basis: str
    legal_basis_kind: LegalBasisKind
    effective_from: date
    effective_to: date | None
    announced_on: date
    drafted_by: str
    approved_by: str
    supersedes: int | None  # The version before.
    counting_basis: CountingBasis
    late_collection_days: int  # Working days of the next month.
    agency_rule: AgencyRule
    delivery_fee_counts: bool
    related_party_rule: RelatedPartyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOpened(Event):
    """The month began under one version of the rule, and its cut-off is fixed from here on."""

    institution_id: str
    period: str
    policy_id: str
    policy_version: int
    cut_off_at: datetime
    calendar_version: str
    opened_at: datetime
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationInputs:
    """What the rule looked at."""

    identity_kind: IdentityKind
    grade: str | None
    position_level: PositionLevel | None
    job_class: int | None
    employment_status: EmploymentStatus
    tpp_ceiling_idr: int | None
    tpp_as_of: str
    assignment_event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityTarget:
    commodity_code: str
    base_unit: str
    quantity_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationOpened(Event):
    """One member, one month: also for those who owe nothing, with the reason."""

    obligation_id: str
    membership_id: str
    member_id: str
    institution_id: str
    agency_id: str
    period: str
    policy_id: str
    policy_version: int
    in_scope: bool
    out_of_scope_code: OutOfScopeCode | None
    inputs: ObligationInputs
    days_in_scope: int
    days_in_period: int
    target_before_rounding_idr: int
    rounding_rule: Rounding
    target_idr: int
    target_staple_idr: int | None
    target_quantity: QuantityTarget | None
    carried_in_idr: int
    exemption_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumedPosition:
    """How far a producer's events had been applied when the month was closed."""

    source_service: str
    position: int
    finance_seq: int | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    policy_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCounts:
    members: int
    in_scope: int
    met: int
    not_met: int
    exempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTotals:
    target_idr: int
    credited_idr: int
    shortfall_idr: int
    pending_idr: int
    lost_to_seller_idr: int
    disputed_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(Event):
    institution_id: str
    period: str
    close_no: int
    cut_off_at: datetime
    late_upload_until: datetime
    consumed_positions: tuple[ConsumedPosition, ...]
    policy_versions: tuple[PolicyVersion, ...]
    counts: PeriodCounts
    totals: PeriodTotals
    code_version: str
    closed_by_id: str | None  # None: by its timer.


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How one obligation came out."""

    obligation_id: str
    outcome: Outcome
    target_idr: int
    credited_idr: int
    shortfall_idr: int
    pending_idr: int  # Ordered in time, money not recorded by the cut-off.
    lost_to_seller_idr: int  # Ordered in time, come to nothing by the seller's fault.
    disputed_idr: int
    agency_id_reported: str
    supersedes_event_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationsAssessed(Event):
    """A chunk of a closed month's assessments."""

    institution_id: str
    period: str
    close_no: int
    chunk_no: int
    chunk_count: int
    assessments: tuple[Assessment, ...]


PeriodEvent = PeriodOpened | PeriodClosed | ObligationsAssessed
