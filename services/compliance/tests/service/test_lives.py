"""The roster and the rule over time: agencies move, people leave and return, rules are drafted."""

from dataclasses import replace
from typing import Any

import pytest
from compliance_service import BUDI, MARCH, MARCH_10, MARCH_BEGINS, SRI, STAFF, TONO, City

NEW_NUMBER = "198503172026211005"


def hr(city: City) -> dict[str, Any]:
    return city.officer("hr_officer")


def own(city: City, **more: Any) -> dict[str, Any]:
    return {"institution_id": city.institution_id} | more


def draft(city: City) -> str:
    payload = city.policy_payload()
    del payload["drafted_by_id"]
    drafted = city.done("draft_policy", city.officer("policy_officer"), **payload)
    return str(drafted["draft_id"])


def second_officer(city: City) -> dict[str, Any]:
    return city.officer("policy_officer") | {"actor_id": "a-second-officer"}


def test_an_agency_moves_and_closes_and_the_tree_keeps_its_dates(city: City) -> None:
    below, above = city.agencies["BKAD"], city.agencies["DINKOP"]
    moving = own(city, agency_id=below, parent_agency_id=above, valid_from="2026-06-01")

    city.done("move_agency", hr(city), **moving)
    city.done("move_agency", hr(city), **moving)
    closing = own(city, agency_id=below, valid_to="2026-12-31", successor_agency_id=above)
    city.done("close_agency", hr(city), **closing)

    def shown(day: str) -> dict[str, Any]:
        page = city.ask("agencies", hr(city), **own(city, on=day))
        return {one["agency_id"]: one for one in page["items"]}

    assert len(city.facts("agency_moved")) == len(city.facts("agency_closed")) == 1
    assert shown("2026-05-31")[below]["parent_agency_id"] is None
    assert shown("2026-06-01")[below]["parent_agency_id"] == above
    assert shown("2027-01-01")[below]["exists"] is False
    late = city.import_payload(SRI, as_of="2026-03-01")
    assert city.done("import_members", hr(city), **late)["refusals"] == []


def test_who_left_may_return_as_the_same_member(city: City) -> None:
    budi, *_ = city.enrol(*STAFF)
    leaving = own(city, membership_id=budi, reason="contract_end", valid_to="2026-02-25")

    city.done("record_departure", hr(city), **leaving)
    city.done("record_departure", hr(city), **leaving)
    [again] = city.enrol(BUDI, mode="delta", as_of="2026-03-05")

    assert again == budi
    assert len(city.facts("member_left")) == len(city.facts("member_returned")) == 1
    shown = city.ask("member", hr(city), **own(city, membership_id=budi))
    assert [one["valid_to"] for one in shown["spans"]] == ["2026-02-25", None]
    assert (shown["name"], shown["employee_number"]) == (BUDI.name, BUDI.number)
    stranger = own(city, membership_id="nobody", reason="died", valid_to="2026-02-25")
    assert city.refusal("record_departure", hr(city), **stranger) == "membership_not_found"


def test_who_left_before_an_open_month_has_no_duty_in_it_any_more(city: City) -> None:
    budi, *_ = city.enrol(*STAFF)
    city.enact()
    city.move_to(MARCH_BEGINS)

    leaving = own(city, membership_id=budi, reason="retired", valid_to="2026-02-25")
    city.done("record_departure", hr(city), **leaving)

    [adjusted] = city.facts("obligation_adjusted")
    assert (adjusted["cause"], adjusted["out_of_scope_code_after"]) == ("status", "left")
    assert adjusted["target_after_idr"] == 0
    assert city.broken() == {}


def test_missing_people_are_marked_as_left_only_if_that_is_asked_for(city: City) -> None:
    budi, sri, tono = city.enrol(*STAFF)

    city.enrol(BUDI, as_of="2026-03-01")
    assert city.facts("member_left") == []
    city.enrol(BUDI, as_of="2026-03-01", mark_missing_left=True, missing_reason="moved_out")

    left = city.facts("member_left")
    assert {one["membership_id"] for one in left} == {sri, tono}
    assert {(one["reason"], one["valid_to"]) for one in left} == {("moved_out", "2026-02-28")}
    assert city.facts("member_import_completed")[-1]["marked_left"] == 2
    assert budi


