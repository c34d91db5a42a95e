"""What people may ask of compliance."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Standing(StrEnum):
    """How an obligation stands; while its month is open, one that is not yet met is `OPEN`."""

    MET = auto()
    NOT_MET = auto()
    EXEMPT = auto()
    OUT_OF_SCOPE = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetObligation:
    membership_id: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListObligations:
    institution_id: str
    period: str
    agency_id: str | None = None
    outcome: Standing | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMembership:
    membership_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPeriod:
    institution_id: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputePeriod:
    """Compute a month again from the facts alone, and compare it with what is stored."""

    institution_id: str
    period: str
