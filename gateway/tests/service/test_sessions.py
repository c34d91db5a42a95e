"""Sessions over HTTP, on a real PostgreSQL: refresh, log out, a new password, a lock."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from gateway_examples import PASSWORD, FakeServices
from gateway_memory import Watch
from gateway_web import OPERATOR_ID, Web, check_problem, settings, within
from werkzeug.test import TestResponse

from gateway.bootstrap import Parts, build, make_signing_key, migrate
from gateway.domain.roles import Role
from gateway.entrypoints.examples import ANSWERS, REQUESTS
from gateway.entrypoints.routes import BY_OPERATION

NEW = REQUESTS["change_password"]["new_password"]


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Web:
    migrate(database_url)
    make_signing_key(tmp_path / "signing-key.pem")
    web = gateway_on(database_url, tmp_path, Parts())
    web.send(BY_OPERATION["register_account"])
    return web


def gateway_on(database_url: str, folder: Path, parts: Parts) -> Web:
    given = settings(
        database_url=database_url,
        signing_key_file=folder / "signing-key.pem",
        hash_memory_kib=1024,
    )
    return Web(app=build(given, services=FakeServices(answers=dict(ANSWERS)), parts=parts))


def body(response: TestResponse) -> dict[str, Any]:
    assert response.json is not None
    return dict(response.json)


def enter(web: Web, password: str = PASSWORD) -> dict[str, Any]:
    sent = {"login": REQUESTS["issue_token"]["login"], "password": password}
    return body(web.send(BY_OPERATION["issue_token"], json=sent))


def renew(web: Web, token: str) -> TestResponse:
    return web.send(BY_OPERATION["refresh_token"], json={"refresh_token": token})


def me(web: Web, issued: dict[str, Any]) -> TestResponse:
    return web.send(BY_OPERATION["me"], token=issued["access_token"])


def test_a_session_goes_on_by_its_refresh_tokens(web: Web) -> None:
    first = enter(web)

    second = body(renew(web, first["refresh_token"]))
    again = body(renew(web, first["refresh_token"]))

    assert again["refresh_token"] == second["refresh_token"]
    assert me(web, second).status_code == 200
    assert body(renew(web, second["refresh_token"]))["token_type"] == "Bearer"
    check_problem(renew(web, first["refresh_token"]), 401, "session_revoked")
    check_problem(me(web, second), 401, "session_revoked")
    check_problem(renew(web, "made-up"), 401, "refresh_refused")


def test_eight_refreshes_at_once_are_one(web: Web) -> None:
    token = enter(web)["refresh_token"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: renew(web, token), range(8)))

    assert {one.status_code for one in answers} == {201}
    assert len({body(one)["refresh_token"] for one in answers}) == 1


def test_of_tokens_only_hashes_are_stored(web: Web, database_url: str) -> None:
    first = enter(web)
    second = body(renew(web, first["refresh_token"]))

    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select t::text from refresh_tokens t")
        stored = str(cursor.fetchall())
    connection.close()

    assert first["refresh_token"] not in stored
    assert second["refresh_token"] not in stored


def test_logging_out_says_the_same_to_everybody(web: Web) -> None:
    here, elsewhere = enter(web), enter(web)
    route = BY_OPERATION["revoke_token"]

    known = web.send(route, json={"refresh_token": here["refresh_token"]})
    unknown = web.send(route, json={"refresh_token": "made-up"})

    assert (known.status_code, known.json) == (unknown.status_code, unknown.json)
    check_problem(me(web, here), 401, "session_revoked")
    assert me(web, elsewhere).status_code == 200
    everywhere = {"refresh_token": elsewhere["refresh_token"], "every_session": True}
    assert web.send(route, json=everywhere).json == {"revoked": "every_session"}
    check_problem(me(web, elsewhere), 401, "session_revoked")


def test_another_gateway_learns_of_it_within_seconds(
    web: Web, database_url: str, tmp_path: Path
) -> None:
    watch = Watch()
    another = gateway_on(database_url, tmp_path, Parts(monotonic=watch))
    issued = enter(web)
    assert me(another, issued).status_code == 200

    web.send(BY_OPERATION["revoke_token"], json={"refresh_token": issued["refresh_token"]})

    assert me(another, issued).status_code == 200, "it does not ask for every request"
    watch.now_s += 2
    check_problem(me(another, issued), 401, "session_revoked")


def test_a_new_password_leaves_this_session_alone(web: Web) -> None:
    here, elsewhere = enter(web), enter(web)
    route = BY_OPERATION["change_password"]

    wrong = {"current_password": "wrong-guess", "new_password": NEW}
    check_problem(web.send(route, token=here["access_token"], json=wrong), 422, "password_wrong")
    assert web.send(route, token=here["access_token"]).status_code == 200

    assert me(web, here).status_code == 200
    check_problem(me(web, elsewhere), 401, "session_revoked")
    assert me(web, enter(web, NEW)).status_code == 200


def test_a_locked_account_is_out_at_once(web: Web) -> None:
    issued = enter(web)
    account_id = body(me(web, issued))["account_id"]
    operator = web.token(within(Role.OPERATOR), account_id=OPERATOR_ID)

    def send(act: str, reason: dict[str, str]) -> TestResponse:
        return web.client.post(
            f"/v1/accounts/{account_id}/{act}",
            json=reason,
            headers={"Authorization": f"Bearer {operator}", "Idempotency-Key": act},
        )

    assert send("lock", {"reason_code": "lost_device"}).json == {
        "account_id": account_id,
        "locked": True,
    }
    check_problem(me(web, issued), 401, "session_revoked")
    check_problem(web.send(BY_OPERATION["issue_token"]), 403, "account_locked")
    assert body(send("unlock", {}))["locked"] is False
    assert me(web, enter(web)).status_code == 200
    check_problem(send("lock", {"reason_code": "curiosity"}), 400, "request_malformed")


def test_the_public_keys_verify_a_token_and_may_be_cached(web: Web) -> None:
    response = web.send(BY_OPERATION["jwks"])

    assert response.headers["Cache-Control"] == "public, max-age=300"
    [key] = body(response)["keys"]
    assert key.keys() == {"kty", "crv", "x", "kid", "use", "alg"}
