"""A migrated database of its own for each test, and the catalogue on it."""

from collections.abc import Iterator

import pytest
from catalog_town import Town

from catalog.entrypoints.cli import MIGRATIONS
from kernel.adapters.database import Database
from kernel.adapters.migrations import migrate


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    migrate(database_url, MIGRATIONS)
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def town(database: Database) -> Town:
    """The catalogue, empty."""
    return Town.at(database)


@pytest.fixture
def stall(town: Town) -> Town:
    """The catalogue with one verified stall that has rice and sugar on its list."""
    town.given_a_verified_stall()
    return town
