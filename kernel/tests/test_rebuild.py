"""A read model is rebuilt beside the live one, whatever else happens, and stays what it was."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_counting import COUNTING, SUMS, TOTALS, counting_database, message, sums, totals

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.definition import Subscription
from kernel.adapters.feed import RpcFeed
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.projections import AnyRecorded, Projection
from kernel.adapters.rebuild import (
    RebuildDisturbed,
    RebuildRunning,
    differences_foreign,
    differences_own,
    rebuild_foreign,
    rebuild_own,
)
from kernel.adapters.schema import parked, subscriptions
from kernel.adapters.sequence import FeedBroken
from kernel.adapters.service import ServiceApp
from kernel.testing.counters import CODEC, NOON
from kernel.testing.messaging import Switchboard

FROM_ELSEWHERE = Subscription(producer="testing", codec=CODEC, projections=[TOTALS])


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    app = ServiceApp(COUNTING, database, clock=ManualClock(NOON))
    app.execute([message(n, counter=f"c{n % 5}") for n in range(40)])
    return app


class Slow:
    """A projection that tells when it is at work, and waits to be let on."""

    def __init__(self, projection: Projection) -> None:
        self.name, self.tables = projection.name, projection.tables
        self._projection = projection
        self.at_work, self.let_on = threading.Event(), threading.Event()

    def apply(self, connection: sa.Connection, events: Sequence[AnyRecorded]) -> None:
        self.at_work.set()
        self.let_on.wait(10)
        self._projection.apply(connection, events)


def rows(database: Database, table: sa.Table) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        query = sa.select(table).order_by(*table.primary_key)
        return [tuple(row) for row in connection.execute(query)]


def described(database: Database) -> list[tuple[Any, ...]]:
    """Return what PostgreSQL knows about the table, under names that other statements use."""
    query = sa.text(
        "select indexname, indexdef from pg_indexes where tablename = 'totals' union"
        " select conname, pg_get_constraintdef(oid) from pg_constraint"
        "  where conrelid = 'public.totals'::regclass union"
        " select grantee, string_agg(privilege_type, ',' order by privilege_type)"
        "   from information_schema.table_privileges where table_name = 'totals' group by grantee"
    )
    with database.transaction() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def test_indexes_constraints_and_grants_keep_their_names(
    database: Database, app: ServiceApp
) -> None:
    with database.transaction() as connection:
        for statement in (
            "create index totals_of_big_counters on totals (version desc) where total > 5",
            "create index totals_like on totals (counter_id) where counter_id like 'a%'",
            "create unique index totals_once on totals (upper(counter_id))",
            "alter table totals add constraint totals_versions unique (counter_id, version)",
            "alter table totals add constraint totals_sane check (version > 0)",
            "grant select on totals to public",
        ):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    before = described(database)

    rebuild_own(database, TOTALS, CODEC)

    assert len(before) > 8
    assert described(database) == before
    assert app.ask("total", {"counter_id": "c1"}, message(1)["context"])["version"] == 8


def test_of_two_rebuilds_at_once_one_is_refused_and_the_rows_are_right(
    database: Database, app: ServiceApp
) -> None:
    before = rows(database, sums)
    slow = Slow(SUMS)
    first = threading.Thread(target=rebuild_own, args=(database, slow, CODEC))
    first.start()
    assert slow.at_work.wait(10)

    with pytest.raises(RebuildRunning):
        rebuild_own(database, SUMS, CODEC)

    slow.let_on.set()
    first.join(10)
    assert app.head() == 40
    assert rows(database, sums) == before
    rebuild_own(database, SUMS, CODEC)


def test_a_rebuild_that_breaks_off_leaves_the_live_rows_and_can_be_repeated(
    database: Database, app: ServiceApp
) -> None:
    before = rows(database, totals)

    class Broken(Slow):
        def apply(self, connection: sa.Connection, events: Sequence[AnyRecorded]) -> None:
            self._projection.apply(connection, events)
            raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        rebuild_own(database, Broken(TOTALS), CODEC)

    assert rows(database, totals) == before
    assert rebuild_own(database, TOTALS, CODEC) == app.head()
    assert rows(database, totals) == before


def test_a_read_model_can_be_verified_by_two_at_once(database: Database, app: ServiceApp) -> None:
    slow = Slow(TOTALS)
    found: list[int] = []
    first = threading.Thread(target=lambda: found.append(differences_own(database, slow, CODEC)))
    first.start()
    assert slow.at_work.wait(10)

    app.execute([message(1)])
    assert differences_own(database, SUMS, CODEC) == 0

    slow.let_on.set()
    first.join(10)
    assert found == [0]


class Copy:
    """The consumer's side: the rows of TOTALS are its copy of what `testing` has stored."""

    def __init__(self, database: Database, app: ServiceApp) -> None:
        switchboard = Switchboard()
        switchboard.services["testing"] = app
        self.database, self.feed = database, RpcFeed(switchboard)
        self.guard = GuardRow(consumer="copying", producer="testing")

    def stand_at(self, position: int) -> None:
        with self.database.transaction() as connection:
            self.guard.lock(connection)
            self.guard.move(connection, position)

    def park(self, position: int, status: str) -> None:
        [event] = self.feed.events("testing", position - 1, 1)
        row = {
            "consumer": "copying",
            "producer": "testing",
            "position": position,
            "stream_id": event["subject"],
            "type": event["type"],
            "event": dict(event),
            "status": status,
            "reason_code": "because",
            "attempts": 1,
            "parked_at": NOON,
        }
        with self.database.transaction() as connection:
            connection.execute(sa.insert(parked).values(row))

    def rebuild(self, projection: Projection = TOTALS) -> int:
        return rebuild_foreign(
            self.database, projection, FROM_ELSEWHERE, self.feed, consumer="copying"
        )

    def differences(self) -> int:
        return differences_foreign(
            self.database, TOTALS, FROM_ELSEWHERE, self.feed, consumer="copying"
        )

    def events_in_rows(self) -> int:
        return sum(row[2] for row in rows(self.database, totals))


