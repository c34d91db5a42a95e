"""Facts about the duty: the month, what each member owes and how it came out."""

from dataclasses import dataclass
from datetime import datetime

from compliance.domain.words import (
    AdjustmentCause,
    EmploymentStatus,
    IdentityKind,
    Outcome,
    OutOfScopeCode,
    PositionLevel,
    Rounding,
)
from kernel.domain.events import Event


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
    tpp_eligible: bool | None = None  # None: not kept then.


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityTarget:
    commodity_code: str
    base_unit: str
    quantity_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDays:
    """How many days of the month a member belonged to an agency."""

    agency_id: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationOpened(Event):
    """
    One member, one month: also for those who owe nothing, with the reason.

    :param agency_days: under a pro rata rule, among which agencies the duty is divided
    """

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
    agency_days: tuple[AgencyDays, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationAdjusted(Event):
    """
    What became known later makes it another duty.

    :param after_close: its month had been assessed; the assessment stands, the figures do not
    :param changes_outcome: met had become not met, or the reverse
    """

    obligation_id: str
    membership_id: str
    member_id: str
    institution_id: str
    period: str
    adjustment_no: int
    cause: AdjustmentCause
    cause_event_id: str
    inputs_before: ObligationInputs
    inputs_after: ObligationInputs
    in_scope_before: bool
    in_scope_after: bool
    out_of_scope_code_after: OutOfScopeCode | None
    agency_id_before: str
    agency_id_after: str
    agency_days_after: tuple[AgencyDays, ...]
    days_in_scope_after: int
    target_before_idr: int
    target_after_idr: int
    target_staple_before_idr: int | None
    target_staple_after_idr: int | None
    after_close: bool
    changes_outcome: bool
    legal_basis: str | None


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
class PeriodClosingStarted(Event):
    """
    All news in time is here: from now on the month is assessed, chunk by chunk.

    :param obligations: how many there are to be assessed
    """

    institution_id: str
    period: str
    close_no: int
    cut_off_at: datetime
    consumed_positions: tuple[ConsumedPosition, ...]
    obligations: int
    chunk_size: int
    chunk_count: int
    code_version: str
    started_by_id: str | None  # None: by its timer.


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
    disputed_idr: int  # What buyer and seller tell differently, unresolved at the cut-off.
    agency_id_reported: str
    supersedes_event_id: str | None = None
    target_staple_idr: int | None = None
    credited_staple_idr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationsAssessed(Event):
    """A chunk of a closing month's assessments."""

    institution_id: str
    period: str
    close_no: int
    chunk_no: int
    chunk_count: int
    assessments: tuple[Assessment, ...]


ObligationEvent = ObligationOpened | ObligationAdjusted
PeriodEvent = PeriodOpened | PeriodClosingStarted | ObligationsAssessed | PeriodClosed
