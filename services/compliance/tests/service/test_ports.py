"""The ports of compliance keep their contracts on PostgreSQL and in memory."""

from collections.abc import Iterator

import pytest
from compliance_books import SETTINGS, Store
from compliance_month_ports import ConsequencesContract, PeriodsContract
from compliance_ports import BooksContract, DutiesContract, RosterContract, SourcesContract
from compliance_service import MIGRATIONS

from compliance.adapters.memory import memory_ports
from compliance.bootstrap import define
from kernel.adapters.database import Database
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.migrations import migrate

IMPATIENT_S = 0.05


@pytest.fixture(scope="module")
def postgres(module_database_url: str) -> Iterator[Store]:
    migrate(module_database_url, MIGRATIONS)
    database = Database(module_database_url, lock_timeout_s=IMPATIENT_S)
    yield Store(database, define(SETTINGS).ports)
    database.close()


class OnPostgres:
    @pytest.fixture
    def store(self, postgres: Store) -> Store:
        return postgres


class InMemory:
    @pytest.fixture
    def store(self) -> Store:
        return Store(MemoryDatabase(lock_timeout_s=IMPATIENT_S), memory_ports(SETTINGS))


class TestRosterOnPostgres(OnPostgres, RosterContract):
    pass


class TestRosterInMemory(InMemory, RosterContract):
    pass


class TestPeriodsOnPostgres(OnPostgres, PeriodsContract):
    pass


class TestPeriodsInMemory(InMemory, PeriodsContract):
    pass


class TestConsequencesOnPostgres(OnPostgres, ConsequencesContract):
    pass


class TestConsequencesInMemory(InMemory, ConsequencesContract):
    pass


class TestDutiesOnPostgres(OnPostgres, DutiesContract):
    pass


class TestDutiesInMemory(InMemory, DutiesContract):
    pass


class TestSourcesOnPostgres(OnPostgres, SourcesContract):
    pass


class TestSourcesInMemory(InMemory, SourcesContract):
    pass


class TestBooksOnPostgres(OnPostgres, BooksContract):
    pass


class TestBooksInMemory(InMemory, BooksContract):
    pass
