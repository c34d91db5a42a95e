"""A chore is repeated while there is more, waits when there is none, and outlives what is away."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any

import pytest

from kernel.adapters.chores import Chore, ChoreLoop
from kernel.adapters.database import Database
from kernel.domain.errors import Conflict, Unavailable

Outcome = bool | Exception


class Waits(Event):
    """A stop signal that notes each wait instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return self.is_set()


@pytest.fixture
def database() -> Iterator[Database]:
    lent = Database("postgresql://nobody@127.0.0.1:1/none")
    yield lent
    lent.close()


def run(database: Database, outcomes: Sequence[Outcome]) -> list[float | None]:
    """Live until the outcomes are used up, and return how long the loop wanted to wait."""
    stop, left = Waits(), list(outcomes)

    def step(given: Database) -> bool:
        assert given is database
        outcome = left.pop(0)
        if not left:
            stop.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    ChoreLoop(Chore(name="sweep", step=step), database, poll_s=7.0).run(stop)
    assert left == []
    return stop.waits


def test_it_repeats_at_once_while_there_is_more(database: Database) -> None:
    assert run(database, [True, True, True]) == []


def test_it_waits_when_there_is_nothing_more(database: Database) -> None:
    assert run(database, [True, False, False, True]) == [7.0, 7.0]


@pytest.mark.parametrize("trouble", [Conflict, Unavailable])
def test_it_backs_off_from_what_is_away_and_tries_again(
    database: Database, trouble: Callable[[str], Exception]
) -> None:
    first, second, after_success = run(
        database, [trouble("away"), trouble("away"), True, trouble("away")]
    )

    assert first is not None
    assert second is not None
    assert after_success is not None
    assert 0 < first <= 0.1 <= second <= 0.2
    assert 0 < after_success <= 0.1


def test_it_does_nothing_once_told_to_stop(database: Database) -> None:
    stop = Waits()
    stop.set()

    def never(_: Any) -> bool:
        raise AssertionError("it was told to stop")

    ChoreLoop(Chore(name="sweep", step=never), database, poll_s=7.0).run(stop)
    assert stop.waits == []


def test_a_bug_leaves_the_loop_to_whoever_keeps_all_loops_running(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        run(database, [True, ZeroDivisionError()])
