"""What operations watches, and how much one caller may ask."""

import logging
import re

import pytest
from gateway_examples import ReversingHasher
from gateway_web import Web, answering_world, check_problem, within

from gateway.application.batching import Busy
from gateway.domain.roles import Role
from gateway.entrypoints.examples import REQUESTS
from gateway.entrypoints.green import ThreadedHasher
from gateway.entrypoints.routes import BY_OPERATION
from kernel.domain.errors import (
    Unavailable,
)
from kernel.domain.ids import derived_id

PLACE = BY_OPERATION["place_orders"]
PRODUCTS = BY_OPERATION["products"]


@pytest.fixture
def web() -> Web:
    return Web(answering_world())


def test_two_callers_do_not_share_a_bucket() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)
    for _ in range(2):
        assert web.send(PLACE, role=Role.BUYER).status_code == 202

    slowed = web.send(PLACE, role=Role.BUYER)
    other = web.token(within(Role.BUYER), account_id=derived_id("account", "other"))

    check_problem(slowed, 429, "rate_limited")
    assert slowed.headers["Retry-After"] == "1"
    assert web.send(PLACE, token=other).status_code == 202
    assert len(web.world.services.executed) == 3


def test_strangers_share_the_bucket_of_their_address() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)
    web.send(PRODUCTS)
    check_problem(web.send(PLACE, headers={"Authorization": "Bearer x"}), 401, "token_invalid")

    check_problem(web.send(PRODUCTS), 429, "rate_limited")
    check_problem(web.send(PLACE, headers={"Authorization": "Bearer x"}), 429, "rate_limited")


def test_a_stranger_with_a_network_of_addresses_has_one_bucket() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)

    def come(address: str) -> int:
        at = {"REMOTE_ADDR": address}
        return web.send(PRODUCTS, environ_overrides=at).status_code

    assert [come(f"2001:db8::{number}") for number in range(3)] == [200, 200, 429]
    assert come("2001:db8:0:1::1") == 200


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_an_address_is_believed_from_a_trusted_proxy_alone(proxies: int, status: int) -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=1, trusted_proxies=proxies)
    web.send(PRODUCTS, headers={"X-Forwarded-For": "203.0.113.1"})

    response = web.send(PRODUCTS, headers={"X-Forwarded-For": "203.0.113.2"})

    assert response.status_code == status


def test_looking_for_doors_that_are_not_there_is_counted_too() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)
    for path in ("/metrics", "/v1/nothing"):
        assert web.client.get(path).status_code in {200, 404}

    check_problem(web.client.get("/readyz"), 429, "rate_limited")
    assert web.client.get("/healthz").status_code == 200, "whoever asks whether we live is let be"


def test_a_queue_for_hashing_has_an_end() -> None:
    hasher = ThreadedHasher(ReversingHasher(), waiting_max=0)

    with pytest.raises(Busy):
        hasher.hash("beras-telur-gula")


def test_a_process_that_lives_says_so(web: Web) -> None:
    assert web.client.get("/healthz").json == {"status": "ok"}


def test_readiness_names_every_part(web: Web) -> None:
    web.world.services.down["payments"] = Unavailable("away", code="timeout")

    response = web.client.get("/readyz")

    assert response.status_code == 200
    assert response.json == {
        "status": "ok",
        "checks": {
            "database": "ok",
            "catalog": "ok",
            "orders": "ok",
            "payments": "timeout",
            "compliance": "ok",
        },
    }


def test_without_any_service_the_gateway_is_of_no_use(web: Web) -> None:
    for service in ("catalog", "orders", "payments", "compliance"):
        web.world.services.down[service] = Unavailable("away", code="broker_unavailable")

    response = web.client.get("/readyz")

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["status"] == "unavailable"


def test_without_its_accounts_the_gateway_is_of_no_use(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise Unavailable("away", code="database_unavailable")

    monkeypatch.setattr(web.world.accounts, "get", away)

    response = web.client.get("/readyz")

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["checks"]["database"] == "database_unavailable"


def test_operations_sees_requests_by_route_and_status(web: Web) -> None:
    web.send(BY_OPERATION["order"], role=Role.BUYER)
    web.client.open("/v1/orders", method="BREW")
    web.client.get("/nowhere/siti")

    text = web.client.get("/metrics").text

    assert re.search(
        r'malpro_http_requests_total\{method="GET",'
        r'route="/v1/orders/<uuid:order_id>",status="200"\} [1-9]',
        text,
    )
    assert 'method="unknown",route="unknown",status="405"' in text
    assert 'malpro_edge_batch_commands_bucket{le="1.0",service="orders"}' in text
    assert "siti" not in text


def test_logs_name_no_person(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    web.send(BY_OPERATION["register_account"])
    web.send(BY_OPERATION["register_account"])
    web.send(BY_OPERATION["issue_token"], json={"login": "siti.hartati", "password": "wrong-guess"})
    web.send(PLACE, role=Role.BUYER)
    web.send(PLACE, role=Role.BUYER, json=REQUESTS["place_orders"] | {"name": "Contoh Penerima"})

    said = " ".join(str(record.__dict__) for record in caplog.records)
    assert "request.refused" in said
    for name in ("siti.hartati", "beras-telur-gula", "wrong-guess", "Contoh Penerima", "Jalan"):
        assert name not in said
