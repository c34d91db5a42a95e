"""Accounts on a real PostgreSQL: the contracts, the races, and the whole way over HTTP."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg2
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from gateway_contracts import (
    AccountsContract,
    AttemptBookContract,
    FilesContract,
    asking,
    given,
    opened,
)
from gateway_examples import LIMITS, NOON, PASSWORD, TOWN, FakeServices, holding
from gateway_session_contracts import (
    WHO,
    AccessLogContract,
    Doors,
    IdentitiesContract,
    SessionsContract,
    session_of,
)
from gateway_web import INSTITUTION, MEMBERSHIPS, Web, check_problem, settings, within

from gateway.adapters import tables
from gateway.adapters.accesses import SqlAccessLog
from gateway.adapters.accounts import SqlAccounts
from gateway.adapters.attempts import SqlAttemptBook
from gateway.adapters.files import SqlFiles
from gateway.adapters.identities import SqlIdentities
from gateway.adapters.safety import SqlSafety
from gateway.adapters.sessions import SqlSessions
from gateway.application.account_ports import (
    Accounts,
    AttemptBook,
    Identities,
    KnownAccount,
    Refresh,
)
from gateway.application.accounts import InProgress
from gateway.application.ports import AccessLog, Files
from gateway.bootstrap import Parts, build, create_operator, make_signing_key, migrate
from gateway.domain.accounts import LoginRefused, LoginTaken
from gateway.domain.attempts import LoginLocked, attempt
from gateway.domain.roles import Role
from gateway.entrypoints.examples import ANSWERS, REQUESTS
from gateway.entrypoints.routes import BY_OPERATION
from kernel.adapters.database import Database
from kernel.domain.errors import KernelError


@pytest.fixture
def migrated_url(database_url: str) -> str:
    migrate(database_url)
    return database_url


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url, pool_size=10)
    yield database
    database.close()


class TestSqlAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self, database: Database) -> Accounts:
        return SqlAccounts(database)


class TestSqlSessions(SessionsContract):
    @pytest.fixture
    def doors(self, database: Database) -> Doors:
        return Doors(
            accounts=SqlAccounts(database),
            sessions=SqlSessions(database),
            safety=SqlSafety(database),
        )


class TestSqlIdentities(IdentitiesContract):
    @pytest.fixture
    def ports(self, database: Database) -> tuple[Accounts, Identities]:
        return SqlAccounts(database), SqlIdentities(database)


class TestSqlAccessLog(AccessLogContract):
    @pytest.fixture
    def log(self, database: Database) -> AccessLog:
        return SqlAccessLog(database)


class TestSqlAttemptBook(AttemptBookContract):
    @pytest.fixture
    def book(self, database: Database) -> AttemptBook:
        return SqlAttemptBook(database)


class TestSqlFiles(FilesContract):
    @pytest.fixture
    def files(self, database: Database) -> Files:
        return SqlFiles(database)


def test_the_migrations_build_the_tables_that_the_code_knows(migrated_url: str) -> None:
    engine = sa.create_engine(sa.make_url(migrated_url).set(drivername="postgresql+psycopg2"))
    ours = tables.metadata.tables.keys()
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, kind, *_: (
                    name in ours if kind == "table" else thing is not None
                ),
            },
        )
        differences = compare_metadata(context, tables.metadata)
    engine.dispose()

    assert differences == []


def test_migrating_twice_changes_nothing(migrated_url: str, database: Database) -> None:
    siti = opened(SqlAccounts(database))

    migrate(migrated_url)

    assert SqlAccounts(database).get(siti) is not None


def outcomes(calls: list[Callable[[], object]]) -> list[object]:
    """Make the calls at the same moment; return what each gave or how it was refused."""

    def outcome(call: Callable[[], object]) -> object:
        try:
            return call()
        except KernelError as error:
            return type(error)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


def test_eight_registrations_under_one_login_open_one_account(database: Database) -> None:
    accounts = SqlAccounts(database)

    found = outcomes([partial(opened, accounts, key=f"k-{n}") for n in range(8)])

    opened_ids = [one for one in found if isinstance(one, str)]
    assert len(opened_ids) == 1
    assert set(found) - set(opened_ids) == {LoginTaken}


def test_eight_registrations_under_one_key_open_one_account(database: Database) -> None:
    accounts = SqlAccounts(database)

    found = outcomes([partial(opened, accounts, f"siti-{n}") for n in range(8)])

    opened_ids = [one for one in found if isinstance(one, str)]
    assert len(opened_ids) == 1
    assert set(found) - set(opened_ids) == {InProgress}
    known = [accounts.credentials(f"siti-{number}") for number in range(8)]
    assert [one.account_id for one in known if one] == opened_ids


def test_sessions_that_nobody_can_go_on_with_are_forgotten(database: Database) -> None:
    accounts, sessions = SqlAccounts(database), SqlSessions(database)
    opened(accounts)
    seen = accounts.credentials("siti")
    assert seen is not None
    for name, days in (("old", 30), ("kept", 60), ("new", 90)):
        until = NOON + timedelta(days=days)
        refresh = Refresh(token_hash=name, expires_at=until)
        at = NOON + timedelta(days=31) if name == "new" else NOON
        sessions.start(session_of(name), refresh, seen=seen, at=at)

    with database.transaction() as connection:
        left = set(connection.execute(sa.select(tables.sessions.c.session_id)).scalars())
    assert left == {session_of("kept"), session_of("new")}


def test_eight_first_visits_of_one_stranger_open_one_account(database: Database) -> None:
    identities = SqlIdentities(database)

    found = outcomes([partial(identities.account_of, WHO, at=NOON) for _ in range(8)])

    assert len({one.account.account_id for one in found if isinstance(one, KnownAccount)}) == 1
    with database.transaction() as connection:
        assert len(connection.execute(sa.select(tables.accounts)).all()) == 1


def test_a_request_that_is_being_worked_on_says_so(database: Database) -> None:
    accounts = SqlAccounts(database)
    with database.transaction() as connection:
        connection.execute(
            sa.insert(tables.idempotency).values(
                actor="anonymous",
                route="register_account",
                key="k-1",
                request_hash="x",
                answer={},
                created_at=NOON,
            )
        )

        with pytest.raises(InProgress):
            opened(accounts)


def test_a_membership_given_to_eight_at_once_belongs_to_one(database: Database) -> None:
    accounts = SqlAccounts(database)
    people = [opened(accounts, f"siti-{n}", key=f"k-{n}") for n in range(8)]

    def give(who: str) -> object:
        gift = given(who, memberships=(TOWN,))
        return accounts.give(gift, asked=asking(f"g-{who}"), at=NOON)

    outcomes([partial(give, who) for who in people])

    found = [accounts.get(who) for who in people]
    assert [one.memberships for one in found if one and one.memberships] == [(TOWN,)]


def test_a_hundred_guesses_at_once_are_a_hundred_guesses(database: Database) -> None:
    book = SqlAttemptBook(database)

    found = outcomes(
        [
            lambda: book.count("siti", lambda before: attempt(before, at=NOON, limits=LIMITS))
            for _ in range(20)
        ]
    )

    assert found.count(None) == LIMITS.attempts_max
    assert found.count(LoginLocked) == 20 - LIMITS.attempts_max


def test_names_that_nobody_has_do_not_stay_for_ever(database: Database) -> None:
    book = SqlAttemptBook(database)
    book.count("nobody", lambda before: attempt(before, at=NOON, limits=LIMITS))

    book.forget("siti", at=NOON + timedelta(days=2))

    with database.transaction() as connection:
        assert connection.execute(sa.select(tables.login_attempts)).all() == []


def test_login_names_are_not_written_beside_the_attempts(database: Database) -> None:
    book = SqlAttemptBook(database)
    book.count("siti", lambda before: attempt(before, at=NOON, limits=LIMITS))

    with database.transaction() as connection:
        rows = connection.execute(sa.select(tables.login_attempts)).all()
    assert "siti" not in str(rows)


def test_old_answers_are_forgotten(database: Database) -> None:
    accounts = SqlAccounts(database)
    opened(accounts)

    later = NOON + timedelta(days=4)
    accounts.give(given(opened(accounts, "budi", key="k-2")), asked=asking("g-1"), at=later)

    assert accounts.answered(asking(login="siti")) is None
    assert accounts.answered(asking("g-1")) is not None


def test_the_first_operator_is_opened_once(migrated_url: str) -> None:
    first = create_operator(migrated_url, login="Operator", password=PASSWORD)

    assert create_operator(migrated_url, login="operator", password=PASSWORD) == first
    with pytest.raises(LoginRefused):
        create_operator(migrated_url, login="operator", password="another-one")


@pytest.fixture
def web(migrated_url: str, tmp_path: Path) -> Web:
    key_file = tmp_path / "signing-key.pem"
    make_signing_key(key_file)
    services = FakeServices(answers=dict(ANSWERS))
    services.answers["membership"] = lambda params: {**params, "institution_id": INSTITUTION}
    given_settings = settings(
        database_url=migrated_url, signing_key_file=key_file, hash_memory_kib=1024
    )
    return Web(app=build(given_settings, services=services, parts=Parts()))


def test_a_person_registers_logs_in_and_is_given_what_she_is(web: Web, migrated_url: str) -> None:
    operator_id = create_operator(migrated_url, login="operator", password=PASSWORD)
    siti = web.send(BY_OPERATION["register_account"]).json
    rina = web.send(
        BY_OPERATION["register_account"], json={"login": "rina", "password": PASSWORD}
    ).json
    assert siti is not None
    assert rina is not None

    operator = logged_in(web, "operator")
    office = {"role": "hr_officer", "institution_id": INSTITUTION}
    assert gift(web, rina["account_id"], office, operator) == 200
    assert gift(web, siti["account_id"], MEMBERSHIPS, logged_in(web, "rina")) == 200
    me = web.send(BY_OPERATION["me"], token=logged_in(web, "siti.hartati"))

    assert me.json == {
        "account_id": siti["account_id"],
        "roles": [{"role": "buyer", "institution_id": None}],
        "memberships": MEMBERSHIPS["memberships"],
    }
    assert operator_id != rina["account_id"]


def logged_in(web: Web, login: str) -> str:
    body = {"login": login, "password": PASSWORD}
    response = web.send(BY_OPERATION["issue_token"], json=body)
    assert response.json is not None
    return str(response.json["access_token"])


def gift(web: Web, account_id: str, body: dict[str, object], token: str) -> int:
    return web.client.post(
        f"/v1/accounts/{account_id}/grants",
        json=body,
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "gift"},
    ).status_code


def test_an_account_that_is_gone_says_so(web: Web) -> None:
    check_problem(web.send(BY_OPERATION["me"], role=Role.BUYER), 404, "account_not_found")
    check_problem(web.send(BY_OPERATION["grant"], role=Role.OPERATOR), 404, "account_not_found")


def test_the_same_registration_twice_is_one(web: Web) -> None:
    route = BY_OPERATION["register_account"]
    key = {"Idempotency-Key": "k"}
    first = web.send(route, headers=key)

    again = web.send(route, headers=key)

    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = REQUESTS["register_account"] | {"login": "budi"}
    check_problem(web.send(route, headers=key, json=other), 422, "idempotency_key_reused")
    check_problem(web.send(route), 409, "login_taken")


def test_guessing_locks_the_name(web: Web) -> None:
    web.send(BY_OPERATION["register_account"])
    wrong = {"login": "siti.hartati", "password": "wrong-guess"}
    for _ in range(LIMITS.attempts_max):
        check_problem(web.send(BY_OPERATION["issue_token"], json=wrong), 401, "login_refused")

    response = web.send(BY_OPERATION["issue_token"])

    check_problem(response, 429, "login_locked")
    assert int(response.headers["Retry-After"]) > 800


def test_passwords_are_kept_as_argon2id_alone(web: Web, migrated_url: str) -> None:
    web.send(BY_OPERATION["register_account"])

    with psycopg2.connect(migrated_url) as connection, connection.cursor() as cursor:
        cursor.execute("select password_hash from accounts")
        [(password_hash,)] = cursor.fetchall()
        cursor.execute("select request_hash, answer::text from idempotency")
        remembered = str(cursor.fetchall())
    connection.close()
    assert password_hash.startswith("$argon2id$")
    assert PASSWORD not in remembered


def test_a_token_from_before_a_gift_does_not_hold_it(web: Web, migrated_url: str) -> None:
    create_operator(migrated_url, login="operator", password=PASSWORD)
    account = web.send(BY_OPERATION["register_account"]).json
    assert account is not None
    old = logged_in(web, "siti.hartati")

    gift(
        web,
        account["account_id"],
        {"role": "finance", "institution_id": INSTITUTION},
        logged_in(web, "operator"),
    )

    check_problem(web.send(BY_OPERATION["ledger"], token=old), 403, "role_missing")
    new = logged_in(web, "siti.hartati")
    assert web.send(BY_OPERATION["ledger"], token=new).status_code == 200
    assert within(Role.FINANCE) == holding(Role.FINANCE, INSTITUTION)
