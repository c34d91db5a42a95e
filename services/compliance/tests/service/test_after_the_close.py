"""What is known, counted and recomputed once a month is over."""

from datetime import UTC, datetime, timedelta

import pytest
from compliance_months import let_cut_off_pass, month, recomputed
from compliance_service import (
    BUDI,
    MARCH,
    MARCH_10,
    MARCH_BEGINS,
    OPERATOR,
    SRI,
    STAFF,
    TONO,
    City,
    Person,
)

APRIL_BEGINS = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)


def timers(city: City, kind: str) -> list[str]:
    rows = city.rows(f"select timer_id from timers where kind = '{kind}' order by due_at")  # noqa: S608
    return [row["timer_id"] for row in rows]


def test_a_refund_after_the_close_leaves_the_assessment_and_changes_the_figures(
    city: City, members: list[str]
) -> None:
    city.buy(members[0], "order-1")
    city.caught_up(let_cut_off_pass(city))
    city.close_month()

    city.hear("payments", city.refunded("order-1"))

    [back] = city.facts("spend_reversed")
    assert (back["amount_idr"], back["after_close"], back["changes_outcome"]) == (
        200_000,
        True,
        True,
    )
    shown = month(city)
    assert shown["counts"]["met"] == 1
    assert shown["since_closed"] == {"reversed_idr": 200_000, "changed_outcomes": 1}
    officer = city.officer("hr_officer")
    now = city.ask("obligation", officer, membership_id=members[0], period=MARCH)
    assert (now["outcome"], now["outcome_closed"], now["credited_idr"]) == ("not_met", "met", 0)
    assert recomputed(city)["differences"] == 0
    assert city.broken() == {}


def test_what_becomes_known_late_adjusts_the_duty_of_a_closed_month(
    city: City, members: list[str]
) -> None:
    city.caught_up(let_cut_off_pass(city))
    city.close_month()

    richer = Person(number=BUDI.number, name=BUDI.name, ceiling="4000000")
    city.enrol(richer, mode="delta", as_of="2026-03-01")

    adjusted = [one for one in city.facts("obligation_adjusted") if one["period"] == MARCH]
    assert [
        (one["cause"], one["target_before_idr"], one["target_after_idr"], one["after_close"])
        for one in adjusted
    ] == [("tpp_correction", 200_000, 400_000, True)]
    assert recomputed(city)["differences"] == 0
    assert members


def test_money_after_the_close_changes_no_closed_figure(city: City, members: list[str]) -> None:
    city.hear("orders", city.placed("order-1", members[0]), city.delivered("order-1"))
    city.caught_up(let_cut_off_pass(city))
    city.close_month()
    before = month(city)

    city.hear("payments", city.paid("order-1"))

    assert [one["not_credited"] for one in city.facts("spend_credited")] == [
        [{"code": "after_cut_off", "amount_idr": 210_000}]
    ]
    assert month(city) == before
    assert before["totals"]["pending_idr"] == 200_000
    assert recomputed(city)["differences"] == 0
    assert city.broken() == {}


def test_money_after_the_cut_off_is_late_though_the_month_is_open(
    city: City, members: list[str]
) -> None:
    city.hear("orders", city.placed("order-1", members[0]), city.delivered("order-1"))
    let_cut_off_pass(city)

    city.hear("payments", city.paid("order-1"))

    [credit] = city.facts("spend_credited")
    assert (credit["credited_idr"], credit["period"]) == (0, MARCH)
    assert credit["not_credited"][0]["code"] == "after_cut_off"


def test_money_between_the_month_and_its_cut_off_is_in_time(city: City, members: list[str]) -> None:
    city.hear("orders", city.placed("order-1", members[0]), city.delivered("order-1"))
    city.move_to(APRIL_BEGINS + timedelta(hours=12))

    city.hear("payments", city.paid("order-1"))

    [credit] = city.facts("spend_credited")
    assert (credit["credited_idr"], credit["period"]) == (200_000, MARCH)


def test_a_month_is_counted_by_delivery_where_the_rule_says_so(city: City) -> None:
    [budi] = city.enrol(BUDI)
    city.enact(counting_basis="delivered", delivery_fee_counts=True)
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.hear("orders", city.placed("order-1", budi))
    city.move_to(APRIL_BEGINS + timedelta(hours=12))

    city.hear("orders", city.delivered("order-1"))
    city.hear("payments", city.paid("order-1"))

    [credit] = city.facts("spend_credited")
    assert (credit["credited_idr"], credit["period"]) == (210_000, "2026-04")


def test_related_sellers_count_nothing_where_the_rule_excludes_them(city: City) -> None:
    [budi] = city.enrol(BUDI)
    city.enact(related_party_rule="exclude")
    city.move_to(MARCH_BEGINS)

    city.buy(budi, "order-1", related_party="declared")

    [credit] = city.facts("spend_credited")
    assert credit["not_credited"] == [{"code": "related_party", "amount_idr": 210_000}]


def test_who_moved_is_reported_where_the_rule_says(city: City, members: list[str]) -> None:
    moved = Person(number=BUDI.number, name=BUDI.name, agency="BKAD")
    city.enrol(moved, SRI, TONO, as_of="2026-03-10")
    city.caught_up(let_cut_off_pass(city))
    city.close_month()

    [assessed] = city.facts("obligations_assessed")
    reported = {one["obligation_id"]: one["agency_id_reported"] for one in assessed["assessments"]}
    [his] = [
        one["obligation_id"]
        for one in city.facts("obligation_opened")
        if one["membership_id"] == members[0] and one["period"] == MARCH
    ]
    assert reported[his] == city.agencies["BKAD"]


def test_nobody_comes_late_into_a_closed_month(city: City, members: list[str]) -> None:
    city.caught_up(let_cut_off_pass(city))
    city.close_month()

    city.enrol(*STAFF, Person(number="199505052020122001", name="Late Planted"), mode="delta")

    late = city.facts("obligation_opened")[2 * len(members) :]
    assert [one["period"] for one in late] == ["2026-04"]


@pytest.mark.parametrize("closed", [False, True])
def test_recomputed_from_its_facts_a_month_is_what_is_stored(
    city: City, members: list[str], *, closed: bool
) -> None:
    city.buy(members[0], "order-1")
    city.buy(members[2], "order-2")
    city.hear("orders", city.placed("order-3", members[1]))
    if closed:
        city.caught_up(let_cut_off_pass(city))
        city.close_month()

    assert recomputed(city) == {
        "credits": 2,
        "obligations": 3,
        "assessments": 3 if closed else 0,
        "differences": 0,
    }
    assert city.open_month("2026-03") == 0


def test_a_forged_credit_is_found_by_recomputing(city: City, members: list[str]) -> None:
    city.buy(members[0], "order-1")
    city.forge("spend_credited", credited_idr=1)

    assert recomputed(city)["differences"] == 1
    assert "every credit and its refusals add up to one payment" in city.broken()


def test_operators_open_and_close_too(city: City, members: list[str]) -> None:
    city.caught_up(let_cut_off_pass(city))
    payload = {"institution_id": city.institution_id, "period": MARCH}

    assert city.done("open_period", OPERATOR, **payload) == {"opened": 0, "status": "open"}
    assert city.done("close_period", OPERATOR, **payload)["status"] == "closed"
    assert members
