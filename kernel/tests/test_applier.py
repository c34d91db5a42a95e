"""One run, one transaction: whoever else is at it waits for the guard row, and finds it done."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import msgspec
import pytest
import sqlalchemy as sa

from kernel.adapters.applier import CONFLICTS_MAX, Applier, TryAgain
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.database import Database
from kernel.adapters.schema import refusals
from kernel.domain.errors import Conflict
from kernel.testing.messaging import Town, consumer, producer, town

ROUNDS = 30


@pytest.fixture
def lent(new_database: Callable[[str], str]) -> Iterator[Town]:
    with town("memory://applier", new_database) as lent:
        lent.found(producer("p"))
        lent.found(consumer("c", ["p"], lent.poison))
        yield lent


def applier_of(lent: Town, **changes: int) -> Applier:
    app = lent.switchboard.services["c"]
    # Without policies nothing but the guard row stands between two workers.
    subscription = replace(app.definition.subscriptions[0], policies={})
    return Applier(app.definition, subscription, app.units, **changes)


def with_policies(lent: Town) -> Applier:
    app = lent.switchboard.services["c"]
    return Applier(app.definition, app.definition.subscriptions[0], app.units)


def incoming(lent: Town, after: int = 0) -> list[Incoming]:
    stored = lent.switchboard.services["p"].events(after, 1000)
    return [Incoming.of("p", one) for one in json.loads(msgspec.json.encode(stored))]


def counted_refusals(database: Database) -> dict[int, int]:
    with database.transaction() as connection:
        rows = connection.execute(sa.select(refusals.c.position, refusals.c.attempts))
        return {row.position: row.attempts for row in rows}


def test_two_workers_with_the_same_run_apply_it_once(lent: Town) -> None:
    together = Barrier(2)
    workers = [applier_of(lent), applier_of(lent)]

    def apply(worker: Applier, run: list[Incoming]) -> int:
        together.wait()
        return worker.apply(run)

    with ThreadPoolExecutor(2) as threads:
        for turn in range(ROUNDS):
            lent.happen("p", f"s{turn}", turn, turn)
            run = incoming(lent, after=turn * 2)
            reached = list(threads.map(apply, workers, [run, run]))
            assert reached == [turn * 2 + 2] * 2

    assert [one.position for one in lent.applied("c", "p")] == list(range(1, ROUNDS * 2 + 1))


def test_a_run_that_does_not_follow_the_row_changes_nothing(lent: Town) -> None:
    lent.happen("p", "a", 1, 2, 3)
    worker = applier_of(lent)

    assert worker.apply(incoming(lent)[1:]) == 0
    assert lent.applied("c", "p") == []

    worker.apply(incoming(lent)[:2])
    assert worker.apply(incoming(lent)[:1]) == 2
    assert worker.apply(incoming(lent)) == 3
    assert lent.numbers("c", "p") == [1, 2, 3]


def test_what_comes_before_the_event_that_fails_is_kept(lent: Town) -> None:
    lent.poison.refused.add(5)
    lent.happen("p", "a", *range(1, 9))
    worker = with_policies(lent)

    with pytest.raises(TryAgain):
        worker.apply(incoming(lent))

    assert lent.numbers("c", "p") == [1, 2, 3, 4]
    assert counted_refusals(lent.switchboard.services["c"].database) == {5: 1}


def test_attempts_are_counted_across_restarts_and_forgotten_on_success(lent: Town) -> None:
    lent.poison.refused.add(1)
    lent.happen("p", "a", 1)
    for _ in range(3):
        with pytest.raises(TryAgain):
            with_policies(lent).apply(incoming(lent))
    assert counted_refusals(lent.switchboard.services["c"].database) == {1: 3}

    lent.poison.refused.clear()
    assert with_policies(lent).apply(incoming(lent)) == 1

    assert counted_refusals(lent.switchboard.services["c"].database) == {}


def test_what_only_looks_like_a_conflict_is_parked_in_the_end(lent: Town) -> None:
    # A unique key that the event can never satisfy comes as the same error as a lost race.
    database = lent.switchboard.services["c"].database
    with database.transaction() as connection:
        connection.execute(sa.text("create unique index once on applied (number)"))
    lent.happen("p", "a", 7)
    lent.happen("p", "b", 7)
    lent.happen("p", "c", 8)
    worker = applier_of(lent, attempts_max=1)

    for _ in range(CONFLICTS_MAX):
        with pytest.raises(Conflict):
            worker.apply(incoming(lent))
    worker.apply(incoming(lent))

    assert lent.numbers("c", "p") == [7, 8]
