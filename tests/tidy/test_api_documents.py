"""The published API documents have nothing that would stop a stranger; and the linter would say."""

from copy import deepcopy
from typing import Any

import pytest
import yaml
from tree import ROOT

from api_lint import complaints

DOCUMENTS = sorted((ROOT / "contracts").glob("*api.yaml"))


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "contracts" / name).read_text())
    return document


OPENAPI = read("openapi.yaml")
ME = OPENAPI["paths"]["/v1/me"]["get"]


def test_the_api_is_published() -> None:
    assert ROOT / "contracts" / "openapi.yaml" in DOCUMENTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_nothing_is_wrong_with_a_document(document: Any) -> None:
    assert complaints(read(document.name)) == []


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("info-contact", {"info": {**OPENAPI["info"], "contact": {}}}),
    ("tags-uniqueness", {"tags": [*OPENAPI["tags"], OPENAPI["tags"][0]]}),
    ("api-servers", {"servers": []}),
    ("server-url", {"servers": [{"url": "http://malang.test/"}]}),
    ("path-keys-no-trailing-slash", {"paths": {"/v1/me/": {"get": ME}}}),
    ("path-not-include-query", {"paths": {"/v1/me?x=1": {"get": ME}}}),
    ("path-params", {"paths": {"/v1/me/{other_id}": {"get": ME}}}),
    ("operation-operationId", {"paths": {"/v1/me": {"get": ME, "post": ME}}}),
    ("operation-description", {"paths": {"/v1/me": {"get": {**ME, "description": ""}}}}),
    ("operation-tags", {"paths": {"/v1/me": {"get": {**ME, "tags": ["Lain"]}}}}),
    ("operation-success-response", {"paths": {"/v1/me": {"get": {**ME, "responses": {}}}}}),
    ("operation-security-defined", {"paths": {"/v1/me": {"get": {**ME, "security": [{"x": []}]}}}}),
    (
        "operation-parameters",
        {"paths": {"/v1/me": {"get": {**ME, "parameters": ME["parameters"] * 2}}}},
    ),
    ("unused-component", {"paths": {"/v1/me": {"get": ME}}}),
    ("ref-unresolved", {"components": {}}),
]


@pytest.mark.parametrize(("rule", "change"), BROKEN, ids=[rule for rule, _ in BROKEN])
def test_what_is_wrong_is_named(rule: str, change: dict[str, Any]) -> None:
    found = complaints({**OPENAPI, **change})

    assert [one for one in found if one.startswith(f"{rule}: ")]


def test_an_example_that_has_another_shape_is_named() -> None:
    broken = deepcopy(OPENAPI)
    broken["paths"]["/v1/me"]["get"]["responses"]["200"]["content"]["application/json"]["example"][
        "roles"
    ] = "buyer"

    assert [one for one in complaints(broken) if one.startswith("valid-example: ")]


def test_a_choice_of_another_type_a_bad_default_and_a_list_of_nothing_are_named() -> None:
    broken = deepcopy(OPENAPI)
    broken["components"]["schemas"]["Problem"]["properties"] |= {
        "code": {"type": "string", "enum": [1, 1]},
        "title": {"type": "integer", "default": "none"},
        "status": {"type": "array"},
    }

    rules = {one.partition(": ")[0] for one in complaints(broken)}

    assert {"typed-enum", "duplicated-entry-in-enum", "schema-default", "array-items"} <= rules
