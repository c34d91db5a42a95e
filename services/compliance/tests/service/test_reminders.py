"""Members hear in time what is missing, chunk by chunk and once each, and then how it came out."""

from datetime import UTC, datetime, timedelta

import pytest
from compliance_months import let_cut_off_pass
from compliance_service import BUDI, MARCH, MARCH_BEGINS, SRI, City, Person

from compliance.application.month_timers import REMINDER, reminder_step
from compliance.domain.reminder import remind_at
from kernel.application.envelope import system_context
from kernel.application.ports import Timer
from kernel.testing.tellers import MemoryTeller, tell_all

SEVEN_LEFT = datetime(2026, 3, 24, 2, 0, tzinfo=UTC)
TWO_LEFT = datetime(2026, 3, 29, 2, 0, tzinfo=UTC)


def told(city: City) -> MemoryTeller:
    return tell_all(city.definition, city.database, clock=city.clock)


def kinds(channel: MemoryTeller) -> list[tuple[str, str]]:
    return [(one.to.id, one.kind) for one in channel.given]


def reminded(city: City) -> list[tuple[int, int, list[str]]]:
    """Return of every reminder the days left, the chunk, and who was in it."""
    return [
        (one["days_left"], one["chunk_no"], [each["membership_id"] for each in one["members"]])
        for one in city.facts("duty_reminded")
    ]


def fire(city: City, timer: Timer) -> None:
    city.run_sql("delete from timers where kind = :kind", kind=REMINDER)
    with city.app.units.begin() as work, work.scope(system_context("a test")):
        work.schedule(timer)
    city.timers.fire_due()


def test_who_is_short_is_reminded_twice_and_who_has_met_it_is_not(
    city: City, members: list[str]
) -> None:
    budi, sri, out_of_scope = members
    city.buy(budi, "order-1")
    city.move_to(SEVEN_LEFT)
    first = told(city)
    city.move_to(TWO_LEFT)
    second = told(city)

    assert kinds(first) == [(sri, "duty_open")]
    assert first.given[0].params["shortfall_idr"] == 200_000
    assert kinds(second) == [(sri, "duty_open")]
    assert second.given[0].params["days_left"] == 2
    assert [(one[0], one[2]) for one in reminded(city)] == [(7, [sri]), (2, [sri])]
    assert out_of_scope not in {who for who, _ in kinds(first) + kinds(second)}
    assert city.broken() == {}


def test_many_are_reminded_in_chunks_each_once_whoever_takes_the_steps(city: City) -> None:
    city.start(chunk=2)
    people = [
        Person(number=f"19850317201001100{number}", name=f"Member {number}")
        for number in range(1, 6)
    ]
    members = city.enrol(*people)
    city.enact()
    city.move_to(SEVEN_LEFT - timedelta(seconds=1))
    assert reminded(city) == []
    city.clock.move_to(SEVEN_LEFT)
    for _ in range(5):
        city.start(chunk=2)
        city.timers.fire_due()

    chunks = reminded(city)

    assert [(days, chunk_no) for days, chunk_no, _ in chunks] == [(7, 1), (7, 2), (7, 3)]
    everybody = [one for _, _, chunk in chunks for one in chunk]
    assert sorted(everybody) == sorted(members)
    assert len(told(city).told) == 5


def test_a_month_that_opens_late_sets_only_the_reminders_to_come(city: City) -> None:
    city.enrol(BUDI, SRI)
    city.enact()
    city.clock.move_to(SEVEN_LEFT + timedelta(days=1))
    city.open_month()

    rows = city.rows(f"select due_at from timers where kind = '{REMINDER}'")  # noqa: S608 - our own text

    assert [row["due_at"] for row in rows] == [TWO_LEFT]


def test_a_closed_month_a_past_one_and_an_unknown_one_remind_nobody(
    city: City, members: list[str]
) -> None:
    assert members
    unknown = reminder_step(city.institution_id, "2026-01", days_left=7, due_at=MARCH_BEGINS)
    known = reminder_step(
        city.institution_id, MARCH, days_left=7, due_at=remind_at(MARCH, 7), after=""
    )
    city.clock.move_to(SEVEN_LEFT)
    fire(city, unknown)
    city.clock.move_to(SEVEN_LEFT + timedelta(days=9))
    fire(city, known)
    city.caught_up(let_cut_off_pass(city) + timedelta(minutes=1))
    city.move_to(let_cut_off_pass(city) + timedelta(minutes=5))
    fire(city, known)

    assert reminded(city) == []


def test_days_of_reminders_are_a_setting(city: City) -> None:
    city.start(reminder_days=(3,))
    city.enrol(BUDI)
    city.enact()
    city.clock.move_to(MARCH_BEGINS)
    city.open_month()

    rows = city.rows(f"select due_at from timers where kind = '{REMINDER}'")  # noqa: S608 - our own text

    assert [row["due_at"] for row in rows] == [remind_at(MARCH, 3)]


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_everybody_with_a_duty_hears_how_the_month_came_out_and_reads_it(
    city: City, members: list[str], chunk: int
) -> None:
    budi, sri, _ = members
    city.start(chunk=chunk)
    city.buy(budi, "order-1")
    at = let_cut_off_pass(city)
    city.caught_up(at)
    city.move_to(at + timedelta(minutes=5))

    channel = told(city)

    outcomes = [one for one in kinds(channel) if one[1] != "duty_open"]
    assert sorted(outcomes) == sorted([(budi, "duty_met"), (sri, "duty_not_met")])
    mine = city.ask("duty_notices", city.buyer(sri))["items"]
    assert [one["kind"] for one in mine] == ["duty_not_met", "duty_open", "duty_open"]
    assert "Rp200.000" in mine[0]["text_id"]
    assert city.ask("duty_notices", city.buyer())["items"] == []
