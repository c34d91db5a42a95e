"""Institutions, agencies and members' files: all of a file or nothing of it, and no name leaks."""

from dataclasses import replace
from typing import Any

import pytest
from compliance_service import (
    BUDI,
    DEWI,
    HEADER,
    MARCH,
    MARCH_10,
    MARCH_BEGINS,
    OPERATOR,
    SRI,
    STAFF,
    TONO,
    City,
    Person,
    csv_of,
)


def imported(city: City, *people: Person, **more: Any) -> dict[str, Any]:
    payload = city.import_payload(*people, **more)
    return city.done("import_members", city.officer("hr_officer"), **payload)


def test_only_an_operator_registers_an_institution(city: City) -> None:
    assert city.refusal("register_institution", city.officer("hr_officer"), name="B") == (
        "role_missing"
    )
    assert city.refusal("register_institution", OPERATOR, name=" ") == "name_malformed"
    assert [one["name"] for one in city.facts("institution_registered")] == ["A City"]


def test_an_agency_defined_again_in_the_same_words_is_the_same(city: City) -> None:
    again = city.agency("DINKOP")

    assert again == city.agencies["DINKOP"]
    assert len(city.facts("agency_defined")) == 2


def test_an_agency_code_means_one_agency(city: City) -> None:
    payload = city.agency_payload("DINKOP", name="Another")

    assert city.refusal("define_agency", OPERATOR, **payload) == "agency_code_taken"


def test_an_agency_stands_under_one_of_its_own_institution(city: City) -> None:
    below = city.agency("UPT", kind="uptd", parent_agency_id=city.agencies["DINKOP"])
    stray = city.agency_payload("X", parent_agency_id="nobody")

    assert city.refusal("define_agency", OPERATOR, **stray) == "parent_agency_unknown"
    [told] = [one for one in city.facts("agency_defined") if one["agency_id"] == below]
    assert told["parent_agency_id"] == city.agencies["DINKOP"]


def test_officers_touch_only_their_own_institution(city: City) -> None:
    stranger = city.officer("hr_officer", "another city")
    payload = city.import_payload(*STAFF)

    assert city.refusal("import_members", stranger, **payload) == "institution_not_found"
    assert city.refusal("define_agency", stranger, **city.agency_payload("X")) == (
        "institution_not_found"
    )
    assert city.refusal("define_agency", OPERATOR, **city.agency_payload("X", institution_id="no")
    ) == "institution_not_found"  # fmt: skip


def test_a_file_of_good_rows_enrols_and_assigns_everybody(city: City) -> None:
    result = imported(city, *STAFF)

    assert (result["rows"], result["accepted"], result["refused"]) == (3, 3, 0)
    assert [one["row"] for one in result["members"]] == [2, 3, 4]
    assert [one["membership_id"] for one in city.facts("member_enrolled")] == [
        one["membership_id"] for one in result["members"]
    ]
    assert [one["agency_id"] for one in city.facts("member_assigned")] == [
        city.agencies["DINKOP"],
        city.agencies["BKAD"],
        city.agencies["DINKOP"],
    ]


def test_one_bad_row_loads_nothing_and_every_bad_row_is_reported(city: City) -> None:
    wrong_month = replace(SRI, number="199001022015132001")
    nowhere = replace(TONO, agency="MOON", eligible="perhaps")

    result = imported(city, BUDI, wrong_month, nowhere, BUDI)

    assert (result["rows"], result["accepted"], result["refused"]) == (4, 0, 3)
    assert [(one["row"], one["column"], one["code"]) for one in result["refusals"]] == [
        (3, "employee_number", "number_appointment"),
        (4, "agency_code", "agency_unknown"),
        (4, "tpp_eligible", "not_true_or_false"),
        (5, "employee_number", "number_repeated"),
    ]
    assert city.facts("member_enrolled") == city.facts("member_import_completed") == []
    assert city.rows("select * from vault") == city.rows("select * from members") == []


@pytest.mark.parametrize("text", ["", HEADER, "a,b\n1,2\n", f'{HEADER}\n"open'])
def test_what_is_no_table_of_members_is_refused(city: City, text: str) -> None:
    payload = city.import_payload(csv=text)

    assert city.refusal("import_members", city.officer("hr_officer"), **payload) == (
        "member_file_malformed"
    )


