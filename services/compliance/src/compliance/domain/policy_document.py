"""What a rule's document makes of a member: whether there is a duty, and how much it is."""

from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from compliance.domain.people_events import MemberAssigned
from compliance.domain.policy_events import Band, GroupAmount, PolicyDocument
from compliance.domain.words import OutOfScopeCode, PolicyKind, Rounding
from kernel.domain.errors import Invalid

WHOLE_BP = 10_000
_WORKING_DAYS = range(1, 21)
_OBJECTION_DAYS = range(1, 61)
_RATIO_MAX = 100 * WHOLE_BP
_BY_GROUP = frozenset({PolicyKind.BY_GRADE, PolicyKind.BY_POSITION, PolicyKind.BY_JOB_CLASS})
_BY_TPP = frozenset({PolicyKind.PERCENT_OF_TPP_CEILING, PolicyKind.BY_TPP_BAND})


class PolicyMalformed(Invalid):
    code = "policy_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    before_rounding_idr: int
    target_idr: int
    staple_idr: int | None = None


def out_of_scope(document: PolicyDocument, assignment: MemberAssigned) -> OutOfScopeCode | None:
    """Return why the member has no duty; None if there is one."""
    if assignment.employment_status not in document.statuses_in_scope:
        return OutOfScopeCode.EMPLOYMENT_STATUS
    if document.tpp_eligible_only and not assignment.tpp_eligible:
        return OutOfScopeCode.TPP_NOT_ELIGIBLE
    if document.kind in _BY_TPP and assignment.tpp_ceiling_idr is None:
        return OutOfScopeCode.TPP_UNKNOWN
    return OutOfScopeCode.NO_AMOUNT if amount_of(document, assignment) is None else None


def target(document: PolicyDocument, amount_idr: int) -> Target:
    """Return what must be spent, before and after rounding, and how much of it on staples."""
    cap = document.cap_idr
    wanted = max(amount_idr, document.floor_idr)
    before = wanted if cap is None else min(wanted, cap)
    rounded = _rounded(before, document.rounding)
    owed = rounded if cap is None else min(rounded, cap)
    staple = _up(owed * document.staple_min_bp, WHOLE_BP) if document.staple_min_bp else None
    return Target(before_rounding_idr=before, target_idr=owed, staple_idr=staple)


def amount_of(document: PolicyDocument, assignment: MemberAssigned) -> int | None:
    """Return what the rule asks of such a member, before floor and cap; None: nothing is said."""
    ceiling = assignment.tpp_ceiling_idr
    match document.kind:
        case PolicyKind.FLAT:
            return document.flat_idr
        case PolicyKind.PERCENT_OF_TPP_CEILING:
            return None if ceiling is None else _up(ceiling * document.percent_bp, WHOLE_BP)
        case PolicyKind.BY_TPP_BAND:
            return None if ceiling is None else _of_band(document.bands, ceiling)
        case PolicyKind.BY_GRADE:
            grade = assignment.grade or ""
            exact = _of_group(document.amounts, grade)
            return _of_group(document.amounts, grade.split("/")[0]) if exact is None else exact
        case PolicyKind.BY_POSITION:
            return _of_group(document.amounts, assignment.position_level or "")
        case PolicyKind.BY_JOB_CLASS:
            return _of_group(document.amounts, str(assignment.job_class or ""))
        case _:
            assert_never(document.kind)


def check_document(document: PolicyDocument) -> None:
    """:raises PolicyMalformed: the document contradicts itself, or says nothing"""
    _check_amounts(document)
    if document.floor_idr < 0:
        raise PolicyMalformed("a floor is not negative")
    if document.cap_idr is not None and document.cap_idr < document.floor_idr:
        raise PolicyMalformed("a cap is not below the floor")
    if not 0 <= document.staple_min_bp <= WHOLE_BP:
        raise PolicyMalformed("staple_min_bp is between 0 and 10,000 basis points")
    if document.cut_off_working_days not in _WORKING_DAYS:
        raise PolicyMalformed("the cut-off is on the 1st to 20th working day")
    if not document.statuses_in_scope:
        raise PolicyMalformed("a rule without anybody in scope is none")
    _check_consequences(document)


def _check_amounts(document: PolicyDocument) -> None:
    if document.kind is PolicyKind.PERCENT_OF_TPP_CEILING:
        if not 0 < document.percent_bp <= WHOLE_BP:
            raise PolicyMalformed("percent_bp is between 1 and 10,000 basis points")
    elif document.kind is PolicyKind.FLAT:
        if document.flat_idr <= 0:
            raise PolicyMalformed("a flat amount is more than nothing")
    elif document.kind in _BY_GROUP:
        _check_groups(document.amounts)
    else:
        _check_bands(document.bands)


def _check_groups(amounts: tuple[GroupAmount, ...]) -> None:
    groups = [one.group for one in amounts]
    if not groups or len(set(groups)) < len(groups):
        raise PolicyMalformed("each group is named once")
    if any(one.amount_idr < 0 for one in amounts):
        raise PolicyMalformed("an amount is not negative")


def _check_bands(bands: tuple[Band, ...]) -> None:
    if not bands or any(one.amount_idr < 0 for one in bands):
        raise PolicyMalformed("there are bands, of amounts that are not negative")
    for band, following in pairwise(bands):
        if band.up_to_idr != following.above_idr:
            raise PolicyMalformed("each band begins where the one before ends")
    if any(one.up_to_idr is not None and one.up_to_idr <= one.above_idr for one in bands):
        raise PolicyMalformed("a band ends above its beginning")


def _check_consequences(document: PolicyDocument) -> None:
    told = document.consequences
    if told is None:
        return
    levels = [one.from_bp for one in told.rewards]
    if len({one.code for one in told.rewards}) < len(levels) or len(set(levels)) < len(levels):
        raise PolicyMalformed("each level of reward has a code and a share of its own")
    if any(not 0 < one <= _RATIO_MAX for one in levels):
        raise PolicyMalformed("a reward begins at a share of the target")
    below = told.recommend_below_bp
    if below is not None and not 0 < below <= WHOLE_BP:
        raise PolicyMalformed("recommend_below_bp is between 1 and 10,000 basis points")
    if told.objection_working_days not in _OBJECTION_DAYS:
        raise PolicyMalformed("there are 1 to 60 working days to object")


def _of_group(amounts: tuple[GroupAmount, ...], group: str) -> int | None:
    return next((one.amount_idr for one in amounts if one.group == group), None)


def _of_band(bands: tuple[Band, ...], ceiling_idr: int) -> int | None:
    for band in bands:
        above = ceiling_idr > band.above_idr or band.above_idr == ceiling_idr == 0
        if above and (band.up_to_idr is None or ceiling_idr <= band.up_to_idr):
            return band.amount_idr
    return None


def _rounded(amount_idr: int, rounding: Rounding) -> int:
    match rounding:
        case Rounding.NONE:
            return amount_idr
        case Rounding.CEIL_100:
            return _up(amount_idr, 100) * 100
        case Rounding.CEIL_1000:
            return _up(amount_idr, 1000) * 1000
        case _:
            assert_never(rounding)


def _up(amount: int, unit: int) -> int:
    return -(-amount // unit)
