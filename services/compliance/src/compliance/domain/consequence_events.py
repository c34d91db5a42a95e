"""Facts about what follows a closed month: rewards, notices and recommendations, never a cut."""

from dataclasses import dataclass
from datetime import datetime

from compliance.domain.words import ConsequenceKind, GroundCode
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    reward_id: str
    obligation_id: str
    membership_id: str
    level: str
    ratio_bp: int  # Credited in proportion to the target.
    target_idr: int
    credited_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    notice_id: str
    obligation_id: str
    membership_id: str
    ground_code: GroundCode
    target_idr: int
    credited_idr: int
    shortfall_idr: int
    shortfall_staple_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    recommendation_id: str
    obligation_id: str
    membership_id: str
    ratio_bp: int
    target_idr: int
    credited_idr: int
    shortfall_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What the parts of one issue have in common. `chunk_no` is that of the assessments."""

    institution_id: str
    period: str
    close_no: int
    chunk_no: int
    chunk_count: int
    policy_id: str
    policy_version: int
    legal_basis: str
    issued_at: datetime
    issued_by_id: str | None  # None: by its timer.


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsIssued(Event):
    issue: Issue
    rewards: tuple[Reward, ...]
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesIssued(Event):
    """Who did not meet the duty is told so, and may object until the deadline."""

    issue: Issue
    notices: tuple[Notice, ...]
    deadline: datetime
    calendar_version: str
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationsIssued(Event):
    """The payroll office is told whom the rule is about. What it does is its own decision."""

    issue: Issue
    recommendations: tuple[Recommendation, ...]
    deadline: datetime  # Not to be acted on before: who is named may object.
    calendar_version: str
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotal:
    """What a file of that kind must add up to, and the fingerprint of its text."""

    kind: ConsequenceKind
    rows: int
    control_total_idr: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequencesIssued(Event):
    """Everything that follows the month has been issued, once."""

    institution_id: str
    period: str
    close_no: int
    control_totals: tuple[ControlTotal, ...]
    issued_at: datetime
    issued_by_id: str | None
    automatic: bool = False


IssuedChunk = RewardsIssued | NoticesIssued | RecommendationsIssued
ConsequenceEvent = IssuedChunk | ConsequencesIssued
