"""What a database in memory promises beyond the suites: where others may come in, and waiting."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from kernel.adapters.answering import only_read, only_read_briefly
from kernel.adapters.checkpoints import MAIN, hint
from kernel.adapters.database import DatabaseUnavailable, LockBusy
from kernel.adapters.memory import MemoryDatabase, MemorySeat, MemoryTransaction
from kernel.adapters.memory.holding import StatementFailed
from kernel.adapters.outlets import event_stored_at
from kernel.adapters.seat import LeadershipLost
from kernel.adapters.store import hold_appends
from kernel.domain.errors import Conflict
from kernel.testing.append_contracts import append_alone, new, positions, put
from kernel.testing.counters import NOON
from kernel.testing.stores import Killed, Moment, all_of, thing, things
from kernel.testing.storing import SmallService, command

sorts = sa.Table(
    "sorts",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("on", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("times", sa.Integer, nullable=False, server_default="3"),
    sa.Column("kind", sa.Text, nullable=False, server_default="plain"),
    sa.Column("tags", ARRAY(sa.Text), nullable=True),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Index("sorts_by_kind_and_at", "kind", "at", unique=True),
)
NEEDED = sa.Table(
    "needed",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("must", sa.Text, nullable=False),
)


def inserted(transaction: MemoryTransaction) -> None:
    transaction.insert(things, [thing("a", 1), thing("b", 2)])


def ends(transaction: AbstractContextManager[MemoryTransaction]) -> None:
    transaction.__exit__(None, None, None)


def test_it_tells_at_which_points_others_may_come_in() -> None:
    points: list[str] = []
    database = MemoryDatabase(point=points.append)

    with database.transaction() as one:
        one.locked(things, [("a",)])
        inserted(one)
        one.row(things, ("a",))
        put(one, new("a", 1))

    assert points == ["lock", "statement", "statement", "append", "commit", "committed"]


@pytest.mark.parametrize(("dies_at", "kept"), [("append", 0), ("commit", 0), ("committed", 1)])
def test_who_dies_before_the_commit_leaves_nothing_and_after_it_everything(
    dies_at: str, kept: int
) -> None:
    def die(point: str) -> None:
        if point == dies_at:
            raise Killed

    database = MemoryDatabase(point=die)
    with pytest.raises(Killed):
        append_alone(database, new("a", 1))

    assert database.head() == kept
    assert database.locks == {}


def test_a_connection_lost_in_the_middle_of_a_command_is_not_the_command_s_refusal() -> None:
    cut = Moment()
    database = MemoryDatabase(point=lambda what: cut.pass_by() if what == "statement" else None)
    service = SmallService(database, touches=["a"])

    def lose() -> None:
        raise DatabaseUnavailable

    service.first.next(lambda: cut.next(lose))
    with pytest.raises(DatabaseUnavailable):
        service.execute(command(1, key="k1"), command(2, key="k2"))

    assert service.total("a") == 0
    assert [next(iter(one)) for one in service.execute(command(1), command(2, key="k2"))] == [
        "ok",
        "ok",
    ]


def test_who_waits_for_a_lock_goes_on_when_it_is_given_back() -> None:
    database = MemoryDatabase()
    holder = database.transaction()
    holder.__enter__().hold("x")
    database.wait = lambda: ends(holder)

    with database.transaction() as one:
        one.hold("x")
        assert list(database.locks) == ["x"]


def test_who_waits_too_long_gives_up() -> None:
    times = iter(range(100))
    database = MemoryDatabase(now=lambda: float(next(times)), wait=lambda: None)
    with database.transaction() as one:
        hold_appends(one)
        with pytest.raises(LockBusy), database.transaction() as two:
            hold_appends(two)


def test_of_those_who_wait_in_a_circle_one_is_refused() -> None:
    database = MemoryDatabase()
    with database.transaction() as one:
        inserted(one)
    contexts = [database.transaction() for _ in range(3)]
    open_ = [each.__enter__() for each in contexts]
    for number, each in enumerate(open_):
        each.hold(number)
    told: list[str] = []

    def second_waits() -> None:
        database.wait = third_waits
        open_[1].hold(2)

    def third_waits() -> None:
        try:
            open_[2].hold(0)
        except StatementFailed as error:
            told.append(error.told.message)
            ends(contexts[2])
            database.wait = lambda: ends(contexts[1])

    database.wait = second_waits
    open_[0].hold(1)

    assert told == ["deadlock detected"]
    ends(contexts[0])


def test_rows_are_found_by_their_values_in_the_order_of_their_keys() -> None:
    database = MemoryDatabase()
    with database.transaction() as one:
        inserted(one)
        one.insert(things, [thing("d", 4), thing("c", 3)])
        assert one.rows(things, number=3) == [thing("c", 3)]
    with database.transaction() as one:
        one.delete(things, [("a",), ("x",)])
        one.change(things, ("b",), number=7)
        assert not one.change(things, ("a",), number=9)
        assert one.rows(things, number=2) == one.rows(things, number=1) == []
        assert one.rows(things, name="b", number=7) == [thing("b", 7)]
        assert [row["name"] for row in one.rows(things)] == ["b", "c", "d"]
        # Nobody else may take a value that somebody has only just given up.
        with pytest.raises(LockBusy), _impatient(database).transaction() as two:
            two.insert(things, [thing("z", 2)])

    with database.transaction() as one:
        assert one.rows(things, number=7) == [thing("b", 7)]
        assert one.row(things, ("a",)) is None
        wanted = one.scan(things, lambda row: row["number"] > 3, order=lambda row: -row["number"])
        assert [row["name"] for row in wanted] == ["b", "d"]


def test_what_is_not_mentioned_has_its_default() -> None:
    database = MemoryDatabase()
    with database.transaction() as one:
        one.insert(sorts, [{"tags": ("x",)}, {"kind": "odd"}])
        [first, second] = one.rows(sorts)

    assert first == {
        "number": 1,
        "on": True,
        "times": 3,
        "kind": "plain",
        "tags": ["x"],
        "at": None,
    }
    assert second["number"] == 2
    assert second["tags"] is None


@pytest.mark.parametrize("row", [{"name": "a"}, {"name": "a", "must": None}, {"name": "a", "x": 1}])
def test_a_row_that_a_table_would_not_take_is_a_bug(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"column"), MemoryDatabase().transaction() as one:
        one.insert(NEEDED, [row])


def test_values_that_are_unknown_are_not_the_same() -> None:
    database = MemoryDatabase()
    at = datetime(2026, 3, 2, tzinfo=UTC)
    with database.transaction() as one:
        one.insert(sorts, [{"at": None}, {"at": None}, {"at": at}])
    with pytest.raises(Conflict), database.transaction() as one:
        one.insert(sorts, [{"at": at}])


def test_rows_that_are_missing_are_written_and_others_are_left_alone() -> None:
    database = MemoryDatabase()
    with database.transaction() as one:
        inserted(one)
        assert one.insert_missing(things, [thing("a", 9), thing("c", 3)]) == [("c",)]

    assert [row["number"] for row in all_of(database, things)] == [1, 2, 3]


@pytest.mark.parametrize("change", [inserted, lambda one: put(one, new("a", 1))])
def test_a_question_changes_nothing(change: Callable[[MemoryTransaction], object]) -> None:
    with (
        pytest.raises(RuntimeError, match="only reads"),
        MemoryDatabase().transaction() as one,
    ):
        only_read(one)
        change(one)

    with (
        pytest.raises(RuntimeError, match="only reads"),
        MemoryDatabase().transaction() as one,
    ):
        only_read_briefly(one, 50)
        change(one)


def test_a_transaction_that_has_ended_is_of_no_more_use() -> None:
    with MemoryDatabase().transaction() as one:
        pass

    with pytest.raises(RuntimeError, match="ended"):
        one.row(things, ("a",))


def test_a_hint_wakes_up_who_leads_once_it_is_committed() -> None:
    database = MemoryDatabase()
    with closing(MemorySeat(database, MAIN, lease_s=600.0)) as seat:
        seat.take()
        with pytest.raises(ValueError, match="stop"), database.transaction() as one:
            hint(one, MAIN.hint)
            raise ValueError("stop")
        told = [seat.told]
        with database.transaction() as one:
            hint(one, MAIN.hint)
            told.append(seat.told)
        told.append(seat.told)
        seat.wait(60.0)
        seat.forget_hints()
        assert [*told, seat.told] == [False, False, True, False]


def test_a_session_that_is_lost_leads_no_more() -> None:
    database = MemoryDatabase()
    first, second = (MemorySeat(database, MAIN, lease_s=5.0) for _ in range(2))
    first.take()

    database.end_sessions()

    for ask in (first.take, first.checkpoint, lambda: first.advance(0, 1, at=NOON)):
        with pytest.raises(LeadershipLost):
            ask()
    assert second.take()


def test_who_waits_for_news_sees_the_line_go_dead() -> None:
    """Else a relay would wait until it asks by itself, and publish nothing meanwhile."""
    database = MemoryDatabase()
    with closing(MemorySeat(database, MAIN, lease_s=600.0)) as seat:
        seat.take()
        seat.forget_hints()

        database.end_sessions()

        assert seat.told


def test_who_is_about_to_wait_is_told_that_the_session_has_ended() -> None:
    """Even if the news of it was forgotten with all the hints before it looked for more."""
    database = MemoryDatabase()
    seat = MemorySeat(database, MAIN, lease_s=600.0)
    seat.take()
    database.end_sessions()
    seat.forget_hints()

    with pytest.raises(LeadershipLost):
        seat.wait(60.0)


def test_it_tells_when_an_event_was_stored() -> None:
    database = MemoryDatabase()
    append_alone(database, new("a", 1))

    with database.transaction() as one:
        assert event_stored_at(one, 1) == NOON
        assert event_stored_at(one, 2) is None
    assert [one.position for one in database.stored] == positions(database) == [1]


def _impatient(database: MemoryDatabase) -> MemoryDatabase:
    database.lock_timeout_s = 0.0
    return database
