"""What contract suites of the store run on: PostgreSQL, or memory, with the same small tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.memory import MemoryDatabase, MemoryTransaction, MemoryVault
from kernel.adapters.projections import Row
from kernel.adapters.schema import install_store_v1
from kernel.adapters.storage import AnyDatabase, AnyTransaction, store_function
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.adapters.vault import SqlVault
from kernel.testing.counters import CODEC, NOON

# Whoever waits for a lock here waits for somebody who is further up in the same thread.
LOCK_S = 0.1

metadata = sa.MetaData()
things = sa.Table(
    "things",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    sa.Column("told", JSONB, nullable=False),
)
heard = sa.Table(
    "heard",
    metadata,
    sa.Column("stream_id", sa.Text, primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("events", sa.BigInteger, nullable=False),
)


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


@dataclass(slots=True)
class Moment:
    """Something that happens once, in the middle of what somebody else does."""

    _next: list[Callable[[], None]] = field(default_factory=list)

    def next(self, happens: Callable[[], None]) -> None:
        self._next.append(happens)

    def kill(self) -> None:
        def die() -> None:
            raise Killed

        self.next(die)

    def pass_by(self) -> None:
        if self._next:
            self._next.pop()()


class OnPostgres:
    """Runs a suite on PostgreSQL."""

    @pytest.fixture
    def database(self, module_database_url: str) -> Iterator[Database]:
        database = Database(module_database_url, pool_size=4, lock_timeout_s=LOCK_S)
        with database.transaction() as connection:
            # Faster than a database of its own for each test.
            connection.execute(sa.text("drop schema public cascade"))
            connection.execute(sa.text("create schema public"))
            install_store_v1(connection)
            metadata.create_all(connection)
        yield database
        database.close()


class InMemory:
    """Runs a suite in memory."""

    @pytest.fixture
    def database(self) -> MemoryDatabase:
        return MemoryDatabase(lock_timeout_s=LOCK_S)


def units_on(database: AnyDatabase, *, clock: ManualClock | None = None) -> UnitsOfWork[Any]:
    return UnitsOfWork(database, CODEC, clock=clock or ManualClock(NOON))


@store_function
def seen(connection: sa.Connection, table: sa.Table) -> list[Row]:
    """Return all rows without holding any, in order."""
    query = sa.select(table).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(query).mappings()]


@seen.on(MemoryTransaction)
def _seen(transaction: MemoryTransaction, table: sa.Table) -> list[Row]:
    return transaction.rows(table)


def all_of(database: AnyDatabase, table: sa.Table) -> list[Row]:
    with database.transaction() as transaction:
        return seen(transaction, table)


def thing(name: str, number: int, told: Any = None) -> Row:
    return {"name": name, "number": number, "told": told}


def vault_in(transaction: AnyTransaction) -> SqlVault | MemoryVault:
    if isinstance(transaction, MemoryTransaction):
        return MemoryVault(transaction)
    assert isinstance(transaction, sa.Connection)
    return SqlVault(transaction)
