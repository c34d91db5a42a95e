"""Bad input of every kind: a problem with a stable code, and nothing reaches the services."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from gateway_web import (
    COMMANDS,
    INSTITUTION,
    OTHER_INSTITUTION,
    QUERIES,
    QUESTIONS,
    Web,
    answering_world,
    check_problem,
    url_of,
    within,
)
from marshmallow import Schema, fields

from gateway.domain.roles import BOUND, Role
from gateway.entrypoints.examples import REQUESTS
from gateway.entrypoints.fields import Body
from gateway.entrypoints.routes import BY_OPERATION, ROUTES
from gateway.entrypoints.routes.route import Route

PLACE = BY_OPERATION["place_orders"]
IMPORT = BY_OPERATION["import_members"]
WITH_BODY = [route for route in ROUTES if route.body is not None]


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


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"NaN",
        b'{"a": NaN}',
        b"\xff\xfe{}",
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("route", [PLACE, IMPORT, BY_OPERATION["issue_token"]], ids=named)
def test_what_is_no_json_object_is_refused(web: Web, route: Route, body: bytes) -> None:
    response = web.send(route, role=role_for(route), data=body, content_type="application/json")

    check_problem(response, 400, "json_malformed")


def changed(route: Route, **changes: Any) -> dict[str, Any]:
    return {**REQUESTS[route.operation], **changes}


@pytest.mark.parametrize("route", WITH_BODY, ids=named)
def test_an_unknown_field_is_refused(web: Web, route: Route) -> None:
    response = web.send(route, role=role_for(route), json=changed(route, discount_idr=1))

    found = check_problem(response, 400, "request_malformed")
    assert found["details"]["fields"] == {"discount_idr": ["Unknown field."]}


def fields_of(route: Route) -> Iterator[tuple[Route, str, fields.Field[Any]]]:
    assert route.body is not None
    for name, field in route.body().fields.items():
        yield route, name, field


EVERY_FIELD = [one for route in WITH_BODY for one in fields_of(route)]
REQUIRED_FIELDS = [(route, name) for route, name, field in EVERY_FIELD if field.required]


@pytest.mark.parametrize(("route", "name"), REQUIRED_FIELDS, ids=named)
def test_a_missing_field_is_refused(web: Web, route: Route, name: str) -> None:
    body = {key: value for key, value in REQUESTS[route.operation].items() if key != name}

    found = check_problem(
        web.send(route, role=role_for(route), json=body), 400, "request_malformed"
    )

    assert found["details"]["fields"][name]


WRONG: dict[type[fields.Field[Any]], list[Any]] = {
    fields.String: [1, True, [], {}, "", "a\x00b", "x" * 10_000],
    fields.Integer: ["1", 1.5, True, -1, 10**30, [], None],
    fields.Boolean: ["true", 1, "yes", [], None],
    fields.Date: [20261101, "2026-13-01", "yesterday", [], True],
    fields.List: ["x", 1, {}, ["x"] * 1000, None],
    fields.Nested: ["x", 1, [], {"unknown": 1}, None],
}
# A file may be long, a login need not be a name, and stock may be less by one.
RIGHT_BY_CHANCE = {
    ("adjust_stock", "quantity_delta"),
    ("import_members", "csv"),
    ("import_merchants", "csv"),
    ("import_products", "csv"),
    ("issue_token", "login"),
}
WRONG_VALUES = [
    (route, name, value)
    for route, name, field in EVERY_FIELD
    if (route.operation, name) not in RIGHT_BY_CHANCE
    for kind, values in WRONG.items()
    if isinstance(field, kind)
    for value in values
    if value is not None or not field.allow_none
]


@pytest.mark.parametrize(("route", "name", "value"), WRONG_VALUES, ids=lambda _: "")
def test_a_value_of_the_wrong_shape_is_refused(
    web: Web, route: Route, name: str, value: object
) -> None:
    response = web.send(route, role=role_for(route), json=changed(route, **{name: value}))

    found = check_problem(response, 400, "request_malformed")
    assert name in found["details"]["fields"]


@pytest.mark.parametrize("value", [1, [], "", "a\x00b", None])
def test_a_file_that_is_none_is_refused(web: Web, value: object) -> None:
    response = web.send(IMPORT, role=Role.HR_OFFICER, json=changed(IMPORT, csv=value))

    check_problem(response, 400, "request_malformed")


@pytest.mark.parametrize(
    "line",
    [
        {"product_id": "x", "quantity": 1},
        {"product_id": REQUESTS["place_orders"]["lines"][0]["product_id"], "quantity": 0},
        {"product_id": REQUESTS["place_orders"]["lines"][0]["product_id"], "quantity": 1.5},
        {"quantity": 1},
        {**REQUESTS["place_orders"]["lines"][0], "price_idr": 1},
    ],
)
def test_a_bad_line_in_a_cart_is_refused(web: Web, line: dict[str, Any]) -> None:
    response = web.send(PLACE, role=Role.BUYER, json=changed(PLACE, lines=[line]))

    found = check_problem(response, 400, "request_malformed")
    assert found["details"]["fields"]["lines"]["0"]


def test_an_empty_cart_is_refused(web: Web) -> None:
    response = web.send(PLACE, role=Role.BUYER, json=changed(PLACE, lines=[]))

    check_problem(response, 400, "request_malformed")


def test_a_line_break_at_the_end_of_a_line_does_not_slip_through(web: Web) -> None:
    route = BY_OPERATION["list_product"]

    check_problem(
        web.send(route, role=Role.MERCHANT, json=changed(route, name="Beras\n")),
        400,
        "request_malformed",
    )


@pytest.mark.parametrize("route", COMMANDS, ids=named)
def test_without_a_key_nothing_is_done(web: Web, route: Route) -> None:
    response = web.client.post(
        url_of(route),
        json=REQUESTS[route.operation],
        headers={"Authorization": f"Bearer {web.token(within(min(route.roles or ())))}"},
    )

    check_problem(response, 400, "idempotency_key_missing")


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "kunci baru", "schlüssel"])
def test_a_key_that_is_none_is_refused(web: Web, key: str) -> None:
    response = web.send(PLACE, role=Role.BUYER, headers={"Idempotency-Key": key})

    check_problem(response, 400, "idempotency_key_malformed")


@pytest.mark.parametrize(
    ("content_type", "route"),
    [
        ("text/plain", PLACE),
        ("application/x-www-form-urlencoded", PLACE),
        ("text/csv", PLACE),
        ("", PLACE),
        ("application/xml", IMPORT),
    ],
    ids=named,
)
def test_a_body_of_another_type_is_refused(web: Web, content_type: str, route: Route) -> None:
    body = json.dumps(REQUESTS[route.operation])

    response = web.send(route, role=role_for(route), data=body, content_type=content_type)

    check_problem(response, 415, "media_type_unsupported")


@pytest.mark.parametrize(
    ("route", "size"), [(PLACE, 1024 * 1024 + 1), (IMPORT, 5 * 1024 * 1024 + 1)], ids=named
)
def test_a_huge_body_is_refused_unread(web: Web, route: Route, size: int) -> None:
    response = web.send(
        route, role=role_for(route), data=b" " * size, content_type="application/json"
    )

    check_problem(response, 413, "body_too_large")


@pytest.mark.parametrize("route", [one for one in ROUTES if one.method == "POST"], ids=named)
def test_every_route_says_how_much_may_come(web: Web, route: Route) -> None:
    kind = route.takes[0] if route.takes else "application/json"
    response = web.send(
        route,
        role=role_for(route),
        data=b"",
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": str(route.body_max + 1)},
    )

    found = check_problem(response, 413, "body_too_large")
    assert found["details"] == {"limit_bytes": route.body_max}


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic eDp5", "token-1", "Bearer a b"])
def test_a_token_that_is_none_is_refused(web: Web, header: str) -> None:
    response = web.send(PLACE, headers={"Authorization": header})

    code = "token_invalid" if header in {"Bearer x", "Bearer a b"} else "token_missing"
    check_problem(response, 401, code)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="malpro"'


def test_an_expired_token_is_refused_even_if_it_was_good_a_moment_ago() -> None:
    web = Web(answering_world())
    token = web.token(within(Role.BUYER))
    assert web.send(PLACE, token=token).status_code == 202
    web.world.services.forget()

    web.world.clock.advance(timedelta(hours=12))

    check_problem(web.send(PLACE, token=token), 401, "token_expired")
    assert web.world.services.silent


def test_a_bad_token_is_refused_where_none_is_needed(web: Web) -> None:
    response = web.send(BY_OPERATION["products"], headers={"Authorization": "Bearer x"})

    check_problem(response, 401, "token_invalid")


NAMING_AN_INSTITUTION = [
    (route, role)
    for route in (*COMMANDS, *QUESTIONS)
    for role in sorted(route.roles or ())
    if role in BOUND
    and (
        "institution_id" in (REQUESTS.get(route.operation) or {})
        or (route.query and "institution_id" in route.query().fields and route.method == "GET")
    )
]


@pytest.mark.parametrize(("route", "role"), NAMING_AN_INSTITUTION, ids=named)
def test_the_affairs_of_another_institution_are_closed(web: Web, route: Route, role: Role) -> None:
    if route.method == "POST":
        body = changed(route, institution_id=OTHER_INSTITUTION)
        response = web.send(route, role=role, json=body)
    else:
        query = QUERIES.get(route.operation, {}) | {"institution_id": OTHER_INSTITUTION}
        response = web.send(route, role=role, query_string=query)

    check_problem(response, 403, "institution_foreign")


def test_every_route_of_an_institution_was_tried() -> None:
    assert {route.operation for route, _ in NAMING_AN_INSTITUTION} == {
        "define_agency",
        "move_agency",
        "close_agency",
        "import_members",
        "change_member_identity",
        "record_departure",
        "draft_policy",
        "approve_policy",
        "withdraw_policy_draft",
        "enact_policy",
        "repeal_policy",
        "open_period",
        "close_period",
        "period",
        "recomputation",
        "obligation",
        "obligations",
        "agency_summary",
        "turnover",
        "turnover_places",
        "agencies",
        "members",
        "member",
        "member_imports",
        "policies",
        "policy_drafts",
        "consequences",
        "consequence_file",
    }


def test_a_role_that_does_not_exist_cannot_be_chosen(web: Web) -> None:
    response = web.send(PLACE, role=Role.BUYER, headers={"X-Acting-Role": "mayor"})

    check_problem(response, 400, "request_malformed")


def test_a_role_that_is_not_hers_cannot_be_chosen(web: Web) -> None:
    response = web.send(
        BY_OPERATION["orders"], role=Role.BUYER, headers={"X-Acting-Role": "merchant"}
    )

    check_problem(response, 403, "role_missing")


def test_a_seller_registers_nobody_but_herself(web: Web) -> None:
    route = BY_OPERATION["register_merchant"]
    body = changed(route, on_behalf_of_id=OTHER_INSTITUTION)

    check_problem(web.send(route, role=Role.MERCHANT, json=body), 403, "role_missing")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "mayor"},
        {"memberships": [OTHER_INSTITUTION]},
        {"memberships": [], "institution_id": INSTITUTION},
        {"role": "buyer", "memberships": [OTHER_INSTITUTION], "institution_id": INSTITUTION},
        {"role": "unit_head", "institution_id": INSTITUTION, "agency_id": OTHER_INSTITUTION},
    ],
)
def test_a_gift_is_one_thing_and_whole(web: Web, body: dict[str, Any]) -> None:
    response = web.send(BY_OPERATION["grant"], role=Role.OPERATOR, json=body)

    check_problem(response, 400, "request_malformed")


def test_nested_shapes_refuse_unknown_fields_too() -> None:
    def bodies(schema: Schema) -> Iterator[Schema]:
        yield schema
        for field in schema.fields.values():
            inner = field.inner if isinstance(field, fields.List) else field
            if isinstance(inner, fields.Nested):
                yield from bodies(inner.schema)

    every = [one for route in WITH_BODY if route.body for one in bodies(route.body())]

    assert all(isinstance(one, Body) for one in every)