def test_a_roster_is_known_at_most_a_month_ahead(city: City) -> None:
    payload = city.import_payload(*STAFF, as_of="2026-03-24")

    assert city.refusal("import_members", city.officer("hr_officer"), **payload) == (
        "as_of_too_late"
    )


def test_the_same_file_twice_changes_nothing(city: City) -> None:
    first = imported(city, *STAFF)
    head = city.app.head()

    second = imported(city, *STAFF)

    assert city.app.head() == head
    assert second["batch_id"] == first["batch_id"]
    assert second["members"] == first["members"]
    assert (second["accepted"], second["unchanged"]) == (0, 3)


def test_a_snapshot_names_who_is_missing_from_it_and_a_delta_does_not(city: City) -> None:
    budi, sri, tono = city.enrol(*STAFF)

    snapshot = imported(city, BUDI)
    delta = imported(city, BUDI, mode="delta")
    repeated = imported(city, BUDI)

    assert set(snapshot["missing"]) == set(repeated["missing"]) == {sri, tono}
    assert snapshot["unchanged"] == 1
    assert delta["missing"] == []
    assert [one["missing_from_snapshot"] for one in city.facts("member_import_completed")] == [
        0,
        2,
        0,
    ]
    assert budi not in snapshot["missing"]


def test_a_later_file_moves_only_who_moved(city: City) -> None:
    budi, *_ = city.enrol(*STAFF)

    result = imported(city, replace(BUDI, agency="BKAD"), SRI, TONO, as_of="2026-03-01")

    assert (result["accepted"], result["unchanged"]) == (1, 2)
    moved = city.facts("member_assigned")[-1]
    assert (moved["membership_id"], moved["agency_id"], moved["valid_from"]) == (
        budi,
        city.agencies["BKAD"],
        "2026-03-01",
    )


def test_a_new_name_alone_is_sealed_and_told_in_no_event(city: City) -> None:
    [budi] = city.enrol(BUDI)
    events = len(city.facts("member_assigned"))

    result = imported(city, replace(BUDI, name="Budi Renamed"))

    assert (result["accepted"], len(city.facts("member_assigned"))) == (1, events)
    [sealed] = city.rows("select data->>'name' as name from vault where kind = 'member_identity'")
    assert sealed["name"] == "Budi Renamed"
    assert result["members"] == [{"row": 2, "membership_id": budi}]


def test_a_candidate_who_is_appointed_stays_the_same_member(city: City) -> None:
    [dewi] = city.enrol(DEWI)

    result = imported(city, replace(DEWI, kind="pns", status="active"), as_of="2026-03-01")

    assert result["members"] == [{"row": 2, "membership_id": dewi}]
    [changed] = city.facts("member_identity_changed")
    assert (changed["membership_id"], changed["cause"]) == (dewi, "appointment")


def test_who_comes_after_the_opening_of_a_month_gets_a_duty_for_it(city: City) -> None:
    city.enrol(BUDI)
    city.enact()
    city.move_to(MARCH_BEGINS)
    assert len(city.facts("obligation_opened")) == 1
    city.move_to(MARCH_10)

    _, sri = city.enrol(BUDI, SRI, as_of="2026-03-10")
    city.enrol(BUDI, SRI, DEWI, as_of="2026-04-01")

    late = city.facts("obligation_opened")[1:]
    assert [(one["membership_id"], one["period"], one["days_in_scope"]) for one in late] == [
        (sri, MARCH, 22)
    ]
    assert city.broken() == {}


def test_no_planted_name_or_number_is_in_any_event(city: City) -> None:
    city.enrol(*STAFF)
    city.enrol(replace(BUDI, name="Planted Anew"), SRI, DEWI, as_of="2026-03-01")

    for table in ("events", "members", "timers", "idempotency"):
        stored = "".join(str(dict(row)) for row in city.rows(f"select * from {table}"))  # noqa: S608
        assert "Planted" not in stored
        assert not [one for one in (*STAFF, DEWI) if one.number in stored]


def test_numbers_are_found_again_only_by_a_keyed_hash(city: City) -> None:
    city.enrol(*STAFF)

    lookups = [row["lookup"] for row in city.rows("select lookup from vault")]

    assert len(set(lookups)) == 3
    assert not [one for one in STAFF if one.number in "".join(lookups)]
    assert csv_of(*STAFF).count("Planted") == 3
