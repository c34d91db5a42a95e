"""What follows a closed month: by the rule's own levels, each once, and never on anybody's pay."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import StringIO

from compliance.domain.consequence_events import (
    ConsequenceEvent,
    ConsequencesIssued,
    ControlTotal,
    Issue,
    Notice,
    NoticesIssued,
    Recommendation,
    RecommendationsIssued,
    Reward,
    RewardsIssued,
)
from compliance.domain.duty_events import Assessment
from compliance.domain.month import ratio_bp
from compliance.domain.period import Period
from compliance.domain.policy_events import Consequences, PolicyEnacted, RewardLevel
from compliance.domain.words import ConsequenceKind, GroundCode, IssuingStatus, Outcome
from kernel.domain.calendar import Calendar
from kernel.domain.ids import derived_id
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

COLUMNS = (
    "consequence_id",
    "membership_id",
    "agency_id",
    "level",
    "target_idr",
    "credited_idr",
    "shortfall_idr",
)
_ISSUING, _ISSUED = IssuingStatus.ISSUING, IssuingStatus.ISSUED

CONSEQUENCES_LIFE = Lifecycle(
    name="consequences",
    arrows=(
        Arrow(None, RewardsIssued, _ISSUING),
        Arrow(None, NoticesIssued, _ISSUING),
        Arrow(None, RecommendationsIssued, _ISSUING),
        Arrow(None, ConsequencesIssued, _ISSUED, "nobody is concerned"),
        Arrow(_ISSUING, RewardsIssued, _ISSUING),
        Arrow(_ISSUING, NoticesIssued, _ISSUING),
        Arrow(_ISSUING, RecommendationsIssued, _ISSUING),
        Arrow(_ISSUING, ConsequencesIssued, _ISSUED),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """How far a month's consequences have been issued: by the chunks of its assessments."""

    status: IssuingStatus
    chunk_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Who is told about, and how it came out."""

    membership_id: str
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what an issue rests."""

    period: Period
    rule: PolicyEnacted
    calendar: Calendar
    at: datetime
    issued_by_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedRow:
    """One consequence as a line of its file."""

    consequence_id: str
    membership_id: str
    agency_id: str
    level: str
    target_idr: int
    credited_idr: int
    shortfall_idr: int


def issue_chunk(
    known: Issuing | None, chunk_no: int, concerned: Sequence[Concerned], ground: Ground
) -> tuple[ConsequenceEvent, ...]:
    """Issue what follows for one chunk of the assessments; a chunk that is done gives nothing."""
    told = ground.rule.document.consequences
    if told is None or (known and (known.status is _ISSUED or chunk_no <= known.chunk_no)):
        return ()
    issue = _issue(ground, chunk_no)
    deadline = ground.calendar.working_days_after(ground.at, told.objection_working_days)
    events: list[ConsequenceEvent] = []
    if rewards := tuple(filter(None, (_reward(one, told) for one in concerned))):
        events.append(RewardsIssued(issue=issue, rewards=rewards))
    if notices := tuple(_notice(one) for one in concerned if told.notice and _short(one)):
        events.append(
            NoticesIssued(
                issue=issue,
                notices=notices,
                deadline=deadline,
                calendar_version=ground.calendar.version,
            )
        )
    if named := tuple(filter(None, (_recommendation(one, told) for one in concerned))):
        events.append(
            RecommendationsIssued(
                issue=issue,
                recommendations=named,
                deadline=deadline,
                calendar_version=ground.calendar.version,
            )
        )
    return tuple(events)


def complete(
    known: Issuing | None, totals: Sequence[ControlTotal], ground: Ground
) -> tuple[ConsequencesIssued, ...]:
    """Say what everything adds up to, once all chunks have been issued."""
    if known and known.status is _ISSUED:
        return ()
    issued = ConsequencesIssued(
        institution_id=ground.period.institution_id,
        period=ground.period.period,
        close_no=ground.period.close_no,
        control_totals=tuple(totals),
        issued_at=ground.at,
        issued_by_id=ground.issued_by_id,
    )
    return (issued,)


def control_total(kind: ConsequenceKind, rows: Iterable[IssuedRow]) -> ControlTotal:
    """Return what the file of that kind adds up to: rewards by credits, the others by shortfall."""
    lines = list(rows)
    rewarded = kind is ConsequenceKind.REWARD
    return ControlTotal(
        kind=kind,
        rows=len(lines),
        control_total_idr=sum(one.credited_idr if rewarded else one.shortfall_idr for one in lines),
        file_sha256=sha256(as_csv(lines).encode()).hexdigest(),
    )


