"""Questions without a transaction: each sees what is committed by then, on both stores alike."""

import pytest
import sqlalchemy as sa

from kernel.adapters.database import Database, DatabaseUnavailable
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.storage import AnyDatabase
from kernel.adapters.store import head
from kernel.testing.append_contracts import append_alone, new, put
from kernel.testing.stores import InMemory, OnPostgres

_BEGAN_WITH_IT = sa.text(
    "select xact_start = query_start from pg_stat_activity where pid = pg_backend_pid()"
)


class ReadingContract:
    """Subclass, provide `database`, inherit."""

    def test_each_question_sees_what_is_committed_by_then(self, database: AnyDatabase) -> None:
        with database.reading() as one:
            before = head(one)
            append_alone(database, new("a", 1))
            after = head(one)

        assert (before, after) == (0, 1)

    def test_a_transaction_after_it_is_one_that_can_be_undone(self, database: AnyDatabase) -> None:
        with database.reading() as one:
            head(one)

        with pytest.raises(ValueError, match="undo"), database.transaction() as two:
            put(two, new("a", 1))
            raise ValueError("undo")

        with database.reading() as one:
            assert head(one) == 0


class TestReadingInMemory(InMemory, ReadingContract):
    def test_a_change_is_a_bug(self, database: MemoryDatabase) -> None:
        with pytest.raises(RuntimeError, match="only reads"), database.reading() as one:
            put(one, new("a", 1))


class TestReadingOnPostgres(OnPostgres, ReadingContract):
    def test_the_next_goes_on_when_the_connection_was_lost(self, database: Database) -> None:
        with pytest.raises(DatabaseUnavailable), database.reading() as one:
            one.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))

        with database.reading() as one:
            assert head(one) == 0

    def test_the_driver_says_nothing_but_the_question(self, database: Database) -> None:
        with database.reading() as one:
            began_with_it = one.execute(_BEGAN_WITH_IT).scalar_one()

        assert began_with_it, "there was a transaction before the question"
