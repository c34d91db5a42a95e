"""Prepared once per connection, sent together, and made anew when they no longer fit."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa

from kernel.adapters.database import Database, DatabaseUnavailable, LockBusy
from kernel.adapters.guard_row import GuardRow, Held
from kernel.adapters.parked import park
from kernel.adapters.prepared import Prepared, gathered, plain_later, send_waiting
from kernel.adapters.projections import load_rows, upsert
from kernel.adapters.schema import install_store_v1, parked
from kernel.domain.errors import Conflict
from kernel.testing.counters import NOON
from kernel.testing.stores import all_of, metadata
from kernel.testing.storing import SmallService, incoming

ROWS = sa.Table(
    "rows",
    sa.MetaData(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer),
)
READ = Prepared("select number from rows where key = any($1) order by key", "text[]")
ADD = Prepared("insert into rows (key, number) values ($1, $2)", "text", "int")


@pytest.fixture
def database(database_url: str) -> Database:
    database = Database(database_url, pool_size=1, lock_timeout_s=0.2)
    with database.transaction() as connection:
        ROWS.create(connection)
    return database


@pytest.fixture
def service_database(database_url: str) -> Database:
    database = Database(database_url)
    with database.transaction() as connection:
        install_store_v1(connection)
    return database


def until_somebody_waits(connection: sa.Connection) -> None:
    end = time.monotonic() + 5
    while not connection.exec_driver_sql(
        "select count(*) from pg_locks where not granted"
    ).scalar():
        assert time.monotonic() < end, "nobody came to wait"
        time.sleep(0.01)


def prepared_names(connection: sa.Connection) -> list[str]:
    query = "select name from pg_prepared_statements order by prepare_time"
    return list(connection.exec_driver_sql(query).scalars())


def test_a_statement_is_prepared_once_in_each_connection(database: Database) -> None:
    found = []
    for _ in range(3):
        with database.transaction() as connection:
            READ.rows(connection, ["a"])
            found.append(prepared_names(connection))

    assert [len(names) for names in found] == [1, 1, 1]


def test_what_a_failed_transaction_prepared_is_still_there(database: Database) -> None:
    with pytest.raises(Conflict), database.transaction() as connection:
        ADD.rows(connection, "a", 1)
        ADD.rows(connection, "a", 1)

    with database.transaction() as connection:
        ADD.rows(connection, "a", 1)
        assert READ.rows(connection, ["a"]) == [(1,)]


def test_what_waits_is_sent_in_order_before_whatever_follows(database: Database) -> None:
    with database.transaction() as connection:
        ADD.later(connection, "b", 2)
        ADD.later(connection, "a", 1)
        assert READ.rows(connection, ["a", "b"]) == [(1,), (2,)]
        ADD.later(connection, "c", 3)
        assert connection.execute(sa.select(sa.func.count()).select_from(ROWS)).scalar() == 3
        ADD.later(connection, "d", 4)
        send_waiting(connection)
        plain_later(connection, b"delete from rows where key = 'a'")

    with database.transaction() as connection:
        assert READ.rows(connection, ["a", "b", "c", "d"]) == [(2,), (3,), (4,)]


def test_what_waits_goes_with_a_transaction_that_fails(database: Database) -> None:
    with pytest.raises(ValueError, match="on the way"), database.transaction() as connection:
        ADD.later(connection, "a", 1)
        raise ValueError("on the way")

    with database.transaction() as connection:
        assert READ.rows(connection, ["a"]) == []


def test_what_waits_fails_at_the_latest_when_all_is_committed(database: Database) -> None:
    with pytest.raises(Conflict), database.transaction() as connection:
        ADD.later(connection, "a", 1)
        ADD.later(connection, "a", 1)

    with database.transaction() as connection:
        assert READ.rows(connection, ["a"]) == []


def test_rows_are_written_at_once_unless_somebody_gathers(database: Database) -> None:
    row = {"key": "a", "number": 1}
    with pytest.raises(LockBusy), database.transaction() as connection:
        other = psycopg2.connect(database.url)
        with other.cursor() as cursor:
            cursor.execute("insert into rows values ('a', 5)")
        with gathered(connection):
            upsert(connection, ROWS, [row])
        upsert(connection, ROWS, [row])
        pytest.fail("it did not wait")
    other.close()


@pytest.mark.parametrize("change", ["alter column number type bigint", "add later text"])
def test_an_altered_table_is_a_conflict_once_and_no_bug(database: Database, change: str) -> None:
    def read() -> list[dict[str, Any]]:
        with database.transaction() as connection:
            return list(load_rows(connection, ROWS, [("a",)]).values())

    with database.transaction() as connection:
        ADD.rows(connection, "a", 1)
    row = {"key": "a", "number": 1}
    assert read() == [row]
    owner = psycopg2.connect(database.url)
    with owner, owner.cursor() as cursor:
        cursor.execute(f"alter table rows {change}")
    owner.close()

    if "type" in change:
        with pytest.raises(Conflict):
            read()
    assert [read(), read()] == [[row], [row]]


def test_plans_are_made_anew_when_the_connection_has_twice_the_age(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, made = time.monotonic(), set()
    with database.transaction() as connection:
        for number, after_s in enumerate((0.0, 0.9, 1.1, 2.9, 3.2, 7.0, 7.3)):
            monkeypatch.setattr(
                "kernel.adapters.prepared.time.monotonic", lambda at=start + after_s: at
            )
            ADD.later(connection, f"{after_s}", number)
            READ.rows(connection, ["0.0"])
            query = "select max(prepare_time)::text from pg_prepared_statements where name = %s"
            made.add(connection.exec_driver_sql(query, (READ.name,)).scalar())
        assert connection.execute(sa.select(sa.func.count()).select_from(ROWS)).scalar() == 7

    assert len(made) == 4


@pytest.mark.parametrize("keys", [1, 500])
def test_a_plan_for_any_number_of_keys_uses_the_index(database: Database, keys: int) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql(
            "insert into rows select lpad(n::text, 6, '0'), n from generate_series(1, 20000) n"
        )
        asked = [f"{n:06}" for n in range(1, keys + 1)]
        assert len(load_rows(connection, ROWS, [(one,) for one in asked])) == keys
        [name] = prepared_names(connection)

        plan = connection.exec_driver_sql(
            f"explain execute {name} (%(keys)s)", {"keys": asked}
        ).scalars()

        assert any("using rows_pkey" in line or "on rows_pkey" in line for line in plan)


def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        [[pid]] = Prepared("select pg_backend_pid()").rows(connection)
        other = psycopg2.connect(database.url)
        with other, other.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s)", (pid,))
        other.close()
        time.sleep(0.1)
        READ.rows(connection, ["a"])

    with database.transaction() as connection:
        assert READ.rows(connection, ["a"]) == []


def test_a_consumer_goes_on_when_a_table_was_altered(service_database: Database) -> None:
    with service_database.transaction() as connection:
        metadata.create_all(connection)
    service = SmallService(service_database)
    applier, run = service.applier(), incoming(("a", 1), ("a", 2))
    applier.apply(run[:1])
    with service_database.transaction() as connection:
        connection.exec_driver_sql("alter table subscriptions alter position type numeric")

    assert applier.apply(run) == 2

    assert service.heard() == {"counter-a": 2}
    assert all_of(service_database, parked) == []


@pytest.mark.parametrize("parks", [True, False])
def test_who_waited_for_the_guard_row_looks_again_if_it_was_moved(
    service_database: Database, *, parks: bool
) -> None:
    guard, [event] = GuardRow(consumer="c", producer="p"), incoming(("a", 1))
    with service_database.transaction() as connection:
        assert guard.hold(connection) == Held(position=0, clear=True)

    def wait() -> Held:
        with service_database.transaction() as connection:
            return guard.hold(connection)

    with ThreadPoolExecutor(1) as pool:
        with service_database.transaction() as connection:
            guard.lock(connection)
            late = pool.submit(wait)
            until_somebody_waits(connection)
            if parks:
                park(connection, guard, [event], reason_code="x", attempts=1, at=NOON)
                guard.move(connection, 1)
        held = late.result(10)

    assert held == (Held(position=1, clear=False) if parks else Held(position=0, clear=True))
