"""The event stores: both keep the contract, and PostgreSQL more than that."""

from collections.abc import Iterator

import psycopg2
import pytest
import sqlalchemy as sa

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database, DatabaseUnavailable
from kernel.adapters.memory import MemoryStore
from kernel.adapters.schema import install_store_v1, timers, vault
from kernel.adapters.store import read_stream
from kernel.adapters.unit_of_work import StoredUnitOfWork, UnitsOfWork
from kernel.adapters.vault import SqlVault
from kernel.application.event_store import EventStore
from kernel.application.ports import Timer
from kernel.testing.counters import CODEC, COUNTER, NOON, SOMEBODY, count
from kernel.testing.store_contracts import EventStoreContract, add, total


class TestMemoryStore(EventStoreContract):
    @pytest.fixture
    def store(self) -> EventStore:
        return MemoryStore(CODEC, clock=ManualClock(NOON))

    def test_it_keeps_timers_and_sealed_data(self) -> None:
        store = MemoryStore(CODEC, clock=ManualClock(NOON))
        timer = Timer(timer_id="t", kind="k", subject="a", due_at=NOON)

        with store.begin() as work, work.scope(SOMEBODY):
            work.schedule(timer)
            work.seal("ref-1", "address", {"street": "Jalan Ijen"})
        with store.begin() as work, work.scope(SOMEBODY):
            work.cancel("nothing")

        assert store.vault["ref-1"] == {"street": "Jalan Ijen"}
        assert store.timers == {"t": timer}
        assert store.take_timer("t") == timer
        assert store.timers == {}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, pool_size=12)
    with database.transaction() as connection:
        install_store_v1(connection)
    yield database
    database.close()


@pytest.fixture
def units(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database, CODEC, clock=ManualClock(NOON))


class TestPostgresStore(EventStoreContract):
    @pytest.fixture
    def store(self, units: UnitsOfWork) -> EventStore:
        return units

    @pytest.mark.parametrize(
        "statement",
        ["update events set version = 9", "delete from events", "truncate events"],
    )
    def test_events_are_immutable_by_privilege(
        self, database_url: str, units: UnitsOfWork, statement: str
    ) -> None:
        add(units, "a", 1)
        connection = psycopg2.connect(database_url)

        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            connection.cursor().execute(statement)

        connection.close()

    @pytest.mark.parametrize(
        "statement",
        ["update events set version = 9", "delete from events", "truncate events"],
    )
    def test_events_are_immutable_by_trigger_even_with_the_privilege(
        self, database_url: str, units: UnitsOfWork, statement: str
    ) -> None:
        add(units, "a", 1)
        connection = psycopg2.connect(database_url)
        cursor = connection.cursor()
        cursor.execute("grant update, delete, truncate on events to current_user")

        with pytest.raises(psycopg2.DatabaseError, match="events are immutable"):
            cursor.execute(statement)

        connection.close()

    def test_a_connection_lost_before_the_commit_leaves_nothing(
        self, database: Database, units: UnitsOfWork
    ) -> None:
        with pytest.raises(DatabaseUnavailable), units.begin() as work:
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(1))
            assert isinstance(work.connection, sa.Connection)
            backend = work.connection.execute(sa.text("select pg_backend_pid()")).scalar_one()
            work.flush()
            _terminate(database, backend)

        assert total(units, "a") is None

    def test_nobody_waits_for_a_writer_that_has_appended_and_fell_asleep(
        self, database: Database, units: UnitsOfWork
    ) -> None:
        with database.transaction() as connection:
            work = StoredUnitOfWork(connection, CODEC, (), clock=units.clock, settings_version="1")
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(1))

            work.finish()

            assert total(units, "a") == 1
            with units.begin() as other, other.scope(SOMEBODY):
                other.add(COUNTER, "a", count(2))

        assert total(units, "a") == 3

    def test_timers_and_sealed_data_are_written_with_the_events(
        self, database: Database, units: UnitsOfWork
    ) -> None:
        with units.begin() as work, work.scope(SOMEBODY):
            work.schedule(Timer(timer_id="t1", kind="k", subject="a", due_at=NOON))
            work.schedule(Timer(timer_id="t2", kind="k", subject="a", due_at=NOON))
            work.seal("ref-1", "address", {"street": "Jalan Ijen"}, lookup="hash")
        with units.begin() as work, work.scope(SOMEBODY):
            work.cancel("t2")

        with database.transaction() as connection:
            kept = connection.execute(sa.select(timers.c.timer_id)).scalars().all()
            sealed = SqlVault(connection)
            assert kept == ["t1"]
            assert sealed.open(["ref-1", "ref-2"]) == {"ref-1": {"street": "Jalan Ijen"}}
            assert sealed.find("address", ["hash", "other"]) == {"hash": "ref-1"}

    def test_sealed_data_can_be_erased_and_history_stays(
        self, database: Database, units: UnitsOfWork
    ) -> None:
        with units.begin() as work, work.scope(SOMEBODY):
            work.seal("ref-1", "address", {"street": "Jalan Ijen"})
            work.add(COUNTER, "a", count(1))

        with database.transaction() as connection:
            assert SqlVault(connection).erase(["ref-1"]) == 1

        with database.transaction() as connection:
            assert connection.execute(sa.select(vault)).all() == []
            assert [one.version for one in read_stream(connection, "counter-a")] == [1]

    def test_the_settings_in_force_are_stored_with_each_event(self, database: Database) -> None:
        units = UnitsOfWork(database, CODEC, clock=ManualClock(NOON), settings_version="s-7")

        add(units, "a", 1)

        [one] = units.read_after(0, 1)
        assert one.metadata["settings_version"] == "s-7"
        assert one.recorded_at == NOON


def _terminate(database: Database, backend: int) -> None:
    with database.transaction() as connection:
        connection.execute(sa.text("select pg_terminate_backend(:pid)"), {"pid": backend})
