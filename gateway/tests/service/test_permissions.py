"""The table of who may do what, cell by cell: every route with every role, and with none."""

from typing import Any

import pytest
from gateway_examples import PASSWORD
from gateway_web import MEMBERSHIPS, Web, answering_world, check_problem

from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import Grant, Role
from gateway.entrypoints.examples import REQUESTS
from gateway.entrypoints.routes import BY_OPERATION, ROUTES
from gateway.entrypoints.routes.route import Route

NEEDING_A_ROLE = [route for route in ROUTES if route.roles is not None]
OPEN = [route for route in ROUTES if route.roles is None]


@pytest.fixture(scope="module")
def shared_web() -> Web:
    """One application for all cells: making one takes longer than asking it."""
    web = Web(answering_world())
    web.open_account(Grant(role=Role.BUYER))
    web.send(BY_OPERATION["register_account"])
    return web


@pytest.fixture
def web(shared_web: Web) -> Web:
    shared_web.world.services.forget()
    shared_web.watch.now_s += 3  # Cached pages are old by now.
    return shared_web


def named(route: Route) -> str:
    return route.operation


def body_of(route: Route, role: Role) -> dict[str, Any]:
    # Of the two things that can be given, each has its own giver.
    if route.operation == "grant" and role is Role.HR_OFFICER:
        return {"json": MEMBERSHIPS}
    if route.operation == "change_password":
        return {"json": {"current_password": PASSWORD, "new_password": PASSWORD}}
    return {}


def test_the_table_and_the_routes_know_the_same_operations() -> None:
    assert BY_OPERATION.keys() == PERMISSIONS.keys()
    assert len(ROUTES) == len(BY_OPERATION)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", NEEDING_A_ROLE, ids=named)
def test_a_role_opens_exactly_the_routes_of_the_table(web: Web, route: Route, role: Role) -> None:
    response = web.send(route, role=role, **body_of(route, role))

    if route.roles is not None and role in route.roles:
        assert response.status_code == route.status, response.text
        assert route.service is None or not web.world.services.silent
    else:
        check_problem(response, 403, "role_missing")
        assert web.world.services.silent


@pytest.mark.parametrize("route", NEEDING_A_ROLE, ids=named)
def test_nobody_unknown_comes_in(web: Web, route: Route) -> None:
    check_problem(web.send(route), 401, "token_missing")

    assert web.world.services.silent


@pytest.mark.parametrize("route", NEEDING_A_ROLE, ids=named)
def test_an_account_without_roles_may_do_nothing(web: Web, route: Route) -> None:
    check_problem(web.send(route, token=web.token()), 403, "role_missing")

    assert web.world.services.silent


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("route", OPEN, ids=named)
def test_open_routes_need_no_token_and_take_any(web: Web, route: Route, role: Role | None) -> None:
    if route.operation == "register_account":
        body = {**REQUESTS["register_account"], "login": f"siti-{role}"}
        assert web.send(route, role=role, json=body).status_code == route.status
        return

    if route.operation in {"refresh_token", "revoke_token"}:
        web.send(BY_OPERATION["register_account"])
        issued = web.send(BY_OPERATION["issue_token"]).json or {}
        body = {"refresh_token": issued.get("refresh_token")}
        assert web.send(route, role=role, json=body).status_code == route.status
        return

    assert web.send(route, role=role).status_code == route.status
    assert route.service is None or not web.world.services.silent
