"""A closing takes some steps in a transaction, and the rest of them in the next."""

from dataclasses import replace
from datetime import timedelta

from compliance_memory import MemoryCity, rows_of
from compliance_service import BUDI, MARCH_BEGINS

from compliance.adapters.tables import periods
from compliance.application.closing import STEPS_AT_ONCE


def assessed(city: MemoryCity) -> int:
    events = city.app.units.read_after(0, 1_000)
    return sum(one.type == "compliance.obligations_assessed.v1" for one in events)


def test_a_timer_that_fires_takes_some_steps_and_leaves_the_rest_to_the_next() -> None:
    people = [replace(BUDI, number=f"198503172010011{seen:03}") for seen in range(1, 7)]
    city = MemoryCity()
    city.start(chunk=1, reminder_days=())
    city.enact()
    city.enrol(*people)
    city.move_to(MARCH_BEGINS)
    [march] = rows_of(city, periods)
    city.clock.move_to(march["cut_off_at"] + timedelta(minutes=2))
    city.caught_up(city.clock.now())

    city.timers.fire_due()
    assert assessed(city) == STEPS_AT_ONCE < len(people)

    city.move_to(city.clock.now() + timedelta(minutes=1))
    assert assessed(city) == len(people)
    assert rows_of(city, periods)[0]["status"] == "closed"
