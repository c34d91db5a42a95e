"""States of long streams are remembered by a process, and are never older than their events."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.memory import MemoryDatabase, MemoryUnitsOfWork
from kernel.adapters.schema import install_store_v1
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.unit_of_work import Entry, Remembered
from kernel.domain.errors import Conflict
from kernel.testing.counters import CODEC, COUNTER, NOON, SOMEBODY, count

Units = UnitsOfWork[Any]


@dataclass
class Folds:
    """Counts the events that were folded."""

    seen: list[int] = field(default_factory=list)

    def __call__(self, total: Any, event: Any) -> Any:
        self.seen.append(event.number)
        return COUNTER.evolve(total, event)


@pytest.fixture(params=["memory", "postgresql"])
def make_units(
    request: pytest.FixtureRequest, new_database: Callable[[str], str]
) -> Iterator[Callable[[], Units]]:
    """Return what starts one more process on the same database."""
    if request.param == "memory":
        memory = MemoryDatabase()
        yield lambda: MemoryUnitsOfWork(memory, CODEC, clock=ManualClock(NOON))
        return
    with opened(new_database("long")) as database:
        yield lambda: UnitsOfWork(database, CODEC, clock=ManualClock(NOON))


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    with database.transaction() as connection:
        install_store_v1(connection)
    yield database
    database.close()


def test_only_what_came_later_is_folded(make_units: Callable[[], Units]) -> None:
    here, there, folds = make_units(), make_units(), Folds()
    kind = replace(COUNTER, evolve=folds, long=True)
    added(here, kind, 1, 2)
    folds.seen.clear()

    assert added(here, kind, 3) == (6, 3)
    assert folds.seen == [3]
    assert added(there, COUNTER, 4) == (10, 4)
    folds.seen.clear()
    assert added(here, kind, 5) == (15, 5)
    assert folds.seen == [4, 5]


def test_what_was_not_committed_is_not_remembered(make_units: Callable[[], Units]) -> None:
    here, there = make_units(), make_units()
    kind = replace(COUNTER, long=True)
    added(here, kind, 1)

    with pytest.raises(Conflict), here.begin() as work, work.scope(SOMEBODY):
        work.add(kind, "a", count(7))
        added(there, COUNTER, 2)

    assert added(here, kind, 3) == (6, 3)


def test_only_some_are_remembered() -> None:
    remembered = Remembered(most=2)
    for name in ("a", "b", "a", "c"):
        remembered.keep(name, Entry(name, 1))

    assert remembered.get("a") == Entry("a", 1)
    assert remembered.get("b") == Entry(None, 0)


def added(units: Units, kind: Any, *numbers: int) -> tuple[int | None, int]:
    with units.begin() as work, work.scope(SOMEBODY):
        work.add(kind, "a", count(*numbers))
        return work.get(kind, "a"), work.version(kind, "a")
