"""What follows a month: the level reached, a notice with its deadline, and files that add up."""

from typing import Any

import pytest
from compliance_money import BUDI, CALENDAR, PAID, document, enacted, owed, period

from compliance.domain.consequence_events import (
    NoticesIssued,
    RecommendationsIssued,
    RewardsIssued,
)
from compliance.domain.consequences import (
    Concerned,
    Ground,
    IssuedRow,
    Issuing,
    as_csv,
    complete,
    control_total,
    issue_chunk,
)
from compliance.domain.month import assess, staple_shortfall_of
from compliance.domain.policy_events import Consequences, RewardLevel
from compliance.domain.words import ConsequenceKind, GroundCode, IssuingStatus

TOLD = Consequences(
    rewards=(RewardLevel(code="gold", from_bp=15_000), RewardLevel(code="silver", from_bp=10_000)),
    recommend_below_bp=5_000,
    objection_working_days=10,
)
ROW = IssuedRow(
    consequence_id="c",
    membership_id=BUDI,
    agency_id="a",
    level="=gold",
    target_idr=10,
    credited_idr=4,
    shortfall_idr=6,
)


def ground(told: Consequences | None = TOLD) -> Ground:
    return Ground(
        period=period(chunk_count=1),
        rule=enacted(document(consequences=told)),
        calendar=CALENDAR,
        at=PAID,
        issued_by_id=None,
    )


def issued(told: Consequences | None = TOLD, **figures: Any) -> Any:
    assessments = assess([owed(**figures)], {})
    concerned = [Concerned(membership_id=BUDI, assessment=one) for one in assessments]
    return issue_chunk(None, 1, concerned, ground(told))


@pytest.mark.parametrize(
    ("credited", "level"), [(25_000, "silver"), (37_499, "silver"), (37_500, "gold")]
)
def test_the_highest_level_that_was_reached_is_rewarded(credited: int, level: str) -> None:
    [told] = issued(credited_idr=credited)

    assert isinstance(told, RewardsIssued)
    [reward] = told.rewards
    assert (reward.level, reward.credited_idr) == (level, credited)
    assert told.automatic is False


def test_who_is_short_gets_a_notice_with_a_deadline_and_nothing_automatic() -> None:
    [told] = issued(credited_idr=20_000)

    assert isinstance(told, NoticesIssued)
    [notice] = told.notices
    assert (notice.ground_code, notice.shortfall_idr) == (GroundCode.AMOUNT, 5_000)
    assert told.deadline == CALENDAR.working_days_after(PAID, 10)
    assert (told.calendar_version, told.automatic) == (CALENDAR.version, False)
    assert told.issue.legal_basis == "SE-1/2026"


def test_who_lacks_staples_alone_is_told_so() -> None:
    [told] = issued(credited_idr=25_000, target_staple_idr=10_000, credited_staple_idr=4_000)

    assert isinstance(told, NoticesIssued)
    [notice] = told.notices
    assert (notice.ground_code, notice.shortfall_staple_idr) == (GroundCode.STAPLES, 6_000)
    assert staple_shortfall_of(owed(in_scope=False, target_staple_idr=1)) == 0


def test_who_spent_little_is_recommended() -> None:
    told = issued(credited_idr=1_000)[-1]

    assert isinstance(told, RecommendationsIssued)
    [one] = told.recommendations
    assert (one.ratio_bp, one.shortfall_idr) == (400, 24_000)


def test_where_the_rule_says_nothing_nothing_follows() -> None:
    assert issued(None, credited_idr=0) == ()
    assert issued(Consequences(notice=False), credited_idr=0) == ()
    assert issued(in_scope=False) == ()
    assert issued(target_idr=0) == ()


def test_a_chunk_that_is_done_is_not_issued_again() -> None:
    done = Issuing(status=IssuingStatus.ISSUED, chunk_no=1)

    assert issue_chunk(done, 2, [], ground()) == ()
    assert complete(done, [], ground()) == ()


def test_a_file_adds_up_to_its_control_totals() -> None:
    rewards = control_total(ConsequenceKind.REWARD, [ROW, ROW])
    notices = control_total(ConsequenceKind.NOTICE, [ROW])

    assert (rewards.rows, rewards.control_total_idr) == (2, 8)
    assert (notices.rows, notices.control_total_idr) == (1, 6)
    assert rewards.file_sha256 != notices.file_sha256


def test_no_cell_of_a_file_is_a_formula() -> None:
    text = as_csv([ROW], names=[("'198", "=cmd")])

    assert "'=gold" in text
    assert "'=cmd" in text
