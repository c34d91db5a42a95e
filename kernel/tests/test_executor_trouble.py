"""What can be wrong with one command stays its own trouble: its neighbours are done."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_counting import COUNTING, Count, counting_database, handle, message, totals

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.service import ServiceApp
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Conflict
from kernel.testing.counters import COUNTER, NOON, SOMEBODY, count

NUL, LONE_SURROGATE = "\x00", "\ud800"
SECRET = "Jalan Ijen 25"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    return ServiceApp(COUNTING, database, clock=ManualClock(NOON))


def app_that(database: Database, handler: Callable[..., Mapping[str, Any] | None]) -> ServiceApp:
    counting = replace(COUNTING.commands["count"], handle=handler)
    definition = replace(COUNTING, commands={"count": counting})
    return ServiceApp(definition, database, clock=ManualClock(NOON))


def code(answer: dict[str, Any]) -> str:
    return str(answer["error"]["code"])


@pytest.mark.parametrize(
    "broken",
    [
        "count",
        {},
        {"route": "count"},
        {"route": ["count"], "payload": {}, "context": {}},
        message(1) | {"payload": ["a", 1]},
        message(1) | {"context": None},
        message(1) | {"key": 7},
    ],
)
def test_what_is_no_command_at_all_is_refused_and_its_neighbours_go_on(
    app: ServiceApp, broken: Any
) -> None:
    bad, good = app.execute([broken, message(2)])

    assert code(bad) == "command_malformed"
    assert good["ok"] == {"total": 2}


@pytest.mark.parametrize("text", [NUL, LONE_SURROGATE], ids=["NUL", "surrogate"])
@pytest.mark.parametrize(
    "place",
    [
        lambda text: message(1, counter=f"a{text}"),
        lambda text: message(1, note=[{"deep": text}]),
        lambda text: message(1, names={text: 1}),
        lambda text: message(1, key=f"k{text}"),
        lambda text: message(1, context={"actor_id": text}),
    ],
    ids=["field", "nested", "name", "key", "context"],
)
def test_text_that_postgresql_cannot_hold_is_refused_and_its_neighbours_go_on(
    app: ServiceApp, place: Callable[[str], dict[str, Any]], text: str
) -> None:
    bad, good = app.execute([place(text), message(2)])

    assert code(bad) == "not_storable"
    assert bad["error"]["family"] == "invalid"
    assert good["ok"] == {"total": 2}


def test_a_backslash_before_u0000_is_only_text(app: ServiceApp) -> None:
    [answer] = app.execute([message(1, counter=r"a\u0000", key=r"\\u0000")])

    assert answer["ok"] == {"total": 1}


def test_text_that_cannot_be_stored_is_refused_in_a_question_too(app: ServiceApp) -> None:
    with pytest.raises(Exception, match="cannot be stored") as refusal:
        app.ask("total", {"counter_id": NUL}, message(1)["context"])

    assert refusal.value.own_code == "not_storable"  # type: ignore[attr-defined]


def test_a_number_too_large_for_its_column_is_refused_and_its_neighbours_go_on(
    app: ServiceApp,
) -> None:
    huge, good, largest = app.execute(
        [message(2**70), message(2), message(2**62, counter="b", key="k")]
    )

    assert code(huge) == "not_storable"
    assert huge["error"]["family"] == "invalid"
    assert good["ok"] == {"total": 2}
    assert largest["ok"] == {"total": 2**62}


def test_a_bug_in_one_command_is_answered_and_its_neighbours_go_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks_on_13(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
        if command.number == 13:
            raise ZeroDivisionError(SECRET)
        return handle(command, work=work, ports=ports)

    app = app_that(database, breaks_on_13)
    with caplog.at_level(logging.INFO):
        first, broken, last = app.execute([message(1), message(13, key="k"), message(2)])

    assert first["ok"] == {"total": 1}
    assert broken["error"]["family"] == "unavailable"
    assert code(broken) == "internal_error"
    assert last["ok"] == {"total": 3}
    [report] = [record for record in caplog.records if record.message == "command.failed"]
    assert report.__dict__["error"] == "ZeroDivisionError"
    assert SECRET not in str([record.__dict__ for record in caplog.records])


def test_a_lone_command_that_breaks_is_answered_alike(database: Database) -> None:
    def breaks(*_: Any, **__: Any) -> Mapping[str, Any]:
        raise ZeroDivisionError

    [answer] = app_that(database, breaks).execute([message(1)])

    assert code(answer) == "internal_error"


def test_a_refused_request_does_not_answer_for_another_one_with_its_key(app: ServiceApp) -> None:
    refused, corrected, repeated = app.execute(
        [message(-1, key="k"), message(4, key="k"), message(4, key="k")]
    )

    assert code(refused) == "count_negative"
    assert corrected == {"ok": {"total": 4}, "replayed": False}
    assert repeated == {"ok": {"total": 4}, "replayed": True}
    assert app.head() == 1


def test_a_row_that_somebody_holds_is_busy_and_not_a_request_in_progress(
    database: Database, database_url: str
) -> None:
    hasty = Database(database_url, lock_timeout_s=0.2)
    app = ServiceApp(COUNTING, hasty, clock=ManualClock(NOON))
    app.execute([message(1)])

    with database.transaction() as connection:
        connection.execute(sa.select(totals).with_for_update())
        [answer] = app.execute([message(1, key="k")])
    hasty.close()

    assert code(answer) == "lock_busy"
    assert answer["error"]["family"] == "unavailable"


def test_an_outage_in_the_middle_of_a_split_batch_does_not_hide_what_was_done(
    database: Database,
) -> None:
    seen: list[int] = []

    def cut(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
        seen.append(command.number)
        if command.number == 13 and seen.count(13) > 1:
            connection = work.connection  # type: ignore[attr-defined]
            pid = connection.execute(sa.text("select pg_backend_pid()")).scalar_one()
            with database.transaction() as other:
                other.execute(sa.text("select pg_terminate_backend(:pid)"), {"pid": pid})
        if command.number == 13:
            connection = work.connection  # type: ignore[attr-defined]
            connection.execute(sa.text("select 1 / 0"))
        return handle(command, work=work, ports=ports)

    done, away = app_that(database, cut).execute([message(1, key="a"), message(13, key="b")])

    assert done["ok"] == {"total": 1}
    assert code(away) == "database_unavailable"


def test_a_conflict_in_one_command_of_a_batch_spoils_only_that_one(database: Database) -> None:
    def never(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
        if command.number == 13:
            raise Conflict
        return handle(command, work=work, ports=ports)

    first, conflict, last = app_that(database, never).execute([message(1), message(13), message(2)])

    assert (first["ok"], last["ok"]) == ({"total": 1}, {"total": 3})
    assert code(conflict) == "conflict"


def test_a_writer_who_comes_between_costs_a_retry_and_nothing_else(
    database: Database,
) -> None:
    interrupted = threading.Event()
    units = ServiceApp(COUNTING, database, clock=ManualClock(NOON)).units

    def slow(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
        work.get(COUNTER, command.counter_id)
        if not interrupted.is_set():
            interrupted.set()
            with units.begin() as other, other.scope(SOMEBODY):
                other.add(COUNTER, command.counter_id, count(100))
        return handle(command, work=work, ports=ports)

    [answer] = app_that(database, slow).execute([message(1, key="k")])

    assert answer == {"ok": {"total": 101}, "replayed": False}
    assert [one.version for one in units.read_after(0, 10)] == [1, 2]
