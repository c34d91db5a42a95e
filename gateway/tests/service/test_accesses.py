"""The record of accesses: before an answer leaves, for good, and over HTTP for whom it concerns."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from gateway_examples import FakeServices
from gateway_web import (
    ACCOUNT,
    INSTITUTION,
    PATHS,
    Web,
    answering_world,
    check_problem,
    settings,
    within,
)
from werkzeug.test import TestResponse

from gateway.bootstrap import Parts, build, make_signing_key, migrate
from gateway.domain.roles import Role
from gateway.entrypoints.examples import ANSWERS
from gateway.entrypoints.routes import BY_OPERATION
from kernel.domain.ids import derived_id

OFFICER = derived_id("account", "officer")


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Web:
    migrate(database_url)
    key_file = tmp_path / "signing-key.pem"
    make_signing_key(key_file)
    services = FakeServices(answers={**ANSWERS, "membership": {"institution_id": INSTITUTION}})
    given = settings(database_url=database_url, signing_key_file=key_file, hash_memory_kib=1024)
    return Web(app=build(given, services=services, parts=Parts()))


@pytest.fixture
def cursor(web: Web) -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(web.app.settings.database_url)
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def look(web: Web, headers: Mapping[str, str] | None = None) -> TestResponse:
    token = web.token(within(Role.HR_OFFICER), account_id=OFFICER)
    return web.send(BY_OPERATION["obligations"], token=token, headers=headers)


def test_an_officers_look_is_recorded_and_a_buyers_is_not(
    web: Web, cursor: "psycopg2.extensions.cursor"
) -> None:
    look(web, {"X-Purpose-Code": "objection", "X-Case-Ref": "KB-7"})
    web.send(BY_OPERATION["order"], role=Role.BUYER)

    cursor.execute(
        "select role, operation, purpose_code, case_ref, result, subject_counts,"
        " subject_ids::text[] from access_records"
    )
    assert cursor.fetchall() == [
        (
            "hr_officer",
            "obligations",
            "objection",
            "KB-7",
            "answered",
            {"membership": 1},
            [PATHS["membership_id"]],
        )
    ]


def test_nobody_sees_what_cannot_be_recorded(
    web: Web, cursor: "psycopg2.extensions.cursor"
) -> None:
    cursor.execute("alter table access_records rename to gone")

    check_problem(look(web), 503, "schema_missing")


@pytest.mark.parametrize(
    "statement",
    [
        "update access_records set role = 'buyer'",
        "delete from access_records",
        "truncate access_records",
    ],
)
def test_what_is_recorded_is_not_changed(
    web: Web, cursor: "psycopg2.extensions.cursor", statement: str
) -> None:
    look(web)

    with pytest.raises(psycopg2.Error, match=r"for good|permission denied"):
        cursor.execute(statement)

    cursor.execute("select count(*) from access_records where role = 'hr_officer'")
    assert cursor.fetchall() == [(1,)]


def test_a_member_sees_over_http_who_looked_at_her_duty(web: Web) -> None:
    siti = web.send(BY_OPERATION["register_account"]).json
    assert siti is not None
    web.client.post(
        f"/v1/accounts/{siti['account_id']}/grants",
        json={"institution_id": INSTITUTION, "memberships": [PATHS["membership_id"]]},
        headers={
            "Authorization": f"Bearer {web.token(within(Role.HR_OFFICER), account_id=OFFICER)}",
            "Idempotency-Key": "g",
        },
    )
    for _ in range(3):
        look(web)
    token = web.send(BY_OPERATION["issue_token"]).json
    assert token is not None

    def page(**query: str) -> dict[str, Any]:
        route = BY_OPERATION["my_accesses"]
        found = web.send(route, token=token["access_token"], query_string=query).json
        assert found is not None
        return dict(found)

    first = page(limit="2")
    second = page(limit="2", cursor=first["next_cursor"])

    assert [len(first["items"]), len(second["items"])] == [2, 1]
    assert second["next_cursor"] is None
    assert first["items"][0]["about"] == [PATHS["membership_id"]]
    assert OFFICER not in str((first, second))


def test_an_auditor_sees_it_and_so_is_seen(web: Web) -> None:
    look(web)
    route = BY_OPERATION["accesses"]

    first = web.send(route, role=Role.AUDITOR).json
    second = web.send(route, role=Role.AUDITOR, query_string={"account_id": ACCOUNT}).json

    assert first is not None
    assert second is not None
    assert [one["account_id"] for one in first["items"]] == [OFFICER]
    assert [one["operation"] for one in second["items"]] == ["accesses"]
    assert second["items"][0]["subject_counts"] == {"account": 1}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-Purpose-Code": "curiosity"}, "purpose_unknown"),
        ({"X-Case-Ref": "ask Siti"}, "case_ref_malformed"),
        ({"X-Case-Ref": "198501012010011001"}, "case_ref_malformed"),
    ],
)
def test_a_reason_that_is_none_is_refused(headers: dict[str, str], code: str) -> None:
    web = Web(answering_world())

    check_problem(look(web, headers), 400, code)

    assert web.world.services.silent


@pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 19, "1; drop table accounts"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    response = Web(answering_world()).send(
        BY_OPERATION["accesses"], role=Role.AUDITOR, query_string={"cursor": cursor}
    )

    check_problem(response, 400, "request_malformed")
