"""What is read quickly is what marshmallow would have read; what it refuses is left to it."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from marshmallow import Schema, ValidationError, fields, post_load, validate

from gateway.entrypoints.examples import REQUESTS
from gateway.entrypoints.fields import Body, Whole
from gateway.entrypoints.quick import Doubt, Read, reader_of
from gateway.entrypoints.routes import BY_OPERATION, ROUTES

WITH_BODY = sorted(route.operation for route in ROUTES if route.body is not None)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**13),
    st.floats(allow_nan=False),
    st.sampled_from(["", " ", "home", "0", "x" * 301, "a\n", "12.34.56.7890", "a\x00"]),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), min_size=101, max_size=101),
)


def judged(schema: Schema, given: Any) -> tuple[str, Any]:
    try:
        return "read", schema.load(given)
    except ValidationError:
        return "refused", None


def check_agreement(schema: Schema, given: Any) -> None:
    verdict, loaded = judged(schema, given)
    try:
        quickly = reader_of(schema)(given)
    except Doubt:
        return
    assert verdict == "read"
    assert quickly == loaded
    assert list(quickly) == list(loaded)


@pytest.mark.parametrize("operation", WITH_BODY)
def test_examples_are_read_as_by_marshmallow(operation: str) -> None:
    shape = BY_OPERATION[operation].body
    assert shape is not None
    check_agreement(shape(), REQUESTS[operation])


def test_a_checkout_is_read_quickly() -> None:
    shape = BY_OPERATION["place_orders"].body
    assert shape is not None
    asked = REQUESTS["place_orders"]
    assert reader_of(shape())(asked) == asked


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_change_of_an_example_is_judged_otherwise(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from([*WITH_BODY, *["place_orders"] * len(WITH_BODY)]))
    shape = BY_OPERATION[operation].body
    assert shape is not None
    check_agreement(shape(), changed(deepcopy(dict(REQUESTS[operation])), data))


def changed(body: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """Return the body with something in it replaced, taken away or added."""
    inside: Any = body
    while True:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        if not keys:
            return body
        key = data.draw(st.sampled_from(keys))
        if not isinstance(inside[key], dict | list) or data.draw(st.booleans()):
            break
        inside = inside[key]
    match data.draw(st.sampled_from(["replace", "remove", "add"])):
        case "remove":
            del inside[key]
        case "add" if isinstance(inside, dict):
            inside["foreign"] = 1
        case _:
            inside[key] = data.draw(ODD)
    return body


class Strange(Body):
    loose = fields.Integer()
    open_ended = fields.Integer(strict=True, validate=validate.Range(0, 3, max_inclusive=False))
    exact = fields.String(validate=validate.Length(equal=2))
    looked_for = fields.String(validate=validate.Regexp("a"))
    whole = fields.String(validate=Whole("a"))
    many = fields.List(fields.Nested(Body(many=True)))
    unbounded = fields.Integer(strict=True, validate=validate.Range())


class Renamed(Body):
    name = fields.String(data_key="other")


class Hooked(Body):
    name = fields.String()

    @post_load
    def wrap(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"wrapped": data}


def doubts(read: Read, given: Any) -> bool:
    try:
        read(given)
    except Doubt:
        return True
    return False


@pytest.mark.parametrize(
    ("given", "is_doubted"),
    [
        ({"loose": 1}, True),
        ({"open_ended": 3}, True),
        ({"looked_for": "ab"}, True),
        ({"exact": "ab"}, False),
        ({"exact": "abc"}, True),
        ({"whole": "a"}, False),
        ({"whole": "ab"}, True),
        ({"many": [[{}]]}, True),
        ({"unbounded": 10**30}, False),
        ({}, False),
    ],
)
def test_what_is_not_known_here_is_left_to_marshmallow(
    given: dict[str, Any], *, is_doubted: bool
) -> None:
    check_agreement(Strange(), given)
    assert doubts(reader_of(Strange()), given) is is_doubted


@pytest.mark.parametrize("schema", [Renamed(), Hooked(), Body(unknown="include"), Body(many=True)])
def test_a_schema_with_ways_of_its_own_is_left_to_marshmallow(schema: Schema) -> None:
    assert doubts(reader_of(schema), {})