def test_who_came_only_that_day_is_not_marked_as_left(city: City) -> None:
    city.enrol(SRI, as_of="2026-03-01")

    city.enrol(BUDI, as_of="2026-03-01", mark_missing_left=True)

    assert city.facts("member_left") == []


def test_a_draft_under_one_key_is_one_draft(city: City) -> None:
    payload = city.policy_payload()
    del payload["drafted_by_id"]
    officer = city.officer("policy_officer", command_id="one-key")

    drafts = [city.done("draft_policy", officer, **payload)["draft_id"] for _ in range(2)]

    assert len(set(drafts)) == len(city.facts("policy_drafted")) == 1


def test_a_new_contract_number_is_the_same_person(city: City) -> None:
    [budi] = city.enrol(BUDI)
    change = own(
        city,
        membership_id=budi,
        employee_number=NEW_NUMBER,
        identity_kind="pppk",
        cause="new_contract",
        valid_from="2026-02-21",
        requested_by_id="a-clerk",
    )

    city.done("change_member_identity", hr(city), **change)
    city.done("change_member_identity", hr(city), **change)
    renewed = replace(BUDI, number=NEW_NUMBER, kind="pppk")

    assert city.enrol(renewed, mode="delta") == [budi]
    assert city.enrol(replace(BUDI, kind="pppk"), mode="delta", as_of="2026-02-19") == [budi]
    assert len(city.facts("member_identity_changed")) == 1
    shown = city.ask("member", hr(city), **own(city, membership_id=budi))
    assert (shown["employee_number"], shown["former_numbers"]) == (NEW_NUMBER, [BUDI.number])
    assert len(city.facts("member_enrolled")) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"requested_by_id": "a-hr_officer"}, "requester_is_approver"),
        ({"employee_number": SRI.number, "identity_kind": "pns"}, "number_taken"),
        ({"employee_number": "12"}, "number_malformed"),
        ({"membership_id": "nobody"}, "membership_not_found"),
        ({"valid_from": "2026-01-01"}, "before_enrolment"),
    ],
)
def test_another_identity_needs_two_people_and_a_number_of_its_own(
    city: City, changes: dict[str, Any], code: str
) -> None:
    budi, _ = city.enrol(BUDI, SRI)
    change = own(
        city,
        membership_id=budi,
        employee_number=NEW_NUMBER,
        identity_kind="pppk",
        cause="new_contract",
        valid_from="2026-02-21",
        requested_by_id="a-clerk",
    )

    assert city.refusal("change_member_identity", hr(city), **(change | changes)) == code


def test_who_has_left_gets_no_new_identity_and_does_not_leave_twice(city: City) -> None:
    [budi] = city.enrol(BUDI)
    leaving = own(city, membership_id=budi, reason="died", valid_to="2026-02-21")
    early = leaving | {"valid_to": "2026-01-01"}
    assert city.refusal("record_departure", hr(city), **early) == "before_enrolment"
    city.done("record_departure", hr(city), **leaving)

    other = leaving | {"valid_to": "2026-02-22"}
    assert city.refusal("record_departure", hr(city), **other) == "member_has_left"
    change = own(
        city,
        membership_id=budi,
        employee_number=NEW_NUMBER,
        identity_kind="pppk",
        cause="new_contract",
        valid_from="2026-02-21",
        requested_by_id="a-clerk",
    )
    assert city.refusal("change_member_identity", hr(city), **change) == "member_has_left"


def test_a_draft_binds_nobody_until_somebody_else_approves_it(city: City) -> None:
    officer, second = city.officer("policy_officer"), second_officer(city)
    draft_id = draft(city)
    deciding = own(city, draft_id=draft_id)

    assert city.refusal("approve_policy", officer, **deciding) == "drafter_is_approver"
    first = city.done("approve_policy", second, **deciding)
    again = city.done("approve_policy", second, **deciding)

    assert first == again == {"policy_id": first["policy_id"], "version": 1}
    [enacted] = city.facts("policy_enacted")
    assert (enacted["draft_id"], enacted["approved_by"]) == (draft_id, "a-second-officer")
    assert city.refusal("withdraw_policy_draft", officer, **deciding) == "policy_draft_decided"
    [told] = city.ask("policy_drafts", officer, **own(city))["items"]
    assert (told["status"], told["version"]) == ("approved", 1)


