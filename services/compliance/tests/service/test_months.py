"""A month opens for everybody, and closes once all money that was in time is known."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
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

from compliance.application.closing import close_month
from compliance.application.month_timers import opening_timer
from kernel.application.envelope import system_context

APRIL_BEGINS = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)


@pytest.fixture
def members(city: City) -> list[str]:
    memberships = city.enrol(*STAFF)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    return memberships


def month(city: City, period: str = MARCH) -> dict[str, Any]:
    officer = city.officer("policy_officer")
    return city.ask("period", officer, institution_id=city.institution_id, period=period)


def recomputed(city: City) -> dict[str, Any]:
    auditor = city.officer("auditor")
    return city.ask("recomputation", auditor, institution_id=city.institution_id, period=MARCH)


def let_cut_off_pass(city: City) -> datetime:
    """Let April come, and then the moment of March's closing; nobody has caught up yet."""
    at = city.past_cut_off()
    city.move_to(at)
    return at


def timers(city: City, kind: str) -> list[str]:
    rows = city.rows(f"select timer_id from timers where kind = '{kind}' order by due_at")  # noqa: S608
    return [row["timer_id"] for row in rows]


def test_a_month_opens_by_its_timer_for_every_member(city: City, members: list[str]) -> None:
    opened = city.facts("obligation_opened")

    assert {one["membership_id"]: one["target_idr"] for one in opened} == dict(
        zip(members, (200_000, 200_000, 0), strict=True)
    )
    assert [one["out_of_scope_code"] for one in opened if not one["in_scope"]] == [
        "tpp_not_eligible"
    ]
    [told] = city.facts("period_opened")
    assert told["members"] == 3
    assert timers(city, "month_opening") == [f"open-{city.institution_id}:2026-04"]
    assert timers(city, "month_closing") == [f"close-{city.institution_id}:{MARCH}-1"]


def test_an_open_month_is_not_opened_again(city: City, members: list[str]) -> None:
    head = city.app.head()

    assert city.open_month() == 0
    assert city.app.head() == head
    assert members


def test_a_month_opens_for_nobody_too(city: City) -> None:
    city.enact()
    city.clock.move_to(MARCH_BEGINS)

    assert city.open_month() == 0
    assert month(city)["status"] == "open"
    assert month(city)["counts"]["members"] == 0


def test_who_begins_after_the_month_has_no_duty_in_it(city: City) -> None:
    city.enact()
    city.clock.move_to(MARCH_BEGINS + timedelta(days=20))
    city.enrol(BUDI, as_of="2026-04-01")

    assert city.open_month() == 0


def test_money_spent_before_the_opening_is_judged_by_it(city: City) -> None:
    budi, sri = city.enrol(BUDI, SRI)
    city.enact()
    city.buy(budi, "order-of-february")
    city.clock.move_to(MARCH_10)
    city.buy(budi, "order-1")
    city.buy(budi, "order-2")
    city.buy(sri, "order-3")
    assert city.facts("spend_credited") == []

    assert city.open_month() == 2

    assert sorted(one["balance_after_idr"] for one in city.facts("spend_credited")) == [
        200_000,
        200_000,
        400_000,
    ]
    assert recomputed(city) == {
        "credits": 3,
        "obligations": 2,
        "assessments": 0,
        "differences": 0,
    }
    assert city.broken() == {}


def test_a_month_without_a_rule_is_passed_over_by_its_timer(city: City) -> None:
    with city.app.units.begin() as work, work.scope(system_context("test")):
        work.schedule(opening_timer(city.institution_id, "2026-02"))

    city.timers.fire_due()

    assert timers(city, "month_opening") == [f"open-{city.institution_id}:{MARCH}"]
    assert city.facts("period_opened") == []


def test_a_month_is_not_closed_before_its_cut_off(city: City, members: list[str]) -> None:
    payload = {"institution_id": city.institution_id, "period": MARCH}
    officer = city.officer("policy_officer")

    assert city.refusal("close_period", officer, **payload) == "before_cut_off"
    assert city.refusal("close_period", officer, **(payload | {"period": "2026-04"})) == (
        "period_not_opened"
    )
    stranger = city.officer("policy_officer", "another city")
    assert city.refusal("close_period", stranger, **payload) == "institution_not_found"
    assert members


def test_a_month_waits_for_both_producers_and_then_closes(city: City, members: list[str]) -> None:
    city.buy(members[0], "order-1")
    at = let_cut_off_pass(city)

    assert city.close_month() == {
        "status": "waiting",
        "waiting_for": ["orders_behind", "payments_behind"],
        "step": 0,
        "steps": 0,
    }
    city.caught_up(at, "orders")
    city.caught_up(at - timedelta(hours=1), "payments")
    assert city.close_month()["waiting_for"] == ["payments_behind"]
    city.caught_up(at, "payments")
    assert city.close_month()["status"] == "closed"

    [closed] = city.facts("period_closed")
    [assessed] = city.facts("obligations_assessed")
    assert [(one["source_service"], one["position"]) for one in closed["consumed_positions"]] == [
        ("orders", 2),
        ("payments", 1),
    ]
    assert closed["closed_by_id"] == "a-policy_officer"
    assert closed["counts"] == {
        "members": 3, "in_scope": 2, "met": 1, "not_met": 1, "exempt": 0,
    }  # fmt: skip
    assert closed["totals"]["credited_idr"] == closed["totals"]["shortfall_idr"] == 200_000
    assert (assessed["chunk_no"], assessed["chunk_count"]) == (1, 1)
    assert city.broken() == {}


