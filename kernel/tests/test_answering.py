"""Questions in batches: each gets the answer it would get alone, whatever its neighbours do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from kernel_counting import COUNTING, counting_database, message, totals

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.executor import BATCH_MAX, BatchTooLarge
from kernel.adapters.service import ServiceApp
from kernel.application.envelope import Context
from kernel.domain.errors import KernelError, NotFound, Unavailable, to_wire
from kernel.testing.counters import NOON

CALLER = {"actor_id": "somebody", "actor_role": "buyer"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    app = ServiceApp(COUNTING, database, clock=ManualClock(NOON))
    app.execute([message(5)])
    return app


def asking(question: str = "total", **params: Any) -> dict[str, Any]:
    return {"question": question, "params": params, "context": CALLER}


TOTAL = asking(counter_id="a")
TOTAL_BYTES = b'{"ok":{"counter_id":"a","total":5,"version":1}}'


def answered(app: ServiceApp, *asked: dict[str, Any]) -> list[bytes]:
    return [msgspec.json.encode(one) for one in app.ask_all(asked)]


def codes(app: ServiceApp, *asked: dict[str, Any]) -> list[str]:
    answers = [msgspec.json.decode(one) for one in answered(app, *asked)]
    return [one["error"]["code"] if "error" in one else "ok" for one in answers]


def with_answers(app: ServiceApp, **answers: Any) -> ServiceApp:
    """Return the service with further questions, of the shape of `total`."""
    total = app.definition.questions["total"]
    more = {name: replace(total, answer=answer) for name, answer in answers.items()}
    definition = replace(COUNTING, questions={**COUNTING.questions, **more})
    return ServiceApp(definition, app.database, clock=app.clock)


def broken(question: object, *, connection: sa.Connection, context: object) -> dict[str, Any]:
    del question, context
    connection.execute(sa.text("select 1 / 0"))
    return {}


def slow(question: object, *, connection: sa.Connection, context: object) -> dict[str, Any]:
    del question, context
    connection.execute(sa.text("select pg_sleep(20)"))
    return {}


def unspeakable(question: object, *, connection: sa.Connection, context: object) -> dict[str, Any]:
    del question, connection, context
    return {"total": object()}


def writing(question: object, *, connection: sa.Connection, context: object) -> dict[str, Any]:
    del question, context
    connection.execute(sa.insert(totals).values(counter_id="x", total=1, version=1))
    return {}


def test_an_answer_in_a_batch_is_the_one_it_would_be_alone(app: ServiceApp) -> None:
    alone = msgspec.json.encode({"ok": app.ask("total", TOTAL["params"], CALLER)})

    assert answered(app, TOTAL, TOTAL) == [alone, alone]
    assert alone == TOTAL_BYTES
    assert app.ask_all([]) == []


@pytest.mark.parametrize(
    "bad",
    [
        asking("guess"),
        asking(),
        asking(counter_id="z"),
        asking(counter_id="\0"),
        {**TOTAL, "context": CALLER | {"actor_role": "auditor"}},
        {**TOTAL, "context": CALLER | {"actor_id": "stranger"}},
    ],
)
def test_a_refusal_is_the_one_it_would_be_alone_and_spoils_no_neighbour(
    app: ServiceApp, bad: dict[str, Any]
) -> None:
    with pytest.raises(KernelError) as alone:
        app.ask(bad["question"], bad["params"], bad["context"])

    first, refusal, last = answered(app, TOTAL, bad, TOTAL)

    assert msgspec.json.decode(refusal) == {"error": to_wire(alone.value)}
    assert first == last == TOTAL_BYTES


def test_what_is_no_question_at_all_is_refused_by_itself(app: ServiceApp) -> None:
    assert codes(app, TOTAL, {"riddle": 1}, TOTAL) == ["ok", "command_malformed", "ok"]


@pytest.mark.parametrize("bug", [broken, unspeakable, writing])
def test_a_bug_in_one_answer_is_not_its_neighbours(app: ServiceApp, bug: Any) -> None:
    buggy = with_answers(app, bug=bug)

    first, failed, last = answered(buggy, TOTAL, asking("bug", counter_id="a"), TOTAL)

    assert msgspec.json.decode(failed)["error"]["code"] == "internal_error"
    assert first == last == TOTAL_BYTES


def test_whoever_takes_too_long_is_to_ask_alone_and_holds_nobody_up_for_long(
    app: ServiceApp,
) -> None:
    lazy = with_answers(app, slow=slow)
    late = asking("slow", counter_id="a")

    assert codes(lazy, TOTAL, late, TOTAL, late, TOTAL) == [
        "ok",
        "statement_late",
        "ok",
        "statement_late",
        "ok",
    ]


def test_a_batch_changes_nothing_of_the_connection_it_used(app: ServiceApp) -> None:
    app.ask_all([TOTAL])

    with app.database.transaction() as connection:
        limits = [
            connection.execute(sa.text(f"show {name}")).scalar_one()
            for name in ("statement_timeout", "transaction_read_only")
        ]
    assert limits == ["0", "off"]


def test_a_batch_that_is_too_large_is_refused_as_a_whole(app: ServiceApp) -> None:
    with pytest.raises(BatchTooLarge):
        app.ask_all([TOTAL] * (BATCH_MAX + 1))


def test_where_there_is_no_database_the_whole_call_fails(database_url: str) -> None:
    gone = sa.make_url(database_url).set(database="gone")
    nowhere = Database(gone.render_as_string(hide_password=False), pool_size=1)

    with pytest.raises(Unavailable):
        ServiceApp(COUNTING, nowhere, clock=ManualClock(NOON)).ask_all([TOTAL])


class AllAtOnce:
    """Answers any number of questions for a total in one go, and remembers how many it got."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.trouble: Exception | None = None

    def __call__(
        self, questions: Sequence[Any], *, connection: sa.Connection, contexts: Sequence[Context]
    ) -> list[dict[str, Any] | KernelError]:
        self.sizes.append(len(questions))
        assert len(contexts) == len(questions)
        if self.trouble:
            raise self.trouble
        rows = {row.counter_id: row._asdict() for row in connection.execute(sa.select(totals))}
        missing = NotFound("there is no such counter")
        return [rows.get(one.counter_id, missing) for one in questions]


@pytest.fixture
def at_once() -> AllAtOnce:
    return AllAtOnce()


@pytest.fixture
def grouping(app: ServiceApp, at_once: AllAtOnce) -> ServiceApp:
    total = replace(app.definition.questions["total"], answer_all=at_once)
    definition = replace(COUNTING, questions={**COUNTING.questions, "total": total})
    return ServiceApp(definition, app.database, clock=app.clock)


def test_questions_of_one_kind_are_answered_in_one_go(
    grouping: ServiceApp, at_once: AllAtOnce
) -> None:
    first, missing, last = answered(grouping, TOTAL, asking(counter_id="z"), TOTAL)

    assert first == last == TOTAL_BYTES
    assert msgspec.json.decode(missing)["error"]["code"] == "not_found"
    assert answered(grouping, TOTAL) == [TOTAL_BYTES]
    assert at_once.sizes == [3], "a lone one goes its usual way"


@pytest.mark.parametrize("trouble", [ValueError("bug"), Unavailable("late")])
def test_what_cannot_be_answered_in_one_go_is_answered_one_by_one(
    grouping: ServiceApp, at_once: AllAtOnce, trouble: Exception
) -> None:
    at_once.trouble = trouble

    assert answered(grouping, TOTAL, TOTAL) == [TOTAL_BYTES] * 2
    assert codes(grouping, TOTAL, asking(counter_id="z")) == ["ok", "not_found"]
