"""The published document is valid, complete, and true to its own examples."""

import re
from typing import Any

import pytest
from gateway_web import Web, answering_world
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from gateway.entrypoints.openapi import document
from gateway.entrypoints.problems import STATUSES, WORDS
from gateway.entrypoints.routes import BY_OPERATION, ROUTES

DOCUMENT = document()
PLAIN = {"healthz", "readyz", "metrics", "openapi_json"}
Operation = dict[str, Any]


OPERATIONS: list[Operation] = [
    operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
]


def check(schema: dict[str, Any], example: object) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        example
    )


def resolved(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    name = response["$ref"].rpartition("/")[2]
    found: dict[str, Any] = DOCUMENT["components"]["responses"][name]
    return found


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)

    assert DOCUMENT["openapi"] == "3.1.0"


def test_the_document_is_the_same_every_time() -> None:
    assert document() == DOCUMENT


def test_the_document_knows_every_route() -> None:
    assert {one["operationId"] for one in OPERATIONS} == BY_OPERATION.keys() | PLAIN


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one["operationId"])
def test_every_operation_is_explained_in_indonesian_and_then_in_english(
    operation: Operation,
) -> None:
    indonesian, blank, *english = operation["description"].split("\n")

    assert indonesian == operation["summary"]
    assert blank == ""
    assert english
    assert operation["tags"]
    assert operation["responses"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one["operationId"])
def test_every_parameter_is_explained(operation: Operation) -> None:
    for parameter in operation.get("parameters", []):
        assert "$ref" in parameter or parameter["description"]


def test_every_field_is_explained() -> None:
    unexplained = [
        f"{name}.{field}"
        for name, schema in DOCUMENT["components"]["schemas"].items()
        for field, shape in schema.get("properties", {}).items()
        if not shape.get("description")
    ]

    assert unexplained == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one["operationId"])
def test_every_example_has_the_shape_that_is_promised(operation: Operation) -> None:
    contents = list(operation.get("requestBody", {}).get("content", {}).values())
    for response in operation["responses"].values():
        contents += resolved(response).get("content", {}).values()
    for content in contents:
        # A file has no shape but its own.
        if {"$ref", "items", "properties"} & content["schema"].keys():
            check(content["schema"], content["example"])

    assert contents


def test_a_request_with_an_unknown_field_does_not_have_the_shape() -> None:
    schema = {"$ref": "#/components/schemas/ChangePriceBody"}

    errors = Draft202012Validator({**schema, "components": DOCUMENT["components"]}).iter_errors(
        {"new_price_idr": 1, "discount_idr": 1}
    )

    assert [error.validator for error in errors] == ["additionalProperties"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one["operationId"])
def test_every_refusal_is_a_problem_document(operation: Operation) -> None:
    if operation["operationId"] in PLAIN:
        assert "200" in operation["responses"]
        return
    refusals = {status for status in operation["responses"] if status >= "400"}

    assert {"400", "429", "500", "503"} <= refusals
    for status in refusals:
        assert set(resolved(operation["responses"][status])["content"]) == {
            "application/problem+json"
        }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_what_makes_something_or_moves_money_needs_a_key(route: Any) -> None:
    # A file is its own key: the same one again is the one that is there.
    unkeyed = route.path.startswith("/v1/tokens") or route.operation == "upload_file"
    assert route.keyed is (route.method == "POST" and not unkeyed)


def codes_of(operation: str, status: str) -> set[str]:
    [found] = [one for one in OPERATIONS if one["operationId"] == operation]
    return set(re.findall(r"`([a-z_]+)`", found["responses"][status].get("description", "")))


@pytest.mark.parametrize(
    ("operation", "status", "codes"),
    [
        ("place_orders", "400", {"request_malformed", "json_malformed", "delivery_incomplete"}),
        ("place_orders", "409", {"price_changed", "in_progress"}),
        ("place_orders", "422", {"idempotency_key_reused", "merchant_paused"}),
        ("import_members", "403", {"role_missing", "institution_foreign"}),
        ("accept_order", "403", {"role_missing"}),
        ("products", "401", {"token_expired", "token_invalid", "token_missing"}),
        ("upload_file", "415", {"content_not_as_declared", "media_type_unsupported"}),
        ("file", "404", {"file_not_found", "route_unknown"}),
        ("issue_token", "429", {"login_locked", "rate_limited"}),
        ("register_account", "409", {"login_taken"}),
        ("order", "503", {"database_unavailable", "timeout"}),
    ],
)
def test_a_refusal_names_the_codes_that_can_come(
    operation: str, status: str, codes: set[str]
) -> None:
    assert codes <= codes_of(operation, status)


def test_the_document_is_served() -> None:
    response = Web(answering_world()).client.get("/openapi.json")

    assert response.json == DOCUMENT


def test_every_status_has_words_of_its_own() -> None:
    titles = [title for _, _, title in STATUSES]

    assert len(set(titles)) == len(titles)
    assert all(words.strip() for words in WORDS.values())
