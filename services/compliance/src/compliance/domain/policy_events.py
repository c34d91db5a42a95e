"""Facts about the rule: drafted by one, approved by another, in force from the first of a month."""

from dataclasses import dataclass
from datetime import date

from compliance.domain.words import (
    AgencyRule,
    CountingBasis,
    EmploymentStatus,
    LegalBasisKind,
    PolicyKind,
    RelatedPartyRule,
    RepealReason,
    Rounding,
)
from kernel.domain.events import Event

WORKING = (EmploymentStatus.ACTIVE, EmploymentStatus.CPNS, EmploymentStatus.SECONDED_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAmount:
    """What one grade, position or job class owes; a grade may be given without its letter."""

    group: str
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What members owe whose TPP ceiling is above one amount, up to and including the other."""

    above_idr: int
    up_to_idr: int | None  # None: without an end.
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardLevel:
    """Who has spent so much of the target is rewarded; of several levels the highest counts."""

    code: str
    from_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """
    What follows when a month is closed. Nothing of it touches pay: people decide.

    :param notice: whether who did not meet the duty gets a notice, with a time to object
    :param recommend_below_bp: who spent less of the target is recommended to the payroll office
    """

    rewards: tuple[RewardLevel, ...] = ()
    notice: bool = True
    recommend_below_bp: int | None = None
    objection_working_days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """
    The whole rule, as data. Of the amounts only those that belong to its kind are looked at.

    :param percent_bp: of the TPP ceiling, in basis points (1,000 is 10 %)
    :param staple_min_bp: so much of the target must be spent on staples
    :param cut_off_working_days: cash recorded by the end of this working day of the next month
        still counts
    :param tpp_eligible_only: whether members without TPP have no duty
    :param statuses_in_scope: members of any other status have no duty
    :param seller_scales: only purchases from sellers of these scales count; none named: from all
    """

    kind: PolicyKind
    percent_bp: int = 0
    floor_idr: int = 0
    cap_idr: int | None = None
    flat_idr: int = 0
    amounts: tuple[GroupAmount, ...] = ()
    bands: tuple[Band, ...] = ()
    staple_min_bp: int = 0
    rounding: Rounding = Rounding.CEIL_1000
    counting_basis: CountingBasis = CountingBasis.PLACED
    cut_off_working_days: int = 5
    delivery_fee_counts: bool = False
    related_party_rule: RelatedPartyRule = RelatedPartyRule.FLAG
    agency_rule: AgencyRule = AgencyRule.LAST_DAY
    tpp_eligible_only: bool = True
    statuses_in_scope: tuple[EmploymentStatus, ...] = WORKING
    seller_scales: tuple[str, ...] = ()
    consequences: Consequences | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDrafted(Event):
    """Somebody wrote a rule down; it binds nobody until somebody else approves it."""

    draft_id: str
    policy_id: str
    institution_id: str
    document: PolicyDocument
    document_sha256: str
    schema_version: str
    legal_basis: str
    legal_basis_kind: LegalBasisKind
    effective_from: date
    announced_on: date
    drafted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyApproved(Event):
    draft_id: str
    policy_id: str
    institution_id: str
    version: int
    document_sha256: str
    drafted_by: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraftWithdrawn(Event):
    draft_id: str
    policy_id: str
    institution_id: str
    withdrawn_by: str


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
    draft_id: str | None = None  # None: enacted without a draft of its own.


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRepealed(Event):
    """No rule is in force after that day, until one is enacted again."""

    policy_id: str
    institution_id: str
    version: int
    effective_to: date
    legal_basis: str
    reason_code: RepealReason
    repealed_by: str


DraftEvent = PolicyDrafted | PolicyApproved | PolicyDraftWithdrawn
PolicyEvent = PolicyEnacted | PolicyRepealed
