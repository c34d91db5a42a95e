"""What tables promise to read models and ports. Subclass, provide `database`, inherit."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from kernel.adapters.database import LockBusy
from kernel.adapters.projections import add, insert_new, load_rows, upsert
from kernel.adapters.storable import NotStorable
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.domain.errors import Conflict, KernelError
from kernel.testing.stores import Killed, all_of, heard, seen, thing, things

Change = Callable[[AnyTransaction], None]


def insert_a(transaction: AnyTransaction) -> None:
    insert_new(transaction, things, [thing("a", 1)])


def insert_same_number(transaction: AnyTransaction) -> None:
    insert_new(transaction, things, [thing("z", 1)])


def upsert_a(transaction: AnyTransaction) -> None:
    upsert(transaction, things, [thing("a", 9)])


def add_a(transaction: AnyTransaction) -> None:
    add(transaction, heard, [{"stream_id": "a", "total": 2, "events": 1}])


def load_a(transaction: AnyTransaction) -> None:
    load_rows(transaction, things, [("a",)])
    load_rows(transaction, heard, [("a",)])


class TableContract:
    """Transactions are whole, see what is committed, and hold the rows they touch."""

    def test_a_transaction_sees_what_it_wrote_and_nobody_else_does_before_the_commit(
        self, database: AnyDatabase
    ) -> None:
        with database.transaction() as one:
            insert_new(one, things, [thing("b", 2), thing("a", 1)])
            upsert(one, things, [thing("a", 3)])
            assert seen(one, things) == [thing("a", 3), thing("b", 2)]
            assert all_of(database, things) == []

        assert all_of(database, things) == [thing("a", 3), thing("b", 2)]

    def test_each_statement_sees_what_is_committed_by_then(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            assert seen(one, things) == []
            with database.transaction() as two:
                insert_a(two)
            assert seen(one, things) == [thing("a", 1)]

    @pytest.mark.parametrize("error", [ValueError, Killed])
    def test_whoever_fails_or_dies_leaves_nothing_and_holds_nothing(
        self, database: AnyDatabase, error: type[BaseException]
    ) -> None:
        with pytest.raises(error), database.transaction() as one:
            insert_a(one)
            raise error

        assert all_of(database, things) == []
        with database.transaction() as two:
            insert_a(two)

    def test_a_row_or_a_value_that_must_be_unique_is_there_only_once(
        self, database: AnyDatabase
    ) -> None:
        with database.transaction() as one:
            insert_new(one, things, [thing("a", 1), thing("b", 2)])

        for change in (
            insert_a,
            insert_same_number,
            lambda one: upsert(one, things, [thing("b", 1)]),
        ):
            with pytest.raises(Conflict), database.transaction() as one:
                change(one)

        assert all_of(database, things) == [thing("a", 1), thing("b", 2)]

    def test_a_unique_value_that_was_given_up_may_be_taken(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            insert_a(one)
            upsert(one, things, [thing("a", 2)])
            insert_same_number(one)

        assert all_of(database, things) == [thing("a", 2), thing("z", 1)]

    @pytest.mark.parametrize("late", [insert_a, insert_same_number, upsert_a])
    def test_who_writes_what_another_is_just_writing_waits(
        self, database: AnyDatabase, late: Change
    ) -> None:
        with database.transaction() as one:
            insert_a(one)
            with pytest.raises(LockBusy), database.transaction() as two:
                late(two)

        assert all_of(database, things) == [thing("a", 1)]

    @pytest.mark.parametrize("late", [load_a, upsert_a, add_a])
    def test_rows_that_were_loaded_are_held(self, database: AnyDatabase, late: Change) -> None:
        with database.transaction() as one:
            insert_a(one)
            add_a(one)
        with database.transaction() as one:
            load_a(one)
            with pytest.raises(LockBusy), database.transaction() as two:
                late(two)
            assert len(all_of(database, things)) == 1

        with database.transaction() as two:
            late(two)

    def test_rows_that_are_not_there_are_not_held(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            assert load_rows(one, things, [("a",)]) == {}
            with database.transaction() as two:
                insert_a(two)
            with pytest.raises(Conflict), database.transaction() as three:
                insert_a(three)

    def test_rows_are_loaded_as_they_are_once_they_are_held(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            insert_a(one)
        with database.transaction() as one:
            upsert_a(one)
            assert load_rows(one, things, [("a",), ("b",)]) == {("a",): thing("a", 9)}

    def test_adding_adds_to_what_is_there(self, database: AnyDatabase) -> None:
        for _ in range(2):
            with database.transaction() as one:
                add_a(one)
                add(one, heard, [{"stream_id": "b", "total": -1, "events": 1}])

        assert [(row["total"], row["events"]) for row in all_of(database, heard)] == [
            (4, 2),
            (-2, 2),
        ]

    @pytest.mark.parametrize(
        "told", [None, 7, "x", [1, [2]], {"b": 1.5, "a": {"deep": [None, True]}}]
    )
    def test_json_comes_back_as_it_was_and_belongs_to_whoever_asked(
        self, database: AnyDatabase, told: Any
    ) -> None:
        with database.transaction() as one:
            insert_new(one, things, [thing("a", 1, told)])
            loaded = load_rows(one, things, [("a",)])["a",]
            assert loaded["told"] == told
            loaded["told"] = "mine"
            loaded["number"] = 77

        [row] = all_of(database, things)
        assert row == thing("a", 1, told)
        assert type(row["told"]) is type(told)

    def test_a_tuple_becomes_a_list(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            insert_new(one, things, [thing("a", 1, {"of": (1, 2)})])

        assert all_of(database, things) == [thing("a", 1, {"of": [1, 2]})]

    def test_a_number_that_is_too_large_is_refused(self, database: AnyDatabase) -> None:
        with pytest.raises(NotStorable), database.transaction() as one:
            insert_new(one, things, [thing("a", 2**63)])

    def test_a_transaction_that_has_failed_is_of_no_more_use(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            insert_a(one)
        with pytest.raises(Exception), database.transaction() as one:  # noqa: B017, PT011
            add_a(one)
            with suppress(KernelError, Exception):
                insert_a(one)
            add_a(one)

        assert all_of(database, heard) == []
