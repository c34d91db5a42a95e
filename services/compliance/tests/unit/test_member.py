"""A member: enrolled by a file, and kept up to date by the files after it."""

from typing import Any

import pytest
from compliance_people import (
    APRIL,
    CITY,
    FEBRUARY,
    HEALTH,
    IDENTITY_REF,
    JANUARY,
    MARCH,
    MEMBER_ID,
    MEMBERSHIP_ID,
    NOON,
    TRADE,
    a_member,
    after,
    enrolled,
    imported,
)

from compliance.domain.agency import agency_id_of
from compliance.domain.member import take_over
from compliance.domain.people_events import MemberAssigned, MemberEnrolled, MemberIdentityChanged
from compliance.domain.words import EmploymentStatus, IdentityCause, IdentityKind, PositionLevel


def assigned(**changes: Any) -> MemberAssigned:
    told: dict[str, Any] = {
        "membership_id": MEMBERSHIP_ID,
        "agency_id": agency_id_of(CITY, TRADE),
        "grade": "III/a",
        "position_level": PositionLevel.STAFF,
        "job_class": 7,
        "employment_status": EmploymentStatus.ACTIVE,
        "tpp_eligible": True,
        "tpp_ceiling_idr": 8_000_000,
        "tpp_as_of": "2026-01",
        "home_kelurahan_code": None,
        "valid_from": JANUARY,
        "valid_to": None,
        "known_from": NOON,
        "decree_ref": None,
        "import_batch_id": "batch-of-2026-01-01",
    }
    return MemberAssigned(**{**told, **changes})


def test_an_enrolment_comes_with_an_assignment_of_the_same_day() -> None:
    assert enrolled(imported()) == (
        MemberEnrolled(
            member_id=MEMBER_ID,
            membership_id=MEMBERSHIP_ID,
            account_id=None,
            institution_id=CITY,
            valid_from=JANUARY,
            identity_ref=IDENTITY_REF,
            identity_kind=IdentityKind.PNS,
        ),
        assigned(),
    )


def test_a_member_is_what_was_enrolled() -> None:
    member = a_member()

    assert (member.membership_id, member.member_id, member.institution_id) == (
        MEMBERSHIP_ID,
        MEMBER_ID,
        CITY,
    )
    assert (member.identity_ref, member.identity_kind) == (IDENTITY_REF, IdentityKind.PNS)
    assert member.assignments == (assigned(),)


def test_a_later_file_that_says_the_same_changes_nothing() -> None:
    assert take_over(a_member(), imported(MARCH)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": "III/b"},
        {"position_level": None},
        {"job_class": 8},
        {"employment_status": EmploymentStatus.STUDY},
        {"tpp_eligible": False},
        {"tpp_ceiling_idr": 9_000_000},
    ],
)
def test_whatever_a_rule_looks_at_is_taken_over_from_the_day_of_the_file(
    changes: dict[str, Any],
) -> None:
    events = take_over(a_member(), imported(MARCH, **changes))

    assert events == (
        assigned(
            valid_from=MARCH,
            tpp_as_of="2026-03",
            import_batch_id="batch-of-2026-03-01",
            **changes,
        ),
    )


def test_a_member_moves_to_another_agency() -> None:
    member = a_member()

    member = after(member, take_over(member, imported(MARCH, agency=HEALTH)))

    before, on = member.assignment_on(FEBRUARY), member.assignment_on(MARCH)
    assert before
    assert on
    assert before.agency_id == agency_id_of(CITY, TRADE)
    assert on.agency_id == agency_id_of(CITY, HEALTH)


def test_a_new_name_or_line_is_no_news_of_a_member() -> None:
    assert take_over(a_member(), imported(MARCH, name="Budi S.", line=9)) == ()


def test_a_file_about_a_day_before_the_enrolment_says_nothing() -> None:
    assert take_over(a_member(MARCH), imported(FEBRUARY, grade="IV/a")) == ()


def test_a_late_file_about_a_day_in_between_changes_only_the_days_until_the_next() -> None:
    member = a_member()
    member = after(member, take_over(member, imported(MARCH, job_class=9)))

    member = after(member, take_over(member, imported(FEBRUARY, job_class=8)))

    classes = [member.assignment_on(day) for day in (JANUARY, FEBRUARY, MARCH, APRIL)]
    assert [one and one.job_class for one in classes] == [7, 8, 9, 9]


def test_of_two_files_about_one_day_the_one_told_last_holds() -> None:
    member = a_member()

    member = after(member, take_over(member, imported(JANUARY, job_class=8)))

    on = member.assignment_on(JANUARY)
    assert on
    assert on.job_class == 8


def test_nobody_is_assigned_before_the_enrolment() -> None:
    assert a_member(MARCH).assignment_on(FEBRUARY) is None


@pytest.mark.parametrize(
    ("before", "now", "cause"),
    [
        (IdentityKind.CPNS, IdentityKind.PNS, IdentityCause.APPOINTMENT),
        (IdentityKind.PNS, IdentityKind.CPNS, IdentityCause.CORRECTION),
        (IdentityKind.CPNS, IdentityKind.PPPK, IdentityCause.CORRECTION),
        (IdentityKind.PPPK, IdentityKind.PPPK_PART_TIME, IdentityCause.CORRECTION),
    ],
)
def test_what_a_member_is_by_law_is_taken_over_under_the_same_identity(
    before: IdentityKind, now: IdentityKind, cause: IdentityCause
) -> None:
    member = a_member(identity_kind=before)

    events = take_over(member, imported(MARCH, identity_kind=now))

    assert events == (
        MemberIdentityChanged(
            membership_id=MEMBERSHIP_ID,
            old_identity_ref=IDENTITY_REF,
            new_identity_ref=IDENTITY_REF,
            identity_kind=now,
            cause=cause,
            valid_from=MARCH,
        ),
    )
    assert after(member, events).identity_kind is now


def test_an_appointment_and_a_new_grade_are_two_facts() -> None:
    events = take_over(a_member(identity_kind=IdentityKind.CPNS), imported(MARCH, grade="III/b"))

    assert [type(one) for one in events] == [MemberIdentityChanged, MemberAssigned]


def test_a_file_that_is_older_than_an_assignment_does_not_change_the_identity() -> None:
    member = a_member()
    member = after(member, take_over(member, imported(MARCH, grade="III/b")))

    assert take_over(member, imported(FEBRUARY, identity_kind=IdentityKind.CPNS)) == ()


def test_a_file_that_is_older_than_the_appointment_does_not_undo_it() -> None:
    member = a_member(identity_kind=IdentityKind.CPNS)
    member = after(member, take_over(member, imported(MARCH, identity_kind=IdentityKind.PNS)))

    assert take_over(member, imported(FEBRUARY, identity_kind=IdentityKind.CPNS)) == ()
