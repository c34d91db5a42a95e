"""Who may ask what: one's own duty, an office's share; for everybody else there is none."""

from typing import Any

import pytest
from compliance_service import BUDI, MARCH, MARCH_10, MARCH_BEGINS, OPERATOR, SRI, TONO, City

from kernel.domain.errors import Invalid, NotFound, Rejected


@pytest.fixture
def members(city: City) -> list[str]:
    """Return Budi, who met the duty; Sri of another agency, who did not; Tono, who has none."""
    memberships = city.enrol(BUDI, SRI, TONO)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(memberships[0], "order-1")
    return memberships


def obligation(city: City, context: dict[str, Any], membership_id: str) -> dict[str, Any]:
    return city.ask("obligation", context, membership_id=membership_id, period=MARCH)


def obligations(city: City, context: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"institution_id": city.institution_id, "period": MARCH}
    return city.ask("obligations", context, **(asked | more))


def test_a_member_sees_its_own_duty_down_to_the_order(city: City, members: list[str]) -> None:
    shown = obligation(city, city.buyer(*members[:1]), members[0])

    assert (shown["target_idr"], shown["credited_idr"], shown["shortfall_idr"]) == (
        200_000,
        200_000,
        0,
    )
    assert (shown["outcome"], shown["agency_id"]) == ("met", city.agencies["DINKOP"])
    [credit] = shown["credits"]
    assert (credit["order_id"], credit["payment_id"], credit["credited_idr"]) == (
        "order-1",
        "payment-of-order-1",
        200_000,
    )


def test_a_member_sees_nobody_elses_duty(city: City, members: list[str]) -> None:
    with pytest.raises(NotFound):
        obligation(city, city.buyer(members[0]), members[1])
    with pytest.raises(NotFound):
        obligation(city, city.buyer(), members[0])
    with pytest.raises(NotFound):
        city.ask("obligation", city.buyer(members[0]), membership_id=members[0], period="2026-02")


@pytest.mark.parametrize("role", ["hr_officer", "policy_officer"])
def test_an_officer_sees_duties_of_the_own_institution_without_the_orders(
    city: City, members: list[str], role: str
) -> None:
    shown = obligation(city, city.officer(role), members[0])

    assert len(shown["credits"]) == 1
    assert not [one for one in shown["credits"] if "order_id" in one]
    assert "open_purchases" not in shown
    stranger = city.officer(role, "another city")
    with pytest.raises(NotFound):
        obligation(city, stranger, members[0])
    with pytest.raises(NotFound):
        obligations(city, stranger)


@pytest.mark.parametrize("role", ["auditor", "finance", "merchant", "unit_head", "operator"])
def test_other_roles_may_not_ask_for_one_duty(city: City, members: list[str], role: str) -> None:
    with pytest.raises((Invalid, Rejected)):
        obligation(city, city.officer(role), members[0])


def test_hr_sees_names_and_the_policy_officer_does_not(city: City, members: list[str]) -> None:
    by_hr = obligations(city, city.officer("hr_officer"))["items"]
    by_policy = obligations(city, city.officer("policy_officer"))["items"]

    assert {one["membership_id"]: one["name"] for one in by_hr} == dict(
        zip(members, (BUDI.name, SRI.name, TONO.name), strict=True)
    )
    assert [one for one in by_policy if "name" in one] == []
    assert len(by_policy) == 3


def test_a_head_sees_of_the_own_agency_only_who_met_the_duty(
    city: City, members: list[str]
) -> None:
    budi, sri, _ = members

    of_dinkop = obligations(city, city.officer("unit_head", memberships=[budi]))["items"]
    of_bkad = obligations(city, city.officer("unit_head", memberships=[sri]))["items"]
    of_none = obligations(city, city.officer("unit_head"))["items"]

    told = ("membership_id", "name", "outcome", "target_idr", "credited_idr")
    assert [[one[key] for key in told] for one in of_dinkop] == [
        [budi, BUDI.name, "met", 200_000, 200_000]
    ]
    assert [[one[key] for key in told] for one in of_bkad] == [[sri, SRI.name, "open", 200_000, 0]]
    assert not [one for one in of_dinkop + of_bkad if "credits" in one]
    assert of_none == []