def as_csv(rows: Iterable[IssuedRow], *, names: Iterable[tuple[str, str]] | None = None) -> str:
    """
    Return the file, in the order of the members' duties.

    :param names: number and name by line, for those who may know them
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if names is None:
        writer.writerow(COLUMNS)
        writer.writerows(_cells(one) for one in rows)
    else:
        writer.writerow((*COLUMNS, "employee_number", "name"))
        writer.writerows(
            (*_cells(one), *map(harmless, who)) for one, who in zip(rows, names, strict=True)
        )
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


def evolve(known: Issuing | None, event: ConsequenceEvent) -> Issuing:
    status = known.status if known else None
    if isinstance(event, ConsequencesIssued):
        moved = CONSEQUENCES_LIFE.moved(status, event, _ISSUED)
        return Issuing(status=moved, chunk_no=known.chunk_no if known else 0)
    moved = CONSEQUENCES_LIFE.moved(status, event, _ISSUING)
    return Issuing(status=moved, chunk_no=event.issue.chunk_no)


def _issue(ground: Ground, chunk_no: int) -> Issue:
    return Issue(
        institution_id=ground.period.institution_id,
        period=ground.period.period,
        close_no=ground.period.close_no,
        chunk_no=chunk_no,
        chunk_count=ground.period.chunk_count,
        policy_id=ground.rule.policy_id,
        policy_version=ground.rule.version,
        legal_basis=ground.rule.legal_basis,
        issued_at=ground.at,
        issued_by_id=ground.issued_by_id,
    )


def _reward(one: Concerned, told: Consequences) -> Reward | None:
    found = one.assessment
    level = _level(told.rewards, ratio_bp(found.target_idr, found.credited_idr))
    if found.outcome is not Outcome.MET or not found.target_idr or level is None:
        return None
    return Reward(
        reward_id=_id_of(ConsequenceKind.REWARD, found),
        obligation_id=found.obligation_id,
        membership_id=one.membership_id,
        level=level.code,
        ratio_bp=ratio_bp(found.target_idr, found.credited_idr),
        target_idr=found.target_idr,
        credited_idr=found.credited_idr,
    )


def _level(levels: Sequence[RewardLevel], ratio: int) -> RewardLevel | None:
    reached = [one for one in levels if ratio >= one.from_bp]
    return max(reached, key=lambda one: one.from_bp) if reached else None


def _short(one: Concerned) -> bool:
    return one.assessment.outcome is Outcome.NOT_MET


def _notice(one: Concerned) -> Notice:
    found = one.assessment
    staple = max((found.target_staple_idr or 0) - found.credited_staple_idr, 0)
    return Notice(
        notice_id=_id_of(ConsequenceKind.NOTICE, found),
        obligation_id=found.obligation_id,
        membership_id=one.membership_id,
        ground_code=GroundCode.AMOUNT if found.shortfall_idr else GroundCode.STAPLES,
        target_idr=found.target_idr,
        credited_idr=found.credited_idr,
        shortfall_idr=found.shortfall_idr,
        shortfall_staple_idr=staple,
    )


def _recommendation(one: Concerned, told: Consequences) -> Recommendation | None:
    found, below = one.assessment, told.recommend_below_bp
    ratio = ratio_bp(found.target_idr, found.credited_idr)
    if below is None or not _short(one) or ratio >= below:
        return None
    return Recommendation(
        recommendation_id=_id_of(ConsequenceKind.RECOMMENDATION, found),
        obligation_id=found.obligation_id,
        membership_id=one.membership_id,
        ratio_bp=ratio,
        target_idr=found.target_idr,
        credited_idr=found.credited_idr,
        shortfall_idr=found.shortfall_idr,
    )


def _id_of(kind: ConsequenceKind, found: Assessment) -> str:
    return derived_id("consequence", kind, found.obligation_id)


def _cells(row: IssuedRow) -> tuple[str | int, ...]:
    return (
        row.consequence_id,
        row.membership_id,
        row.agency_id,
        harmless(row.level),
        row.target_idr,
        row.credited_idr,
        row.shortfall_idr,
    )


CONSEQUENCES = Kind("consequences", evolve, long=True)
