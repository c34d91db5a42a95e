"""The rule of an institution is enacted by two people, ahead of time, version after version."""

from typing import Any

import pytest
from compliance_service import DOCUMENT, MARCH, MARCH_BEGINS, OPERATOR, City


def refused(city: City, document: dict[str, Any] | None = None, **more: Any) -> str:
    payload = city.policy_payload(DOCUMENT | (document or {}), **more)
    return city.refusal("enact_policy", city.officer("policy_officer"), **payload)


def test_a_rule_is_enacted_with_its_version(city: City) -> None:
    result = city.enact()

    [enacted] = city.facts("policy_enacted")
    assert result == {"policy_id": enacted["policy_id"], "version": 1}
    assert (enacted["drafted_by"], enacted["approved_by"]) == ("a-drafter", "a-policy_officer")


def test_the_same_rule_again_changes_nothing(city: City) -> None:
    first = city.enact()
    head = city.app.head()

    assert city.enact() == first
    assert city.app.head() == head


def test_who_drafted_a_rule_may_not_approve_it(city: City) -> None:
    assert refused(city, drafted_by_id="a-policy_officer") == "drafter_is_approver"


def test_a_rule_is_approved_by_somebody_in_particular(city: City) -> None:
    nobody = city.officer("policy_officer") | {"actor_id": None}

    assert city.refusal("enact_policy", nobody, **city.policy_payload()) == "actor_missing"


def test_only_the_own_policy_officer_enacts(city: City) -> None:
    stranger = city.officer("policy_officer", "another city")
    payload = city.policy_payload()

    assert city.refusal("enact_policy", stranger, **payload) == "institution_not_found"
    assert city.refusal("enact_policy", city.officer("hr_officer"), **payload) == "role_missing"


@pytest.mark.parametrize(
    ("document", "more", "code"),
    [
        ({"percent_bp": 0}, {}, "policy_malformed"),
        ({"cap_idr": 1}, {}, "policy_malformed"),
        ({}, {"effective_from": "2026-03-02"}, "policy_malformed"),
        ({}, {"announced_on": "2026-03-02"}, "retroactive_duty"),
        ({"kind": "whatever"}, {}, "command_malformed"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    city: City, document: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    assert refused(city, document, **more) == code
    assert city.facts("policy_enacted") == []


def test_a_later_version_leaves_open_months_alone(city: City) -> None:
    city.enact()
    city.move_to(MARCH_BEGINS)
    changed = {"percent_bp": 2_000}

    assert refused(city, changed) == "period_already_open"
    assert refused(city, changed, effective_from="2026-02-01") == "retroactive_duty"
    payload = city.policy_payload(DOCUMENT | changed, effective_from="2026-04-01")
    result = city.done("enact_policy", city.officer("policy_officer"), **payload)

    assert result["version"] == 2
    assert refused(city, announced_on="2026-01-01", effective_from="2026-02-01") == (
        "earlier_than_current_version"
    )


def test_a_month_without_a_rule_cannot_be_opened(city: City) -> None:
    payload = {"institution_id": city.institution_id, "period": "2026-02"}
    officer = city.officer("policy_officer")

    assert city.refusal("open_period", officer, **payload) == "no_policy_in_force"
    city.enact()
    assert city.refusal("open_period", OPERATOR, **payload) == "no_policy_in_force"


def test_a_month_is_not_opened_before_it_begins(city: City) -> None:
    city.enact()
    payload = {"institution_id": city.institution_id, "period": MARCH}

    assert city.refusal("open_period", OPERATOR, **payload) == "period_not_begun"
    stranger = city.officer("policy_officer", "another city")
    assert city.refusal("open_period", stranger, **payload) == "institution_not_found"