def test_a_draft_may_be_withdrawn(city: City) -> None:
    officer = city.officer("policy_officer")
    deciding = own(city, draft_id=draft(city))

    city.done("withdraw_policy_draft", officer, **deciding)
    city.done("withdraw_policy_draft", officer, **deciding)

    assert city.refusal("approve_policy", second_officer(city), **deciding) == (
        "policy_draft_decided"
    )
    nothing = own(city, draft_id="none")
    assert city.refusal("approve_policy", officer, **nothing) == "policy_draft_not_found"


def test_a_repealed_rule_opens_no_month(city: City) -> None:
    officer = city.officer("policy_officer")
    repealing = own(city, effective_to="2026-03-31", legal_basis="Perwali 2/2026")
    assert city.refusal("repeal_policy", officer, **repealing) == "no_policy_in_force"
    city.enrol(BUDI)
    city.enact()
    for day in ("2026-03-30", "2026-01-31"):
        wrong = repealing | {"effective_to": day}
        assert city.refusal("repeal_policy", officer, **wrong) == "policy_malformed"
    city.done("repeal_policy", officer, **repealing)
    city.done("repeal_policy", officer, **repealing)
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)

    assert len(city.facts("policy_repealed")) == 1
    other = repealing | {"effective_to": "2026-04-30"}
    assert city.refusal("repeal_policy", officer, **other) == "no_policy_in_force"
    april = own(city, period="2026-04")
    assert city.refusal("open_period", officer, **april) == "no_policy_in_force"
    [rule] = city.ask("policies", officer, **own(city))["items"]
    assert rule["effective_to"] == "2026-03-31"
    assert "Belanja wajib" in rule["words"]


def test_an_open_month_keeps_its_rule(city: City) -> None:
    city.enact()
    city.move_to(MARCH_BEGINS)
    early = own(city, effective_to="2026-02-28", legal_basis="P")

    assert city.refusal("repeal_policy", city.officer("policy_officer"), **early) in {
        "period_already_open",
        "policy_malformed",
    }


def test_files_are_listed_with_their_reports(city: City) -> None:
    nowhere = replace(BUDI, agency="MOON")
    payload = city.import_payload(nowhere)
    for _ in range(2):
        assert city.done("import_members", hr(city), **payload)["refused"] == 1
    city.agency("MOON")
    city.done("import_members", hr(city), **payload)

    [told] = city.ask("member_imports", hr(city), **own(city))["items"]

    assert len(city.facts("member_import_refused")) == 1
    assert (told["status"], told["accepted"]) == ("completed", 1)


def test_members_are_listed_to_hr_by_agency_and_page(city: City) -> None:
    budi, sri, tono = city.enrol(*STAFF)

    first = city.ask("members", hr(city), **own(city, limit=2))
    rest = city.ask("members", hr(city), **own(city, cursor=first["next_cursor"]))
    bkad = city.ask("members", hr(city), **own(city, agency_id=city.agencies["BKAD"]))

    names = {one["membership_id"]: one["name"] for one in first["items"] + rest["items"]}
    assert names == {budi: BUDI.name, sri: SRI.name, tono: TONO.name}
    assert [one["membership_id"] for one in bkad["items"]] == [sri]
    assert rest["next_cursor"] is None


