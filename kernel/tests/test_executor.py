"""Commands in batches: each once, each with its own answer, whatever happens to its neighbours."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings, strategies as st
from kernel_counting import COUNTING, counting_database, message, totals

from kernel.adapters import idempotency
from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.executor import BATCH_MAX, BatchTooLarge
from kernel.adapters.idempotency import KEPT_FOR, forget_old
from kernel.adapters.service import ServiceApp
from kernel.domain.errors import KernelError
from kernel.domain.ids import new_id
from kernel.testing.counters import NOON

CALLER = {"actor_id": "somebody", "actor_role": "buyer"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    return ServiceApp(COUNTING, database, clock=ManualClock(NOON))


def code(answer: dict[str, Any]) -> str:
    return str(answer["error"]["code"])


def test_each_command_of_a_batch_gets_its_own_answer(app: ServiceApp) -> None:
    good, refused, other = app.execute([message(1), message(-1), message(2)])

    assert good == {"ok": {"total": 1}, "replayed": False}
    assert refused["error"] == {
        "family": "rejected",
        "code": "count_negative",
        "message": "numbers are not negative",
        "details": {"number": -1},
    }
    assert other["ok"] == {"total": 3}
    assert app.head() == 2


def test_a_command_refused_after_it_staged_something_leaves_nothing(app: ServiceApp) -> None:
    refused, good = app.execute([message(100, refuse_after=True), message(1)])

    assert code(refused) == "count_negative"
    assert good["ok"] == {"total": 1}
    assert app.head() == 1


def test_the_same_key_gives_the_same_answer_and_happens_once(app: ServiceApp) -> None:
    [first] = app.execute([message(5, key="k-1")])
    [again] = app.execute([message(5, key="k-1")])

    assert first == {"ok": {"total": 5}, "replayed": False}
    assert again == {"ok": {"total": 5}, "replayed": True}
    assert app.head() == 1


def test_the_same_key_twice_in_one_batch_happens_once(app: ServiceApp) -> None:
    answers = app.execute([message(5, key="k-1"), message(9), message(5, key="k-1")])

    assert [answer["ok"]["total"] for answer in answers] == [5, 14, 5]
    assert app.head() == 2


def test_a_key_for_another_request_is_refused(app: ServiceApp) -> None:
    app.execute([message(5, key="k-1")])

    [other] = app.execute([message(6, key="k-1")])
    pair = app.execute([message(1, key="k-2"), message(2, key="k-2")])

    assert code(other) == "idempotency_key_reused"
    assert pair[0]["ok"] == {"total": 6}
    assert code(pair[1]) == "idempotency_key_reused"
    assert app.head() == 2


def test_a_refusal_is_not_stored_so_a_client_may_correct_itself(app: ServiceApp) -> None:
    [refused] = app.execute([message(-1, key="k-1")])
    twice = app.execute([message(-1, key="k-3"), message(-1, key="k-3")])
    [corrected] = app.execute([message(1, key="k-1")])

    assert code(refused) == "count_negative"
    assert [code(answer) for answer in twice] == ["count_negative", "count_negative"]
    assert corrected["ok"] == {"total": 1}


def test_a_key_belongs_to_its_actor(app: ServiceApp) -> None:
    app.execute([message(5, key="k-1")])

    [mine] = app.execute([message(6, key="k-1", context={"actor_id": "another"})])

    assert mine["ok"] == {"total": 11}


def test_old_keys_are_forgotten(app: ServiceApp, database: Database) -> None:
    app.execute([message(5, key="k-1")])

    with database.transaction() as connection:
        assert forget_old(connection, NOON + KEPT_FOR) == 0
        assert forget_old(connection, NOON + KEPT_FOR * 2) == 1


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ({"route": "guess"}, "route_unknown"),
        ({"payload": {"counter_id": "a"}}, "command_malformed"),
        ({"payload": {"counter_id": "a", "number": "five"}}, "command_malformed"),
        ({"payload": {"counter_id": "a", "number": 1.5}}, "command_malformed"),
        ({"context": {"actor_role": 7}}, "command_malformed"),
        ({"context": {"actor_id": "x", "actor_role": "auditor"}}, "role_missing"),
    ],
)
def test_a_bad_command_is_refused_and_its_neighbours_go_on(
    app: ServiceApp, broken: dict[str, Any], expected: str
) -> None:
    bad, good = app.execute([message(1) | broken, message(2)])

    assert code(bad) == expected
    assert good["ok"] == {"total": 2}
    assert app.head() == 1


def test_a_batch_has_a_limit(app: ServiceApp) -> None:
    with pytest.raises(BatchTooLarge):
        app.execute([message(1)] * (BATCH_MAX + 1))


def test_a_key_that_somebody_is_working_on_is_in_progress(
    app: ServiceApp, database: Database
) -> None:
    with database.transaction() as connection:
        stored = idempotency.StoredAnswer(
            scope=("somebody", "count", "k-1"), request_hash="-", answer={}
        )
        assert idempotency.claim(connection, [stored], at=NOON)

        busy, neighbour = app.execute([message(5, key="k-1"), message(7, counter="b")])

    assert code(busy) == "in_progress"
    assert busy["error"]["family"] == "conflict"
    assert neighbour["ok"] == {"total": 7}


def test_of_many_requests_with_one_key_at_once_exactly_one_happens(app: ServiceApp) -> None:
    answers: list[dict[str, Any]] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(app.execute([message(5, key="k-1")])))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(answers) == 8
    assert app.head() == 1
    kept = [answer for answer in answers if "ok" in answer]
    assert {answer["ok"]["total"] for answer in kept} == {5}
    assert {code(answer) for answer in answers if "ok" not in answer} <= {"in_progress"}


def test_commands_on_one_hot_stream_all_succeed_however_they_collide(app: ServiceApp) -> None:
    answers: list[dict[str, Any]] = []

    def send(name: int) -> None:
        for number in range(10):
            [answer] = app.execute([message(1, counter="hot", key=f"{name}-{number}")])
            while "error" in answer:
                assert code(answer) == "conflict"
                [answer] = app.execute([message(1, counter="hot", key=f"{name}-{number}")])
            answers.append(answer)

    threads = [threading.Thread(target=send, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(answers) == 40
    assert app.ask("total", {"counter_id": "hot"}, CALLER)["total"] == 40


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    asked=st.lists(
        st.tuples(st.integers(-2, 9), st.sampled_from(["a", "b"]), st.sampled_from("xyz")),
        max_size=20,
    ),
    size=st.integers(1, 7),
)
def test_batches_of_any_size_do_what_one_by_one_does(
    app: ServiceApp, asked: list[tuple[int, str, str]], size: int
) -> None:
    one, many = new_id(), new_id()

    def messages(name: str) -> list[dict[str, Any]]:
        return [message(n, counter=f"{name}-{c}", key=f"{name}-{k}-{n}") for n, c, k in asked]

    single = [answer for each in messages(one) for answer in app.execute([each])]
    batched = messages(many)
    together = [
        answer
        for start in range(0, len(batched), size)
        for answer in app.execute(batched[start : start + size])
    ]

    def bare(answers: list[dict[str, Any]]) -> list[Any]:
        return [answer.get("ok") or answer["error"]["code"] for answer in answers]

    assert bare(together) == bare(single)


def test_a_question_is_answered_from_the_read_model(app: ServiceApp) -> None:
    app.execute([message(5), message(6)])

    answer = app.ask("total", {"counter_id": "a"}, CALLER)

    assert answer == {"counter_id": "a", "total": 11, "version": 2}


@pytest.mark.parametrize(
    ("question", "params", "context", "expected"),
    [
        ("guess", {}, CALLER, "question_unknown"),
        ("total", {}, CALLER, "command_malformed"),
        ("total", {"counter_id": "a"}, CALLER | {"actor_role": "auditor"}, "role_missing"),
        ("total", {"counter_id": "z"}, CALLER, "not_found"),
        ("total", {"counter_id": "a"}, CALLER | {"actor_id": "stranger"}, "not_found"),
    ],
)
def test_a_bad_question_is_refused(
    app: ServiceApp, question: str, params: dict[str, Any], context: dict[str, Any], expected: str
) -> None:
    app.execute([message(5)])

    with pytest.raises(KernelError) as refusal:
        app.ask(question, params, context)

    assert refusal.value.own_code == expected


def test_a_question_cannot_write(app: ServiceApp, database: Database) -> None:
    def write(question: object, *, connection: sa.Connection, context: object) -> dict[str, Any]:
        del question, context
        connection.execute(sa.insert(totals).values(counter_id="x", total=1, version=1))
        return {}

    asking = replace(COUNTING.questions["total"], answer=write)
    sly = ServiceApp(replace(COUNTING, questions={"total": asking}), database, clock=app.clock)

    with pytest.raises(sa.exc.InternalError, match="read-only"):
        sly.ask("total", {"counter_id": "a"}, CALLER)


def test_an_answer_that_depends_on_the_time_is_told_it(app: ServiceApp, database: Database) -> None:
    def tell(question: object, *, now: datetime, **_: object) -> dict[str, Any]:
        del question
        return {"now": now}

    asking = replace(COUNTING.questions["total"], answer=tell, by_clock=True)
    clocked = ServiceApp(replace(COUNTING, questions={"total": asking}), database, clock=app.clock)

    assert clocked.ask("total", {"counter_id": "a"}, CALLER) == {"now": NOON.isoformat()[:-6] + "Z"}


def test_the_feed_gives_cloudevents_in_order(app: ServiceApp) -> None:
    app.execute([message(1), message(2), message(3)])

    page = app.events(1, 10)

    assert [one["position"] for one in page] == [2, 3]
    assert page[0]["type"] == "testing.counted.v1"
    assert page[0]["subject"] == "counter-a"
    assert app.events(3, 10) == []
