"""Timers fire once their time has come, each once, and one that fails holds up no other."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from kernel.adapters.schema import timers
from kernel.adapters.service import ServiceApp
from kernel.adapters.timer_loop import TimerLoop
from kernel.application.ports import Timer
from kernel.domain.errors import Unavailable
from kernel.testing.counters import NOON, SOMEBODY
from kernel.testing.messaging import Town, consumer, town, until

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lent(new_database: Callable[[str], str]) -> Iterator[Town]:
    with town("memory://timers", new_database) as lent:
        lent.found(consumer("clocks", [], lent.poison))
        yield lent


@pytest.fixture
def app(lent: Town) -> ServiceApp:
    return lent.switchboard.services["clocks"]


def loop_of(app: ServiceApp, *, ready: Callable[[], bool] = lambda: True) -> TimerLoop:
    return TimerLoop(app.definition, app.units, ready=ready, poll_s=0.01)


def alarm(name: str, *, after: timedelta = MINUTE, number: int = 0, kind: str = "alarm") -> Timer:
    return Timer(
        timer_id=name, kind=kind, subject=name, due_at=NOON + after, data={"number": number}
    )


def schedule(app: ServiceApp, *staged: Timer) -> None:
    with app.units.begin() as work, work.scope(SOMEBODY):
        for timer in staged:
            work.schedule(timer)


def waiting(app: ServiceApp) -> dict[str, int]:
    with app.database.transaction() as connection:
        rows = connection.execute(sa.select(timers.c.timer_id, timers.c.attempts))
        return {row.timer_id: row.attempts for row in rows}


def test_a_timer_fires_when_its_time_has_come_and_not_before(lent: Town, app: ServiceApp) -> None:
    schedule(app, alarm("t"))
    loop = loop_of(app)

    assert loop.fire_due() == 0
    lent.advance(MINUTE)

    assert loop.fire_due() == 1
    assert loop.fire_due() == 0
    assert lent.poison.fired == ["t"]
    assert lent.tally("clocks", "t") == (0,)
    assert waiting(app) == {}


def test_the_events_of_a_timer_name_its_handler(lent: Town, app: ServiceApp) -> None:
    schedule(app, alarm("t"))
    lent.advance(MINUTE)

    loop_of(app).fire_due()

    [event] = app.units.read_after(0, 10)
    assert event.metadata["actor_system"] == "when_alarm"
    assert event.metadata["channel"] == "timer"


def test_timers_fire_in_the_order_of_their_time_in_batches(lent: Town, app: ServiceApp) -> None:
    schedule(app, *(alarm(f"t{number:02}", after=SECOND * number) for number in range(60)))
    lent.advance(MINUTE)
    loop = loop_of(app)

    assert [loop.fire_due(), loop.fire_due(), loop.fire_due()] == [50, 10, 0]
    assert lent.poison.fired == [f"t{number:02}" for number in range(60)]


def test_two_loops_never_fire_one_timer_twice(lent: Town, app: ServiceApp) -> None:
    schedule(app, *(alarm(f"t{number}") for number in range(120)))
    lent.advance(MINUTE)
    stop = threading.Event()
    threads = [threading.Thread(target=loop_of(app).run, args=(stop,)) for _ in range(2)]

    for thread in threads:
        thread.start()
    until(lambda: waiting(app) == {})
    stop.set()
    for thread in threads:
        thread.join()

    assert app.head() == 120
    assert sorted(lent.poison.fired) == sorted(f"t{number}" for number in range(120))


def test_a_timer_that_fails_is_tried_again_ever_later_and_the_others_go_on(
    lent: Town, app: ServiceApp
) -> None:
    lent.poison.refused.add(13)
    lent.poison.breaking.add(14)
    schedule(app, alarm("bad", number=13), alarm("good"), alarm("worse", number=14))
    lent.advance(MINUTE)
    loop = loop_of(app)

    assert loop.fire_due() == 1
    assert waiting(app) == {"bad": 1, "worse": 1}
    assert loop.fire_due() == 0
    lent.advance(SECOND)
    assert loop.fire_due() == 0
    assert waiting(app) == {"bad": 2, "worse": 2}
    lent.advance(SECOND)
    assert waiting(app) == {"bad": 2, "worse": 2}

    lent.poison.refused.clear()
    lent.poison.breaking.clear()
    lent.advance(SECOND)
    assert loop.fire_due() == 2
    assert waiting(app) == {}


def test_a_kind_that_nobody_handles_waits_for_a_version_that_does(
    lent: Town, app: ServiceApp
) -> None:
    schedule(app, alarm("t", kind="siren"), alarm("good"))
    lent.advance(MINUTE)

    assert loop_of(app).fire_due() == 1

    assert waiting(app) == {"t": 1}


def test_a_neighbour_that_is_away_costs_a_timer_nothing(lent: Town, app: ServiceApp) -> None:
    lent.poison.unavailable.add(5)
    schedule(app, alarm("t", number=5))
    lent.advance(MINUTE)

    with pytest.raises(Unavailable):
        loop_of(app).fire_due()

    assert waiting(app) == {"t": 0}
    lent.poison.unavailable.clear()
    assert loop_of(app).fire_due() == 1


def test_nothing_fires_before_the_service_has_heard_all_news(lent: Town, app: ServiceApp) -> None:
    schedule(app, alarm("t"))
    lent.advance(MINUTE)
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=loop_of(app, ready=ready.is_set).run, args=(stop,))
    thread.start()
    stop.wait(0.2)
    assert lent.poison.fired == []

    ready.set()

    until(lambda: lent.poison.fired == ["t"])
    stop.set()
    thread.join()


def test_a_handler_may_set_the_same_timer_anew(lent: Town, app: ServiceApp) -> None:
    schedule(app, alarm("t"))
    lent.advance(MINUTE)
    lent.poison.again = MINUTE

    assert loop_of(app).fire_due() == 1
    assert waiting(app) == {"t": 0}
    lent.advance(MINUTE)

    assert loop_of(app).fire_due() == 1


class StopsAtTheFirstWait(threading.Event):
    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        self.set()
        return True


def test_a_timer_that_has_fired_may_have_set_the_next_one(app: ServiceApp) -> None:
    schedule(app, alarm("t", after=-MINUTE))
    looks = iter((True, True))

    loop_of(app, ready=lambda: next(looks)).run(StopsAtTheFirstWait())

    assert list(looks) == []
    assert waiting(app) == {}
