"""What a member owes for a month, by what was known of the member and the rule of that month."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from compliance_people import (
    CITY,
    FEBRUARY,
    HEALTH,
    JANUARY,
    MEMBER_ID,
    MEMBERSHIP_ID,
    TRADE,
    a_member,
    after,
    imported,
    the_rule,
)

from compliance.domain.agency import agency_id_of
from compliance.domain.duty_events import ObligationInputs, ObligationOpened
from compliance.domain.member import Member, Span, take_over
from compliance.domain.obligation import (
    OBLIGATION,
    OnRoster,
    agency_reported,
    belongs_to,
    obligation_id_of,
    open_obligation,
)
from compliance.domain.policy import policy_id_of
from compliance.domain.words import (
    AgencyRule,
    EmploymentStatus,
    IdentityKind,
    OutOfScopeCode,
    PositionLevel,
    Rounding,
)
from kernel.testing.scenarios import Scenario

MID_FEBRUARY = date(2026, 2, 15)


def on_roster(member: Member) -> OnRoster:
    ids = tuple(f"event-{at}" for at, _ in enumerate(member.assignments))
    return OnRoster(member=member, assignment_event_ids=ids)


def opened(member: Member, period: str = "2026-02", **rule: Any) -> ObligationOpened:
    return open_obligation(on_roster(member), period, the_rule(**rule))


def moved(as_of: date, **changes: Any) -> Member:
    member = a_member()
    return after(member, take_over(member, imported(as_of, **changes)))


def test_an_obligation_says_what_is_owed_and_why() -> None:
    assert opened(a_member()) == ObligationOpened(
        obligation_id=obligation_id_of(MEMBERSHIP_ID, "2026-02"),
        membership_id=MEMBERSHIP_ID,
        member_id=MEMBER_ID,
        institution_id=CITY,
        agency_id=agency_id_of(CITY, TRADE),
        period="2026-02",
        policy_id=policy_id_of(CITY),
        policy_version=1,
        in_scope=True,
        out_of_scope_code=None,
        inputs=ObligationInputs(
            identity_kind=IdentityKind.PNS,
            grade="III/a",
            position_level=PositionLevel.STAFF,
            job_class=7,
            employment_status=EmploymentStatus.ACTIVE,
            tpp_ceiling_idr=8_000_000,
            tpp_as_of="2026-01",
            assignment_event_id="event-0",
            tpp_eligible=True,
        ),
        days_in_scope=28,
        days_in_period=28,
        target_before_rounding_idr=800_000,
        rounding_rule=Rounding.CEIL_1000,
        target_idr=800_000,
        target_staple_idr=None,
        target_quantity=None,
        carried_in_idr=0,
        exemption_ids=(),
    )


def test_what_is_owed_is_shown_before_and_after_rounding() -> None:
    event = opened(a_member(tpp_ceiling_idr=3_000_001))

    assert (event.target_before_rounding_idr, event.target_idr) == (300_001, 301_000)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"employment_status": EmploymentStatus.STUDY}, OutOfScopeCode.EMPLOYMENT_STATUS),
        (
            {"employment_status": EmploymentStatus.RETIRED, "tpp_eligible": False},
            OutOfScopeCode.EMPLOYMENT_STATUS,
        ),
        ({"tpp_eligible": False}, OutOfScopeCode.TPP_NOT_ELIGIBLE),
        ({"tpp_eligible": False, "tpp_ceiling_idr": None}, OutOfScopeCode.TPP_NOT_ELIGIBLE),
        ({"tpp_ceiling_idr": None}, OutOfScopeCode.TPP_UNKNOWN),
    ],
)
def test_who_is_out_of_scope_owes_nothing_and_is_told_why(
    row: dict[str, Any], code: OutOfScopeCode
) -> None:
    event = opened(a_member(**row))

    assert (event.in_scope, event.out_of_scope_code) == (False, code)
    assert (event.target_before_rounding_idr, event.target_idr) == (0, 0)
    assert (event.days_in_scope, event.days_in_period) == (0, 28)


@pytest.mark.parametrize(
    "status", [EmploymentStatus.ACTIVE, EmploymentStatus.CPNS, EmploymentStatus.SECONDED_IN]
)
def test_who_works_is_in_scope(status: EmploymentStatus) -> None:
    assert opened(a_member(employment_status=status)).in_scope


def test_the_rule_names_the_statuses_that_are_in_scope() -> None:
    student = a_member(employment_status=EmploymentStatus.STUDY)

    assert opened(student, statuses_in_scope=(EmploymentStatus.STUDY,)).in_scope


def test_who_joins_within_the_month_owes_by_the_first_day_of_membership() -> None:
    event = opened(a_member(MID_FEBRUARY))

    assert (event.days_in_scope, event.days_in_period) == (14, 28)
    assert event.target_idr == 800_000


def test_what_changes_within_the_month_counts_from_the_next() -> None:
    member = moved(MID_FEBRUARY, tpp_ceiling_idr=10_400_000)

    now, later = opened(member, "2026-02"), opened(member, "2026-03")

    assert (now.target_idr, now.inputs.assignment_event_id) == (800_000, "event-0")
    assert (later.target_idr, later.inputs.assignment_event_id) == (1_040_000, "event-1")


def test_of_equal_assignments_the_event_of_the_one_told_last_is_named() -> None:
    member = a_member()
    [assignment] = member.assignments
    twice = after(member, [assignment])

    assert on_roster(twice).event_of(assignment) == "event-1"


def test_one_membership_has_one_obligation_a_month() -> None:
    assert obligation_id_of("a", "2026-02") == obligation_id_of("a", "2026-02")
    assert obligation_id_of("a", "2026-02") != obligation_id_of("a", "2026-03")
    assert obligation_id_of("a", "2026-02") != obligation_id_of("b", "2026-02")


@pytest.mark.parametrize(
    ("joined", "belongs"),
    [(JANUARY, True), (FEBRUARY, True), (date(2026, 2, 28), True), (date(2026, 3, 1), False)],
)
def test_who_joins_before_the_month_is_over_belongs_to_it(joined: date, *, belongs: bool) -> None:
    assert belongs_to(a_member(joined), "2026-02") is belongs


@pytest.mark.parametrize(
    ("rule", "agency"), [(AgencyRule.FIRST_DAY, TRADE), (AgencyRule.LAST_DAY, HEALTH)]
)
def test_the_rule_says_which_agency_answers_for_who_moved(rule: AgencyRule, agency: str) -> None:
    member = moved(MID_FEBRUARY, agency=HEALTH)

    assert agency_reported(member, "2026-02", rule) == agency_id_of(CITY, agency)


@pytest.mark.parametrize("rule", [AgencyRule.FIRST_DAY, AgencyRule.LAST_DAY])
def test_who_joined_within_the_month_is_answered_for_by_the_first_agency(rule: AgencyRule) -> None:
    assert agency_reported(a_member(MID_FEBRUARY), "2026-02", rule) == agency_id_of(CITY, TRADE)


def test_an_obligation_is_what_was_opened() -> None:
    event = opened(a_member())

    assert Scenario(OBLIGATION).given(event).state.told == event


def test_the_agency_of_most_days_answers_and_of_two_the_later() -> None:
    member = moved(MID_FEBRUARY, agency=HEALTH)
    most = agency_reported(member, "2026-02", AgencyRule.MOST_DAYS)

    assert most == agency_id_of(CITY, HEALTH)
    early = moved(date(2026, 2, 2), agency=HEALTH)
    assert agency_reported(early, "2026-02", AgencyRule.PRO_RATA) == agency_id_of(CITY, HEALTH)


def test_a_pro_rata_duty_says_how_many_days_each_agency_had() -> None:
    event = opened_of(moved(MID_FEBRUARY, agency=HEALTH), AgencyRule.PRO_RATA)

    assert [one.days for one in event.agency_days] == [14, 14]


def test_who_was_gone_the_whole_month_is_out_of_scope_and_still_counted() -> None:
    gone = replace(a_member(), spans=(Span(valid_from=JANUARY, valid_to=date(2026, 1, 20)),))
    back = replace(gone, spans=(*gone.spans, Span(valid_from=date(2026, 3, 1))))

    event = opened_of(back, AgencyRule.MOST_DAYS)

    assert (event.in_scope, event.out_of_scope_code) == (False, OutOfScopeCode.LEFT)
    assert (event.days_in_scope, event.target_idr) == (0, 0)


def opened_of(member: Member, rule: AgencyRule) -> ObligationOpened:
    return open_obligation(on_roster(member), "2026-02", the_rule(agency_rule=rule))