def test_a_member_who_moves_under_a_pro_rata_rule_is_divided_by_days(city: City) -> None:
    budi, *_ = city.enrol(*STAFF)
    city.agency("UPT", parent_agency_id=city.agencies["DINKOP"])
    city.enact(agency_rule="pro_rata")
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    city.enrol(replace(BUDI, agency="UPT"), mode="delta", as_of="2026-03-17")

    page = city.ask("agency_summary", hr(city), **own(city, period=MARCH))
    by_code = {one["agency_code"]: one for one in page["items"]}

    assert by_code["DINKOP"]["own"]["target_idr"] + by_code["UPT"]["own"]["target_idr"] == 200_000
    assert by_code["DINKOP"]["with_below"]["target_idr"] == 200_000
    assert by_code["DINKOP"]["with_below"]["met"] == 1
    assert by_code["BKAD"]["own"]["open"] == 1
    head = city.officer("unit_head", memberships=[budi])
    led = city.ask("agency_summary", head, **own(city, period=MARCH, limit=1))
    assert [one["agency_code"] for one in led["items"]] == ["UPT"]
    spread = city.ask("turnover", city.officer("auditor"), **own(city, period="2026-03"))
    assert (spread["sellers"], spread["total_idr"], spread["gini_bp"]) == (1, 200_000, 0)


def test_what_follows_a_month_is_listed_and_comes_as_a_file_that_adds_up(city: City) -> None:
    budi, sri, _ = city.enrol(*STAFF)
    told = {"rewards": [{"code": "gold", "from_bp": 10_000}], "recommend_below_bp": 5_000}
    city.enact(consequences=told)
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    at = city.past_cut_off()
    city.caught_up(at)
    city.move_to(at)

    listed = city.ask("consequences", hr(city), **own(city, period=MARCH))["items"]
    rewards = city.ask("consequences", hr(city), **own(city, period=MARCH, kind="reward"))
    asked = own(city, period=MARCH, kind="recommendation", named=True)
    named = city.ask("consequence_file", hr(city), **asked)
    plain = city.ask("consequence_file", city.officer("auditor"), **asked)

    assert sorted((one["kind"], one["membership_id"]) for one in listed) == sorted(
        [("reward", budi), ("notice", sri), ("recommendation", sri)]
    )
    assert [one["outcome_now"] for one in rewards["items"]] == ["met"]
    [issued] = city.facts("consequences_issued")
    totals = {one["kind"]: one for one in issued["control_totals"]}
    for file in (named, plain):
        assert totals["recommendation"].items() <= file.items()
    assert SRI.name in named["csv"]
    assert SRI.name not in plain["csv"]
    assert SRI.number not in plain["csv"]
    own_page = city.ask("obligation", city.buyer(sri), membership_id=sri, period=MARCH)
    assert [one["kind"] for one in own_page["consequences"]] == ["notice", "recommendation"]
    assert city.broken() == {}


def test_a_long_file_comes_in_parts_each_with_the_totals_of_the_whole(city: City) -> None:
    city.enrol(*STAFF)
    city.enact(consequences={"recommend_below_bp": 5_000})
    city.move_to(MARCH_BEGINS)
    at = city.past_cut_off()
    city.caught_up(at)
    city.move_to(at)
    asked = own(city, period=MARCH, kind="recommendation", named=True)

    whole = city.ask("consequence_file", hr(city), **asked)
    first = city.ask("consequence_file", hr(city), **asked, rows_max=1)
    rest = city.ask("consequence_file", hr(city), **asked, after_row=first["after_row"])

    assert whole["rows"] > 1
    assert first["csv"] + rest["csv"].partition("\n")[2] == whole["csv"]
    assert (first["after_row"], rest["after_row"]) == (1, None)
    for part in (first, rest):
        assert part | {"csv": "", "after_row": None} == whole | {"csv": ""}


def test_a_member_sees_why(city: City) -> None:
    budi, *_ = city.enrol(*STAFF)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    city.hear("orders", city.placed("order-2", budi))

    shown = city.ask("obligation", city.buyer(budi), membership_id=budi, period=MARCH)

    assert shown["rule"]["words"].startswith("Belanja wajib setiap bulan: 10% dari pagu TPP")
    assert shown["inputs"]["tpp_ceiling_idr"] == 2_000_000
    assert [one["order_id"] for one in shown["open_purchases"]] == ["order-2"]
    assert shown["credits"][0]["not_credited"] == [{"code": "delivery_fee", "amount_idr": 10_000}]