def test_money_that_is_parked_keeps_a_month_open(city: City, members: list[str]) -> None:
    at = let_cut_off_pass(city)
    city.caught_up(at)
    city.run_sql(
        """
        insert into parked (consumer, producer, position, stream_id, type, event, status,
                            reason_code, attempts, parked_at)
        values ('compliance', 'payments', 9, 'payment-9', 'payments.payment_received.v1', '{}',
                'parked', 'a_bug', 5, :at)
        """,
        at=at,
    )

    assert city.close_month()["waiting_for"] == ["payments_parked"]
    city.run_sql("update parked set status = 'discarded', settled_at = :at", at=at)
    assert city.close_month()["status"] == "closed"
    assert members


def test_a_closed_month_is_not_closed_again(city: City, members: list[str]) -> None:
    city.caught_up(let_cut_off_pass(city))
    city.close_month()
    head = city.app.head()

    assert city.close_month()["status"] == "closed"
    assert city.app.head() == head
    assert members


def test_the_timer_closes_a_month_as_soon_as_it_may(city: City, members: list[str]) -> None:
    at = let_cut_off_pass(city)
    assert city.facts("period_closed") == []
    assert timers(city, "month_closing")[0] == f"close-{city.institution_id}:{MARCH}-3"

    city.caught_up(at)
    city.move_to(at + timedelta(minutes=2))

    [closed] = city.facts("period_closed")
    assert closed["closed_by_id"] is None
    assert timers(city, "month_closing") == [f"close-{city.institution_id}:2026-04-1"]
    assert members


def lived_to_the_end(city: City) -> list[tuple[str, dict[str, Any]]]:
    """Return what the closing told, without what differs from one run to the next."""
    kinds = (
        "period_closing_started",
        "obligations_assessed",
        "period_closed",
        "rewards_issued",
        "notices_issued",
        "recommendations_issued",
        "consequences_issued",
    )
    return [(kind, one) for kind in kinds for one in city.facts(kind)]


def test_a_large_month_closes_in_chunks(city: City, members: list[str]) -> None:
    city.start(chunk=2)
    city.caught_up(let_cut_off_pass(city))

    first, second = city.close_month(), city.close_month()

    assert (first["status"], first["step"], first["steps"]) == ("closing", 1, 2)
    assert (second["status"], second["step"], second["steps"]) == ("closed", 2, 2)
    chunks = city.facts("obligations_assessed")
    assert [(one["chunk_no"], one["chunk_count"]) for one in chunks] == [(1, 2), (2, 2)]
    told = [one["obligation_id"] for chunk in chunks for one in chunk["assessments"]]
    assert told == sorted(told)
    assert len(told) == len(members)
    assert city.broken() == {}


def test_a_month_opens_in_steps_and_says_how_far_it_is(city: City) -> None:
    city.enrol(*STAFF)
    city.enact()
    city.start(chunk=2)
    city.clock.move_to(MARCH_BEGINS)

    assert city.open_month() == 2
    assert month(city)["progress"] == {"what": "opening", "step": 2, "steps": 3, "of": "members"}
    city.start(chunk=2)
    assert city.open_month() == 1
    assert city.open_month() == 0
    assert len(city.facts("obligation_opened")) == len(STAFF)
    assert len(city.facts("period_opened")) == 1


CONSEQUENCES = {
    "rewards": [{"code": "gold", "from_bp": 10_000}],
    "notice": True,
    "recommend_below_bp": 5_000,
    "objection_working_days": 10,
}


def closed_with_consequences(city: City, *, kills: bool) -> list[tuple[str, dict[str, Any]]]:
    """Close a month in steps of one member; start anew between any two, if it is killed there."""
    budi, *_ = city.enrol(*STAFF)
    city.enact(consequences=CONSEQUENCES)
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    city.clock.move_to(city.past_cut_off())
    city.start(chunk=1)
    city.caught_up(city.clock.now())
    for _ in range(12):
        if kills:
            with pytest.raises(KeyboardInterrupt), city.app.units.begin() as work:
                with work.scope(system_context("killed")):
                    ports = city.definition.ports(work.connection)
                    close_month(city.institution_id, MARCH, work=work, ports=ports)
                raise KeyboardInterrupt
            city.start()
        city.timers.fire_due()
    return lived_to_the_end(city)


def test_a_closing_killed_between_any_two_steps_tells_the_same(city: City) -> None:
    told = closed_with_consequences(city, kills=True)

    names = [name for name, _ in told]
    assert names == [
        "period_closing_started",
        *["obligations_assessed"] * 3,
        "period_closed",
        "rewards_issued",
        "notices_issued",
        "recommendations_issued",
        "consequences_issued",
    ]
    head = city.app.head()
    assert city.close_month()["status"] == "closed"
    city.timers.fire_due()
    assert city.app.head() == head
    [issued] = city.facts("consequences_issued")
    assert [(one["kind"], one["rows"]) for one in issued["control_totals"]] == [
        ("reward", 1),
        ("notice", 1),
        ("recommendation", 1),
    ]
    assert issued["automatic"] is False
    assert recomputed(city)["differences"] == 0
    assert city.broken() == {}


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