def test_a_head_cannot_ask_around_the_own_agency(city: City, members: list[str]) -> None:
    head = city.officer("unit_head", memberships=[members[0]])

    assert obligations(city, head, agency_id=city.agencies["BKAD"])["items"] == []
    with pytest.raises(NotFound):
        obligations(city, city.officer("unit_head", "another city", memberships=[members[0]]))


def test_duties_are_listed_by_agency_outcome_and_page(city: City, members: list[str]) -> None:
    officer = city.officer("policy_officer")

    by_agency = obligations(city, officer, agency_id=city.agencies["BKAD"])["items"]
    by_outcome = {
        outcome: [one["membership_id"] for one in found["items"]]
        for outcome in ("met", "open", "out_of_scope", "not_met")
        if (found := obligations(city, officer, outcome=outcome))
    }
    pages = [obligations(city, officer, limit=2)]
    pages.append(obligations(city, officer, limit=2, cursor=pages[0]["next_cursor"]))

    budi, sri, tono = members
    assert [one["membership_id"] for one in by_agency] == [sri]
    assert by_outcome == {"met": [budi], "open": [sri], "out_of_scope": [tono], "not_met": []}
    assert [len(page["items"]) for page in pages] == [2, 1]
    assert pages[1]["next_cursor"] is None
    assert {one["membership_id"] for page in pages for one in page["items"]} == set(members)


def test_a_closed_month_shows_who_did_not_meet_the_duty(city: City, members: list[str]) -> None:
    at = city.past_cut_off()
    city.caught_up(at)
    city.move_to(at)

    shown = obligation(city, city.buyer(members[1]), members[1])

    assert city.facts("period_closed")
    assert (shown["outcome"], shown["shortfall_idr"], shown["credits"]) == ("not_met", 200_000, [])
    head = city.officer("unit_head", memberships=[members[1]])
    assert [one["outcome"] for one in obligations(city, head)["items"]] == ["not_met"]


def test_a_membership_is_told_to_the_own_hr_and_to_operators(
    city: City, members: list[str]
) -> None:
    expected = {"membership_id": members[0], "institution_id": city.institution_id}

    for context in (city.officer("hr_officer"), OPERATOR):
        shown = city.ask("membership", context, membership_id=members[0])
        assert shown.items() >= expected.items()
    for context, membership_id in (
        (city.officer("hr_officer", "another city"), members[0]),
        (OPERATOR, "nobody"),
    ):
        with pytest.raises(NotFound):
            city.ask("membership", context, membership_id=membership_id)
    with pytest.raises((Invalid, Rejected)):
        city.ask("membership", city.buyer(members[0]), membership_id=members[0])


@pytest.mark.parametrize("question", ["period", "recomputation"])
def test_a_month_is_shown_to_its_own_officers_only(
    city: City, members: list[str], question: str
) -> None:
    asked = {"institution_id": city.institution_id, "period": MARCH}

    for context in (city.officer("policy_officer"), city.officer("auditor"), OPERATOR):
        assert city.ask(question, context, **asked)
    with pytest.raises(NotFound):
        city.ask(question, city.officer("auditor", "another city"), **asked)
    with pytest.raises(NotFound):
        city.ask(question, OPERATOR, **(asked | {"period": "2026-02"}))
    with pytest.raises((Invalid, Rejected)):
        city.ask(question, city.buyer(*members), **asked)


def test_an_open_month_shows_its_figures_as_they_stand(city: City, members: list[str]) -> None:
    shown = city.ask(
        "period", city.officer("hr_officer"), institution_id=city.institution_id, period=MARCH
    )

    assert (shown["status"], shown["closed_at"], shown["close_no"]) == ("open", None, 0)
    assert shown["counts"] == {
        "members": len(members),
        "in_scope": 2,
        "met": 1,
        "not_met": 1,
        "exempt": 0,
    }
    assert shown["totals"]["credited_idr"] == 200_000
    assert (shown["consumed_positions"], shown["unjudged_spends"]) == ([], 0)
