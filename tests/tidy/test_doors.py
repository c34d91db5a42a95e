"""The gateway and the services speak of the same commands, questions, fields and roles."""

import importlib
from dataclasses import MISSING, fields
from typing import Any

import pytest

from gateway.entrypoints.routes import ROUTES
from gateway.entrypoints.routes.route import Route
from kernel.adapters.definition import Command, Question, ServiceDefinition

SERVICES = ("catalog", "orders", "payments", "compliance")
SENT = [route for route in ROUTES if route.service]
# These travel in the context.
ABOUT_THE_ACT = {"authority_ref", "on_behalf_of_id"}


def definition(service: str) -> ServiceDefinition:
    found: ServiceDefinition = importlib.import_module(f"{service}.bootstrap").contract()
    return found


def behind(route: Route) -> Command | Question:
    assert route.service is not None
    served = definition(route.service)
    if route.method == "POST":
        return served.commands[route.operation]
    return served.questions[route.operation]


def named(route: Route) -> str:
    return route.operation


def names_in(route: Route) -> set[str]:
    parts = [part.strip("<>") for part in route.path.split("/") if part.startswith("<")]
    shape = route.body if route.method == "POST" else route.query
    given = set(shape().fields) if shape else set()
    return given | {part.rpartition(":")[2] for part in parts}


@pytest.mark.parametrize("route", SENT, ids=named)
def test_whoever_the_gateway_lets_through_the_service_lets_in(route: Route) -> None:
    allowed = {"anonymous"} if route.roles is None else {str(role) for role in route.roles}

    assert allowed - behind(route).roles == set()


@pytest.mark.parametrize("route", SENT, ids=named)
def test_the_service_knows_every_field_that_the_gateway_takes(route: Route) -> None:
    known = {field.name for field in fields(behind(route).type)}

    assert names_in(route) - known - ABOUT_THE_ACT - set(route.unsent) == set()


@pytest.mark.parametrize("route", SENT, ids=named)
def test_what_the_service_requires_the_gateway_requires(route: Route) -> None:
    shape = route.body if route.method == "POST" else route.query
    optional = (
        {name for name, field in shape().fields.items() if not field.required} if shape else set()
    )
    required = {field.name for field in fields(behind(route).type) if not has_default(field)}

    assert required & (optional - names_in_path(route)) == set()
    assert required - names_in(route) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_of_a_service_has_a_route(service: str) -> None:
    commands = definition(service).commands.keys()

    assert commands - {route.operation for route in SENT if route.method == "POST"} == set()


def has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def names_in_path(route: Route) -> set[str]:
    return {
        part.strip("<>").rpartition(":")[2]
        for part in route.path.split("/")
        if part.startswith("<")
    }
