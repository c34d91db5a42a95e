"""The role under which a service runs: it does everything it needs, and never changes an event."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa
from kernel_counting import message
from kernel_operator import Operator, operator, until
from psycopg2 import sql
from tallying.bootstrap import define
from tallying.settings import settings_of

from kernel.adapters import inprocess
from kernel.adapters.clock import SystemClock
from kernel.adapters.codec import dumps, loads
from kernel.adapters.work import Work

FORBIDDEN = (
    "update events set version = 9",
    "delete from events",
    "truncate events",
    "alter table events disable trigger user",
    "drop table events",
    "drop table totals",
    "create table mine (x int)",
)


class OwnFeed:
    """RPC to the only service there is, without a wire."""

    def __init__(self, servant: Operator) -> None:
        self._servant = servant

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **asked: Any) -> Any:
        del service, deadline_s
        with self._servant.app() as app:
            answer = getattr(app, method)(**asked)
            return loads(dumps(answer))


@pytest.fixture
def role(postgres_url: str, unique_name: str) -> Iterator[str]:
    """A role with an awkward name, that owns nothing."""
    name = f'app "{unique_name}'
    with _superuser(postgres_url) as cursor:
        cursor.execute(sql.SQL("create role {} login password 'app'").format(sql.Identifier(name)))
    yield name
    with _superuser(postgres_url) as cursor:
        cursor.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


@pytest.fixture
def owner(
    database_url: str, postgres_url: str, unique_name: str, tmp_path: Path, role: str
) -> Iterator[Operator]:
    amqp_url = f"memory://{unique_name}"
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        yield one
        server = sa.make_url(postgres_url).set(database=sa.make_url(database_url).database)
        with _superuser(server.render_as_string(hide_password=False)) as cursor:
            cursor.execute(sql.SQL("drop owned by {}").format(sql.Identifier(role)))


@pytest.fixture
def servant(owner: Operator, role: str, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """The same service as the role sees it, after the owner has migrated and rebuilt."""
    assert owner.admin("migrate", "--app-role", role).row["app_role"] == role
    assert owner.admin("projection", "rebuild", "totals").code == 0
    url = sa.make_url(owner.database_url).set(username=role, password="app")
    variable = f"MALPRO_{owner.name.upper()}_DATABASE_URL"
    env = {**owner.env, variable: url.render_as_string(hide_password=False)}
    return Operator(owner.name, tmp_path_factory.mktemp("servant"), env)


def test_it_runs_commands_questions_and_the_loops_of_work(servant: Operator) -> None:
    inprocess.install()
    answers = servant.count(1, 2)
    settings = settings_of(servant.name).from_env(servant.env)
    loops = Work(define(settings), settings.kernel, clock=SystemClock(), rpc=OwnFeed(servant))
    loops.start()
    try:
        until(lambda: servant.admin("subscriptions", "list").row["position"] == 4)
        until(lambda: loops.status().published == 4)
    finally:
        loops.stop()

    assert [answer["ok"]["total"] for answer in answers] == [1, 3]
    with servant.app() as app:
        assert app.ask("total", {"counter_id": "a"}, message(1)["context"])["total"] == 3
    assert [row["kind"] for row in servant.admin("timers", "list").rows] == ["alarm"]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_it_cannot_change_an_event_or_the_schema(servant: Operator, statement: str) -> None:
    servant.count(1)

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        servant.tamper(statement)

    assert [row["version"] for row in servant.admin("events", "show", "counter-a").rows] == [1]


def test_what_is_for_the_owner_is_refused_in_one_line(servant: Operator) -> None:
    outcome = servant.admin("projection", "rebuild", "totals")

    assert outcome.code == 1
    assert outcome.errors == [f"{servant.name}: role_too_weak: the database role may not do this"]


def test_a_role_that_is_not_there_is_refused_in_one_line(owner: Operator) -> None:
    outcome = owner.admin("migrate", "--app-role", "nobody at all")

    assert outcome.code == 1
    assert outcome.errors == [f"{owner.name}: role_unknown: there is no role nobody at all"]


@contextmanager
def _superuser(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        yield cursor
    connection.close()
