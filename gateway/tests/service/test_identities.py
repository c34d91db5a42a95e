"""Another issuer's token over HTTP: it says who, we say what she may, and accounts are linked."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from gateway_examples import PASSWORD, FakeServices
from gateway_issuer import AUDIENCE, LocalIssuer, local_issuer
from gateway_web import Web, check_problem, settings

from gateway.bootstrap import Parts, build, make_signing_key, migrate
from gateway.entrypoints.routes import BY_OPERATION


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    with local_issuer() as issuer:
        issuer.add_key("one")
        yield issuer


@pytest.fixture
def web(database_url: str, tmp_path: Path, issuer: LocalIssuer) -> Web:
    migrate(database_url)
    key_file, oidc_file = tmp_path / "signing-key.pem", tmp_path / "oidc.json"
    make_signing_key(key_file)
    oidc_file.write_text(json.dumps([{"issuer": issuer.url, "audience": AUDIENCE}]))
    given = settings(
        database_url=database_url,
        signing_key_file=key_file,
        oidc_file=oidc_file,
        hash_memory_kib=1024,
    )
    return Web(app=build(given, services=FakeServices(), parts=Parts()))


def test_who_comes_from_another_issuer_is_a_buyer_whatever_it_says(
    web: Web, issuer: LocalIssuer
) -> None:
    first = web.send(BY_OPERATION["me"], token=issuer.token("one")).json
    again = web.send(
        BY_OPERATION["me"], token=issuer.token("one", exp=int(time.time()) + 7200)
    ).json

    assert first is not None
    assert first == again
    assert first["roles"] == [{"role": "buyer", "institution_id": None}]
    check_problem(
        web.send(BY_OPERATION["accesses"], token=issuer.token("one")), 403, "role_missing"
    )
    late = issuer.token("one", exp=int(time.time()) - 120)
    check_problem(web.send(BY_OPERATION["me"], token=late), 401, "token_expired")
    foreign = issuer.token("one", aud="somebody-else")
    check_problem(web.send(BY_OPERATION["me"], token=foreign), 401, "token_invalid")
    check_problem(web.send(BY_OPERATION["me"], token="made-up"), 401, "token_invalid")


def test_an_account_and_an_identity_are_linked(web: Web, issuer: LocalIssuer) -> None:
    registered = web.send(BY_OPERATION["register_account"]).json
    issued = web.send(BY_OPERATION["issue_token"]).json
    assert registered is not None
    assert issued is not None
    route = BY_OPERATION["link_identity"]
    body = {"token": issuer.token("one"), "current_password": PASSWORD}

    without = web.send(route, token=issued["access_token"], json={"token": body["token"]})
    linked = web.send(route, token=issued["access_token"], json=body)
    me = web.send(BY_OPERATION["me"], token=issuer.token("one")).json

    check_problem(without, 422, "password_wrong")
    assert linked.json == {"account_id": registered["account_id"], "issuer": issuer.url}
    assert me is not None
    assert me["account_id"] == registered["account_id"]
    other = {"token": issued["access_token"], "current_password": PASSWORD}
    check_problem(web.send(route, token=issued["access_token"], json=other), 422, "issuer_unknown")


def test_no_subject_is_written_down(web: Web, issuer: LocalIssuer, database_url: str) -> None:
    web.send(BY_OPERATION["me"], token=issuer.token("one"))

    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select i::text, a::text from external_identities i natural join accounts a")
        [row] = cursor.fetchall()
    connection.close()
    assert "198501012010011001" not in str(row)
