"""contracts/asyncapi.yaml is well formed, and its examples are what readers will get."""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from tree import ROOT

_REF = {
    "type": "object",
    "required": ["$ref"],
    "properties": {"$ref": {"type": "string"}},
    "additionalProperties": False,
}
_REFS = {"type": "object", "minProperties": 1, "additionalProperties": _REF}
_TOLD = {"description": {"type": "string", "minLength": 40}, "summary": {"type": "string"}}
# The official schema is in no Python package. This is what of it we need; docs/messaging.md tells
# how to run the official parser.
_SHAPE = {
    "type": "object",
    "required": ["info", "servers", "channels", "operations", "components"],
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"required": ["title", "version", "description", "license", "tags"]},
        "servers": {
            "minProperties": 1,
            "additionalProperties": {"required": ["host", "protocol", "security"]},
        },
        "channels": {
            "additionalProperties": {
                "required": ["address", "messages", "bindings", "description"],
                "properties": {"address": {"type": "string"}, "messages": _REFS, **_TOLD},
            }
        },
        "operations": {
            "additionalProperties": {
                "required": ["action", "channel", "summary", "description"],
                "properties": {"action": {"enum": ["send"]}, "channel": _REF, **_TOLD},
            }
        },
        "components": {
            "properties": {
                "messages": {
                    "additionalProperties": {
                        "required": ["name", "title", "summary", "contentType", "payload"],
                        "properties": {"payload": _REF, "headers": _REF},
                    }
                },
                "schemas": {"additionalProperties": {"type": "object"}},
            }
        },
    },
}


@cache
def document() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((ROOT / "contracts" / "asyncapi.yaml").read_text())
    return told


def finance_messages() -> list[dict[str, Any]]:
    told = document()["channels"]["finance"]["messages"]
    return [found_at(one["$ref"]) for one in told.values()]


def found_at(reference: str) -> Any:
    here: Any = document()
    assert reference.startswith("#/")
    for part in reference.removeprefix("#/").split("/"):
        here = here[part]
    return here


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def fits(reference: str, value: Any) -> bool:
    schema = {"allOf": [{"$ref": reference}], "components": document()["components"]}
    return bool(Draft7Validator(schema).is_valid(value))


def test_it_has_the_parts_that_it_should() -> None:
    assert list(Draft7Validator(_SHAPE).iter_errors(document())) == []


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    used = set(references(document()))
    assert all(found_at(reference) for reference in used)

    components = document()["components"]
    parts = {f"#/components/{kind}/{name}" for kind in components for name in components[kind]}
    assert parts - used == set()


def test_every_schema_is_a_schema() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("message", finance_messages(), ids=lambda one: str(one["name"]))
def test_an_example_fits_its_own_schemas_and_no_other_does(message: dict[str, Any]) -> None:
    [example] = message["examples"]
    payload = example["payload"]

    assert payload["type"] == message["name"] == message["bindings"]["amqp"]["messageType"]
    assert fits(message["headers"]["$ref"], example["headers"])
    assert fits(message["payload"]["$ref"], payload)
    assert not fits(message["payload"]["$ref"], {**payload, "type": "payments.unheard_of.v1"})
    assert not fits(message["payload"]["$ref"], {**payload, "data": {}})
    assert fits("#/components/schemas/news.payments", [payload])


def test_the_examples_are_one_chain_that_verifies() -> None:
    before = "0" * 64
    for number, message in enumerate(finance_messages(), 1):
        link = message["examples"][0]["payload"]
        bare = {name: value for name, value in link.items() if name != "hash"}
        text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

        assert (link["financeseq"], link["prevhash"]) == (number, before)
        assert link["hash"] == sha256((before + text).encode()).hexdigest()
        before = link["hash"]
