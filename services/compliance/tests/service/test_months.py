"""A month opens for everybody, and closes once all money that was in time is known."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from compliance_months import let_cut_off_pass, month, recomputed
from compliance_service import (
    BUDI,
    MARCH,
    MARCH_10,
    MARCH_BEGINS,
    SRI,
    STAFF,
    City,
)

from compliance.application.closing import close_month
from compliance.application.month_timers import opening_timer
from kernel.application.envelope import system_context

APRIL_BEGINS = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)


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


def test_a_month_that_is_still_opening_is_opened_first(city: City) -> None:
    city.enrol(*STAFF)
    city.enact()
    city.start(chunk=2)
    city.clock.move_to(MARCH_BEGINS)
    city.open_month()
    at = city.past_cut_off()
    city.clock.move_to(at)
    city.caught_up(at)

    assert city.close_month()["waiting_for"] == ["opening"]
    assert [city.close_month()["status"] for _ in range(2)] == ["closing", "closed"]
    assert city.broken() == {}


def test_a_month_of_nobody_closes_at_once(city: City) -> None:
    city.enact()
    city.clock.move_to(MARCH_BEGINS)
    city.open_month()
    at = city.past_cut_off()
    city.clock.move_to(at)
    city.caught_up(at)

    assert city.close_month()["status"] == "closed"
    assert month(city)["counts"]["members"] == 0
    assert city.broken() == {}


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
