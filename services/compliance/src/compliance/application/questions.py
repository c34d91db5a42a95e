"""What people may ask of compliance."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from compliance.domain.words import ConsequenceKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SummariseAgencies:
    """How a month stands by agency, each with all that stood below it then."""

    institution_id: str
    period: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTurnover:
    """How a month's turnover with an institution's members is spread among sellers."""

    institution_id: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTurnoverPlaces:
    """Where the sellers were who had a month's turnover, and how much of it was for staples."""

    institution_id: str
    period: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgencies:
    """The tree as it stands, or stood, on a day: today, if none is said."""

    institution_id: str
    on: date
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMembers:
    institution_id: str
    agency_id: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMember:
    """A member's whole history, with its number and name."""

    institution_id: str
    membership_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImports:
    institution_id: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPolicies:
    institution_id: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPolicyDrafts:
    institution_id: str
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConsequences:
    institution_id: str
    period: str
    kind: ConsequenceKind | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportConsequences:
    """
    A month's consequences of one kind as a file, with the totals it must add up to.

    :param after_row: leave out so many rows
    :param rows_max: give no more rows than that at a time
    """

    institution_id: str
    period: str
    kind: ConsequenceKind
    named: bool = False
    after_row: int = 0
    rows_max: int | None = None
