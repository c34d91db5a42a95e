"""`work` runs everything of one service, and nothing that goes away for a time ends it."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kernel.adapters.bugs import bug_report
from kernel.adapters.database import Database
from kernel.adapters.inprocess import install, reset
from kernel.adapters.metrics import PARKED, RELAY_LAG_EVENTS, RELAY_LAG_SECONDS, TIMERS_OVERDUE
from kernel.adapters.private_postgres import PrivatePostgres, create_service_database
from kernel.adapters.service import ServiceApp
from kernel.adapters.upkeep import Upkeep
from kernel.application.ports import Timer
from kernel.domain.errors import Unavailable
from kernel.testing.counters import NOON, SOMEBODY
from kernel.testing.messaging import consumer, producer, town, until
from kernel.testing.pairs import Pair, pair

GREEN = Path(__file__).with_name("kernel_green_work.py")
AMQP_URL = "memory://work"


@pytest.fixture(autouse=True)
def broker() -> Iterator[None]:
    install()
    yield
    reset()


@pytest.fixture
def lent(new_database: Callable[[str], str]) -> Iterator[Pair]:
    with pair(AMQP_URL, new_database, "work") as lent:
        yield lent


def test_it_tells_where_everything_stands_and_when_it_is_quiet(lent: Pair) -> None:
    producing, consuming = lent.produce(), lent.consume()
    lent.town.poison.refused.add(2)
    lent.happen("a", 1, 2)
    lent.happen("b", 3)

    lent.heard([1, 3])
    until(lambda: producing.quiet() and consuming.quiet())

    status = consuming.status()
    assert (status.head, status.published, status.timers_due) == (2, 2, 0)
    [subscription] = status.subscriptions
    assert (subscription.producer, subscription.position) == (lent.producer, 3)
    assert (subscription.head, subscription.parked) == (3, 1)
    assert subscription.caught_up_at is not None


def test_it_is_not_quiet_while_a_producer_is_ahead_or_a_timer_is_due(lent: Pair) -> None:
    consuming = lent.consume()
    until(consuming.quiet)

    lent.happen("a", 1)
    assert not consuming.quiet()
    lent.produce()
    until(consuming.quiet)

    app = lent.town.switchboard.services[lent.consumer]
    consuming.stop()
    with app.units.begin() as work, work.scope(SOMEBODY):
        work.schedule(Timer(timer_id="t", kind="alarm", subject="a", due_at=NOON))
    assert consuming.status().timers_due == 1
    assert not consuming.quiet()


def test_what_is_due_can_be_fired_without_waiting_for_the_loop_to_look(lent: Pair) -> None:
    lent.produce()
    consuming = lent.consume()
    assert consuming.fire_due() == 0
    until(consuming.has_caught_up)
    consuming.stop()
    app = lent.town.switchboard.services[lent.consumer]
    with app.units.begin() as work, work.scope(SOMEBODY):
        work.schedule(Timer(timer_id="t", kind="alarm", subject="a", due_at=NOON))

    assert consuming.fire_due() == 1
    assert consuming.status().timers_due == 0


def test_it_cannot_be_quiet_about_a_producer_that_does_not_answer(lent: Pair) -> None:
    consuming = lent.consume()
    until(consuming.has_caught_up)
    lent.town.switchboard.down.add(lent.producer)

    with pytest.raises(Unavailable):
        consuming.quiet()


def test_stopping_and_starting_again_goes_on_where_it_stood(lent: Pair) -> None:
    producing, consuming = lent.produce(), lent.consume()
    lent.happen("a", 1)
    lent.heard([1])

    producing.stop()
    consuming.stop()
    lent.happen("a", 2)
    producing.start()
    consuming.start()

    lent.heard([1, 2])
    assert consuming.status().subscriptions[0].parked == 0


def test_a_database_gone_and_back_loses_nothing(
    own_postgres: PrivatePostgres, new_database: Callable[[str], str]
) -> None:
    def databases(name: str) -> str:
        if name == "far":
            return create_service_database(own_postgres.url, name)
        return new_database(name)

    with town(AMQP_URL, databases) as lent:
        lent.found(producer("near"))
        lent.found(consumer("far", ["near"], lent.poison))
        lent.work("near")
        lent.work("far")
        lent.happen("near", "a", 1)
        until(lambda: lent.numbers("far", "near") == [1])

        own_postgres.stop()
        lent.happen("near", "a", 2, 3)
        time.sleep(0.5)
        own_postgres.start()
        lent.happen("near", "a", 4)

        until(lambda: len(lent.numbers("far", "near")) == 4)
        assert lent.numbers("far", "near") == [1, 2, 3, 4]
        assert lent.tally("far", "a") == (1, 2, 3, 4)
        until(lambda: lent.works[1].status().published == 4)


def test_it_starts_while_database_and_broker_are_away(
    own_postgres: PrivatePostgres, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with town(AMQP_URL, lambda name: create_service_database(own_postgres.url, name)) as lent:
        lent.found(producer("p"))
        lent.found(consumer("c", ["p"], lent.poison))
        lent.happen("p", "a", 1)
        own_postgres.stop()
        lent.work("p")
        lent.work("c")
        time.sleep(0.3)

        own_postgres.start()

        until(lambda: len(lent.numbers("c", "p")) == 1)
        assert lent.numbers("c", "p") == [1]


def test_a_loop_that_meets_a_bug_begins_anew_and_the_others_go_on(
    lent: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nonsense(*_: Any, **__: Any) -> Any:
        return [{"no": "event"}]

    lent.happen("a", 1)
    app = lent.town.switchboard.services[lent.producer]
    with monkeypatch.context() as patched:
        patched.setattr(app, "events", nonsense)
        work = lent.consume()
        until(lambda: work.status().leads)
        time.sleep(0.2)
        assert lent.numbers() == []

    lent.heard([1])


def test_it_holds_at_most_six_connections(lent: Pair, postgres_url: str) -> None:
    extra = consumer(f"{lent.consumer}2", [lent.producer, lent.consumer], lent.town.poison)
    lent.town.found(extra)
    lent.produce()
    lent.consume()
    work = lent.town.work(extra.name)
    most = 0
    admin = Database(postgres_url)
    query = sa.text("select count(*) from pg_stat_activity where datname = :name")
    name = sa.make_url(lent.town.urls[extra.name]).database
    lent.town.switchboard.services[extra.name].database.close()

    for number in range(200):
        lent.happen(f"s{number}", number)
        with admin.transaction() as connection:
            most = max(most, connection.execute(query, {"name": name}).scalar_one())
    until(work.quiet)
    admin.close()

    assert 0 < most <= 6


def test_the_gauges_show_what_waits(lent: Pair) -> None:
    app = lent.town.switchboard.services[lent.consumer]
    lent.town.poison.refused.add(1)
    lent.happen("a", 1)
    lent.happen("b", 2)
    consuming = lent.consume()
    until(lambda: consuming.status().subscriptions[0].parked == 1)
    consuming.stop()
    with app.units.begin() as work, work.scope(SOMEBODY):
        work.schedule(Timer(timer_id="t", kind="siren", subject="a", due_at=NOON))
    producing = lent.town.switchboard.services[lent.producer]

    upkeep(app).measure()
    upkeep(producing).measure()

    assert _value(PARKED.labels(service=lent.consumer, producer=lent.producer)) == 1
    assert _value(TIMERS_OVERDUE.labels(service=lent.consumer)) == 1
    assert _value(RELAY_LAG_EVENTS.labels(service=lent.producer, relay="main")) == 2
    assert _value(RELAY_LAG_SECONDS.labels(service=lent.producer, relay="main")) > 0


def test_the_loops_run_as_greenthreads_where_eventlet_has_patched_everything(
    new_database: Callable[[str], str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(GREEN), new_database("p"), new_database("c")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout.strip() == "600", done.stderr


def test_a_report_of_a_bug_names_its_place_and_never_a_value(database_url: str) -> None:
    database = Database(database_url)
    street = "Jalan " + "Ijen"
    with pytest.raises(sa.exc.DBAPIError) as bug, database.transaction() as connection:
        connection.execute(sa.text("select cast(:street as date)"), {"street": street})
    database.close()

    report = bug_report(bug.value)
    assert report["error"] == "DataError"
    assert report["sqlstate"] == "22007"
    assert street not in str(report)


def upkeep(app: ServiceApp) -> Upkeep:
    outlets = app.definition.all_outlets
    return Upkeep(app.definition, app.database, outlets=outlets, clock=app.clock)


def _value(metric: Any) -> float:
    return float(metric._value.get())  # noqa: SLF001 - the client has no other way