@pytest.fixture
def copy(database: Database, app: ServiceApp) -> Copy:
    return Copy(database, app)


def test_a_copy_of_foreign_data_is_rebuilt_from_the_feed_up_to_the_guard_row(copy: Copy) -> None:
    copy.stand_at(33)

    assert copy.rebuild() == 33

    assert rows(copy.database, totals)[0] == ("c0", 0 + 5 + 10 + 15 + 20 + 25 + 30, 7)
    assert copy.differences() == 0


def test_a_copy_that_was_spoilt_is_noticed(copy: Copy) -> None:
    copy.stand_at(40)
    assert copy.differences() == 0

    with copy.database.transaction() as connection:
        connection.execute(sa.update(totals).values(total=0).where(totals.c.counter_id == "c1"))

    assert copy.differences() == 2
    copy.rebuild()
    assert copy.differences() == 0


def test_events_that_were_parked_or_discarded_are_left_out_and_retried_ones_are_not(
    copy: Copy,
) -> None:
    copy.stand_at(40)
    for position, status in ((36, "parked"), (37, "discarded"), (38, "retried")):
        copy.park(position, status)

    copy.rebuild()

    assert copy.differences() == 0
    # The highest version that each counter has seen tells which of its events were applied.
    assert {row[0]: row[2] for row in rows(copy.database, totals)} == {
        "c0": 7,
        "c1": 7,
        "c2": 8,
        "c3": 8,
        "c4": 8,
    }


def test_a_parked_event_that_is_retried_meanwhile_disturbs_the_rebuild(copy: Copy) -> None:
    copy.stand_at(40)
    copy.park(36, "parked")
    slow = Slow(TOTALS)
    outcome: list[str] = []

    def rebuild() -> None:
        try:
            copy.rebuild(slow)
        except RebuildDisturbed as error:
            outcome.append(error.own_code)

    before = rows(copy.database, totals)
    other = threading.Thread(target=rebuild)
    other.start()
    assert slow.at_work.wait(10)
    with copy.database.transaction() as connection:
        connection.execute(sa.update(parked).values(status="retried"))
    slow.let_on.set()
    other.join(10)

    assert outcome == ["rebuild_disturbed"]
    assert rows(copy.database, totals) == before


def test_the_service_answers_while_a_copy_is_rebuilt(copy: Copy, app: ServiceApp) -> None:
    copy.stand_at(40)
    slow = Slow(TOTALS)
    other = threading.Thread(target=copy.rebuild, args=(slow,))
    other.start()
    assert slow.at_work.wait(10)

    answer = app.ask("total", {"counter_id": "c1"}, message(1)["context"])
    # The subscription goes on too: its guard row is free until the tail.
    copy.stand_at(40)

    slow.let_on.set()
    other.join(10)
    assert answer["version"] == 8


def test_a_copy_of_a_consumer_that_has_never_stood_anywhere_is_empty_and_keeps_its_place(
    copy: Copy,
) -> None:
    assert copy.rebuild() == 0

    assert rows(copy.database, totals) == []
    with copy.database.transaction() as connection:
        assert connection.execute(sa.select(subscriptions.c.position)).scalars().all() == [0]


def test_a_feed_that_has_lost_events_does_not_become_a_short_copy(copy: Copy) -> None:
    copy.stand_at(41)
    before = rows(copy.database, totals)

    with pytest.raises(FeedBroken):
        copy.rebuild()

    assert rows(copy.database, totals) == before
