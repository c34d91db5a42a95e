"""Catalogue pages: shared for a moment, and not sent again unchanged."""

import pytest
from gateway_web import Web, answering_world, check_problem

from gateway.domain.roles import Role
from gateway.entrypoints.examples import ANSWERS
from gateway.entrypoints.routes import BY_OPERATION
from gateway.entrypoints.routes.route import Route
from kernel.domain.errors import (
    Unavailable,
)

PRODUCTS = BY_OPERATION["products"]
PRODUCT = BY_OPERATION["product"]


def named(value: object) -> str:
    return value.operation if isinstance(value, Route) else str(value)


@pytest.fixture
def web() -> Web:
    return Web(answering_world())


def test_the_catalogue_may_be_two_seconds_old(web: Web) -> None:
    first = web.send(PRODUCTS, query_string={"staple": "true"})
    again = web.send(PRODUCTS, query_string={"staple": "true"})
    other = web.send(PRODUCTS)
    asked = len(web.world.services.asked)
    web.watch.now_s += 2
    web.send(PRODUCTS)

    assert first.headers["Cache-Control"] == "public, max-age=2"
    assert first.data == again.data == other.data
    assert (asked, len(web.world.services.asked)) == (2, 3)
    assert web.world.services.asked[0][3].actor_role == "anonymous"


@pytest.mark.parametrize("route", [PRODUCTS, PRODUCT], ids=named)
def test_an_unchanged_page_is_not_sent_again(web: Web, route: Route) -> None:
    first = web.send(route)

    again = web.send(route, headers={"If-None-Match": first.headers["ETag"]})
    web.world.services.answers[route.operation] = {"items": [], "next_cursor": None}
    web.watch.now_s += 2
    then = web.send(route, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (then.status_code, then.json) == (200, {"items": [], "next_cursor": None})


@pytest.mark.parametrize("role", [None, Role.BUYER, Role.MERCHANT])
def test_a_cache_between_us_keeps_callers_apart(web: Web, role: Role | None) -> None:
    page = web.send(PRODUCTS, role=role)
    unchanged = web.send(PRODUCTS, role=role, headers={"If-None-Match": page.headers["ETag"]})

    for response in (page, unchanged):
        assert response.headers["Vary"] == "Authorization"
        assert response.headers["Cache-Control"].startswith(
            "private" if role is Role.MERCHANT else "public"
        )


@pytest.mark.parametrize("condition", ['"another"', 'W/"another"', "nonsense"])
def test_a_page_that_has_changed_is_sent(web: Web, condition: str) -> None:
    assert web.send(PRODUCTS, headers={"If-None-Match": condition}).status_code == 200


def test_who_asks_for_the_head_gets_the_same_headers_and_no_page(web: Web) -> None:
    whole = web.client.get("/v1/products")
    head = web.client.head("/v1/products")
    known = web.client.head("/v1/products", headers={"If-None-Match": whole.headers["ETag"]})

    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length"):
        assert head.headers[name] == whole.headers[name]
    assert (known.status_code, known.data) == (304, b"")


def test_a_buyer_shares_the_page_of_passers_by(web: Web) -> None:
    web.send(PRODUCTS)
    web.send(PRODUCTS, role=Role.BUYER)

    assert len(web.world.services.asked) == 1


@pytest.mark.parametrize("role", [Role.MERCHANT, Role.CATALOG_OFFICER])
def test_who_may_see_more_is_asked_for_herself(web: Web, role: Role) -> None:
    web.send(PRODUCTS)
    response = web.send(PRODUCTS, role=role)

    assert response.headers["Cache-Control"] == "private, no-cache"
    assert web.world.services.asked[1][3].actor_role == role
    assert web.world.accesses.accesses == []


def test_a_failed_page_is_asked_for_again(web: Web) -> None:
    web.world.services.answers["products"] = Unavailable("away", code="timeout")
    check_problem(web.send(PRODUCTS), 503, "timeout")

    web.world.services.answers["products"] = ANSWERS["products"]

    assert web.send(PRODUCTS).status_code == 200
