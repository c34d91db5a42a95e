"""Read models: set-based, rebuilt beside the live ones, compared with a fresh replay."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_counting import COUNTING, SUMS, TOTALS, counting_database, fold, message, sums, totals

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.projections import Projection, RowProjection
from kernel.adapters.rebuild import (
    BATCH,
    differences_own,
    rebuild_own,
)
from kernel.adapters.service import ServiceApp
from kernel.domain.errors import Conflict
from kernel.testing.counters import CODEC, NOON
from kernel.testing.statements import statements_sent

BOTH = pytest.mark.parametrize("projection", [TOTALS, SUMS], ids=lambda one: one.name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    return ServiceApp(COUNTING, database, clock=ManualClock(NOON))


def rows(database: Database, table: sa.Table) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        query = sa.select(table).order_by(*table.primary_key)
        return [tuple(row) for row in connection.execute(query)]


def some_history(app: ServiceApp, batches: int = 3) -> None:
    for batch in range(batches):
        app.execute([message(n, counter=f"c{n % 5}") for n in range(batch, batch + 40)])


def statements(app: ServiceApp, size: int) -> int:
    with statements_sent() as sent:
        app.execute([message(n, counter=f"s{size}-{n}", key=f"{size}-{n}") for n in range(size)])
    return len(sent)


def test_a_batch_costs_the_same_number_of_statements_as_one_command(app: ServiceApp) -> None:
    assert statements(app, 1) == statements(app, 40)


def test_a_batch_of_old_and_new_rows_costs_a_constant_number_of_statements_too(
    app: ServiceApp,
) -> None:
    app.execute([message(1, counter=f"s{size}-0") for size in (2, 60)])

    assert statements(app, 2) == statements(app, 60)


def test_read_models_are_written_with_the_events(database: Database, app: ServiceApp) -> None:
    app.execute([message(5), message(6), message(1, counter="b")])

    assert rows(database, totals) == [("a", 11, 2), ("b", 1, 1)]
    assert rows(database, sums) == [("plus", 12, 3)]


def test_a_row_that_two_streams_make_at_once_loses_neither(
    database: Database, app: ServiceApp
) -> None:
    shared = RowProjection("shared", totals, keys=lambda _: [("all",)], fold=fold)
    app.execute([message(5), message(6, counter="b")])
    mine, theirs = app.units.read_after(0, 10)
    outcomes: list[str] = []

    def write() -> None:
        try:
            with database.transaction() as connection:
                shared.apply(connection, [theirs])
        except Conflict:
            outcomes.append("conflict")

    other = threading.Thread(target=write)
    with database.transaction() as connection:
        shared.apply(connection, [mine])
        other.start()
        _until_somebody_waits(connection)
    other.join(10)
    assert outcomes == ["conflict"]

    write()
    assert ("all", 11, 1) in rows(database, totals)


@BOTH
def test_a_rebuilt_read_model_equals_the_live_one(
    database: Database, app: ServiceApp, projection: Projection
) -> None:
    some_history(app)
    [table] = projection.tables
    live = rows(database, table)

    position = rebuild_own(database, projection, CODEC)

    assert position == app.head()
    assert rows(database, table) == live
    assert differences_own(database, projection, CODEC) == 0


@BOTH
def test_a_spoilt_read_model_is_noticed_and_mended(
    database: Database, app: ServiceApp, projection: Projection
) -> None:
    some_history(app)
    [table] = projection.tables
    number = table.columns[1]
    with database.transaction() as connection:
        connection.execute(sa.update(table).values({number.name: number + 1}))

    assert differences_own(database, projection, CODEC) > 0

    rebuild_own(database, projection, CODEC)
    assert differences_own(database, projection, CODEC) == 0


def test_a_rebuild_that_has_ended_is_in_nobodys_way(database: Database, app: ServiceApp) -> None:
    some_history(app, batches=1)

    positions = {rebuild_own(database, TOTALS, CODEC) for _ in range(30)}

    assert positions == {app.head()}


def test_a_read_model_is_rebuilt_while_its_service_goes_on_writing(
    database: Database, app: ServiceApp
) -> None:
    some_history(app, batches=BATCH // 40 + 2)
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            answers = app.execute([message(1, counter="busy")])
            written.extend(1 for answer in answers if "ok" in answer)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(5):
        rebuild_own(database, TOTALS, CODEC)
    stop.set()
    writer.join(30)

    assert written
    assert differences_own(database, TOTALS, CODEC) == 0
    assert app.ask("total", {"counter_id": "busy"}, message(1)["context"])["total"] == len(written)


def _until_somebody_waits(connection: sa.Connection) -> None:
    waiting = sa.text("select count(*) from pg_locks where not granted")
    end = time.monotonic() + 5
    while not connection.execute(waiting).scalar():
        assert time.monotonic() < end, "nobody came to wait"
        time.sleep(0.01)
