"""What the one append promises to whoever reads behind it. Subclass, provide `database`."""

from collections.abc import Sequence
from contextlib import suppress

import pytest

from kernel.adapters.database import LockBusy
from kernel.adapters.projections import insert_new
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.adapters.store import (
    about_to_be,
    append,
    append_and_commit,
    head,
    hold_appends,
    load_after,
    load_first,
    load_streams,
    read_after,
    read_stream,
    read_types,
)
from kernel.application.unit_of_work import NewEvent
from kernel.domain.errors import Conflict
from kernel.domain.ids import new_id
from kernel.testing.counters import CODEC, NOON, SOMEBODY, Counted, count
from kernel.testing.stores import all_of, thing, things


def new(stream: str, version: int, *, event_id: str | None = None) -> NewEvent:
    return NewEvent(
        event=Counted(number=version),
        event_id=event_id or new_id(),
        stream_id=f"counter-{stream}",
        stream_type="counter",
        version=version,
        occurred_at=NOON,
        context=SOMEBODY,
    )


def put(transaction: AnyTransaction, *events: NewEvent) -> int:
    return append(transaction, CODEC, about_to_be(CODEC, events, at=NOON), at=NOON)


def commit_with(transaction: AnyTransaction, *events: NewEvent) -> None:
    append_and_commit(transaction, CODEC, about_to_be(CODEC, events, at=NOON), at=NOON)


def append_alone(database: AnyDatabase, *events: NewEvent) -> int:
    with database.transaction() as transaction:
        return put(transaction, *events)


def positions(database: AnyDatabase, after: int = 0) -> Sequence[int]:
    with database.transaction() as transaction:
        return [one.position for one in read_after(transaction, after, 100)]


class AppendContract:
    """Positions are contiguous at every moment, and versions are the ones that were read."""

    def test_an_append_is_not_overtaken_by_one_that_came_later(self, database: AnyDatabase) -> None:
        tailed: list[int] = []
        with database.transaction() as slow:
            put(slow, new("a", 1))
            with suppress(LockBusy):
                append_alone(database, new("b", 1))
            tailed += positions(database)
        tailed += positions(database, tailed[-1] if tailed else 0)

        assert tailed == list(range(1, len(tailed) + 1)), "a reader behind it missed an event"
        assert tailed == positions(database)

    def test_an_append_that_was_rolled_back_leaves_no_hole(self, database: AnyDatabase) -> None:
        append_alone(database, new("a", 1))
        with pytest.raises(ValueError, match="stop"), database.transaction() as one:
            put(one, new("a", 2), new("b", 1))
            raise ValueError("stop")

        append_alone(database, new("b", 1))

        assert positions(database) == [1, 2]

    def test_of_two_who_read_the_same_version_one_is_refused(self, database: AnyDatabase) -> None:
        with pytest.raises(Conflict), database.transaction() as slow:
            load_streams(slow, CODEC, ["counter-a"])
            append_alone(database, new("a", 1))
            put(slow, new("a", 1))

        assert positions(database) == [1]

    @pytest.mark.parametrize("versions", [[2], [1, 1], [1, 3], [0]])
    def test_versions_follow_each_other(self, database: AnyDatabase, versions: list[int]) -> None:
        with pytest.raises(Conflict), database.transaction() as one:
            put(one, *[new("a", version) for version in versions])

        assert positions(database) == []

    def test_a_transaction_appends_to_what_it_has_appended(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            assert put(one, new("a", 1)) == 1
            assert put(one, new("a", 2), new("b", 1)) == 3
            assert head(one) == 3
            assert load_streams(one, CODEC, ["counter-a"]) == {"counter-a": count(1, 2)}

        assert positions(database) == [1, 2, 3]

    def test_an_event_is_stored_once(self, database: AnyDatabase) -> None:
        the_same = new_id()
        append_alone(database, new("a", 1, event_id=the_same))

        with pytest.raises(Conflict):
            append_alone(database, new("b", 1, event_id=the_same))

        assert positions(database) == [1]

    def test_an_append_that_commits_keeps_what_was_written_before_it(
        self, database: AnyDatabase
    ) -> None:
        with database.transaction() as one:
            insert_new(one, things, [thing("a", 1)])
            commit_with(one, new("a", 1))

        assert positions(database) == [1]
        assert all_of(database, things) == [thing("a", 1)]
        append_alone(database, new("a", 2))

    def test_an_append_that_would_commit_and_is_refused_keeps_nothing(
        self, database: AnyDatabase
    ) -> None:
        with pytest.raises(Conflict), database.transaction() as one:
            insert_new(one, things, [thing("a", 1)])
            commit_with(one, new("a", 2))

        assert positions(database) == []
        assert all_of(database, things) == []
        append_alone(database, new("a", 1))

    def test_nobody_appends_while_another_holds_the_appends(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            hold_appends(one)
            with pytest.raises(LockBusy):
                append_alone(database, new("a", 1))

        append_alone(database, new("a", 1))

    def test_events_are_found_by_stream_by_type_and_by_position(
        self, database: AnyDatabase
    ) -> None:
        append_alone(database, new("a", 1), new("b", 1), new("a", 2), new("b", 2))

        with database.transaction() as one:
            assert [x.position for x in read_stream(one, "counter-b")] == [2, 4]
            assert read_stream(one, "counter-c") == []
            assert load_first(one, CODEC, ["counter-b", "counter-c"]) == {"counter-b": count(1)[0]}
            assert [x.position for x in read_after(one, 1, 2)] == [2, 3]
            types = ["testing.counted.v1", "testing.noted.v1"]
            assert [x.position for x in read_types(one, types, after=1, upto=3)] == [2, 3]
            assert list(read_types(one, types[1:], after=0, upto=4)) == []
            assert list(load_after(one, CODEC, "counter-b", 1)) == count(2)
            assert list(load_after(one, CODEC, "counter-c", 0)) == []
