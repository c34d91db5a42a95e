"""Bad queries, months, addresses and methods: a problem, and nothing reaches the services."""

from collections.abc import Iterator

import pytest
from gateway_web import (
    INSTITUTION,
    QUESTIONS,
    Web,
    answering_world,
    check_problem,
    within,
)

from gateway.domain.roles import Role
from gateway.entrypoints.examples import REQUESTS
from gateway.entrypoints.routes import BY_OPERATION
from gateway.entrypoints.routes.route import Route

PLACE = BY_OPERATION["place_orders"]


def named(value: object) -> str:
    return value.operation if isinstance(value, Route) else str(value)


def role_for(route: Route) -> Role | None:
    return min(route.roles) if route.roles else None


@pytest.fixture(scope="module")
def shared_web() -> Web:
    return Web(answering_world())


@pytest.fixture
def web(shared_web: Web) -> Iterator[Web]:
    shared_web.world.services.forget()
    yield shared_web
    assert shared_web.world.services.silent, "a bad request has reached a service"


@pytest.mark.parametrize("route", QUESTIONS, ids=named)
def test_an_unknown_query_parameter_is_refused(web: Web, route: Route) -> None:
    response = web.send(route, role=role_for(route), query_string={"colour": "red"})

    found = check_problem(response, 400, "request_malformed")
    assert found["details"]["fields"]["colour"] == ["Unknown field."]


@pytest.mark.parametrize(
    ("operation", "query"),
    [
        ("products", {"limit": "0"}),
        ("products", {"limit": "201"}),
        ("products", {"limit": "ten"}),
        ("products", {"cursor": ""}),
        ("products", {"cursor": "a\nb"}),
        ("products", {"staple": "perhaps"}),
        ("products", {"merchant_id": "x"}),
        ("orders", {"as_role": "auditor"}),
        ("orders", {"status": "lost"}),
        ("payments", {"business_date": "2026-02-30"}),
        ("period", {}),
        ("obligations", {"institution_id": INSTITUTION, "period": "2026-13"}),
        ("obligations", {"institution_id": "x", "period": "2026-11"}),
    ],
)
def test_a_query_of_the_wrong_shape_is_refused(
    web: Web, operation: str, query: dict[str, str]
) -> None:
    route = BY_OPERATION[operation]

    response = web.send(route, role=role_for(route), query_string=query)

    check_problem(response, 400, "request_malformed")


@pytest.mark.parametrize("wait", ["-1", "10.5", "soon", "nan", "inf"])
def test_nobody_waits_longer_than_ten_seconds(web: Web, wait: str) -> None:
    response = web.send(PLACE, role=Role.BUYER, query_string={"wait": wait})

    check_problem(response, 400, "request_malformed")


@pytest.mark.parametrize(
    "period", ["2026-13", "2026-1", "202611", "2026-00", "november", "2026-1 "]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_month_that_is_none_is_refused(web: Web, period: str, method: str) -> None:
    address = f"/v1/periods/{period}" + ("/opening" if method == "POST" else "")
    query = {"institution_id": INSTITUTION} if method == "GET" else {}

    response = web.client.open(
        address,
        method=method,
        query_string=query,
        json=REQUESTS["open_period"] if method == "POST" else None,
        headers={
            "Authorization": f"Bearer {web.token(within(Role.POLICY_OFFICER))}",
            "Idempotency-Key": "k",
        },
    )

    check_problem(response, 400, "period_malformed")


@pytest.mark.parametrize(
    "address", ["/", "/v1", "/v1/orders/", "/v1/orders/x", "/v2/orders", "/v1/%00"]
)
def test_an_address_that_is_none_is_not_found(web: Web, address: str) -> None:
    check_problem(web.client.get(address), 404, "route_unknown")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "BREW"])
def test_another_method_is_not_allowed(web: Web, method: str) -> None:
    response = web.client.open("/v1/orders", method=method)

    check_problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET"
