"""One command as it was asked for: read, checked and put into its own shape, or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kernel.adapters.definition import Command, ServiceDefinition
from kernel.adapters.idempotency import Scope, request_hash
from kernel.adapters.storable import encode_storable
from kernel.application.envelope import Context
from kernel.domain.errors import Invalid, Rejected


class CommandMalformed(Invalid):
    code = "command_malformed"


class RouteUnknown(Invalid):
    code = "route_unknown"


class RoleMissing(Rejected):
    code = "role_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command that may be handled; `scope` is what a repeat of it would have in common."""

    route: str
    definition: Command
    command: Any
    context: Context
    scope: Scope | None
    request_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    route: str
    payload: dict[str, Any]
    context: dict[str, Any]
    key: str | None = None


def parse(definition: ServiceDefinition, message: Mapping[str, Any]) -> Asked:
    """
    Read one message: {route, payload, context, key?}.

    :raises CommandMalformed: it, or its payload, does not have the right shape
    :raises RouteUnknown: the service has no such command
    :raises RoleMissing: the caller's role may not give it
    :raises NotStorable: it holds what no database can hold
    """
    asked = converted(message, _Message)
    command = definition.commands.get(asked.route)
    if command is None:
        raise RouteUnknown(f"{definition.name} has no command {asked.route}")
    encode_storable((asked.context, asked.key))
    hash_ = request_hash(asked.payload)
    context = converted(asked.context, Context)
    payload = converted(asked.payload, command.type)
    if context.actor_role not in command.roles:
        raise RoleMissing(f"{context.actor_role} may not {asked.route}")
    return Asked(
        route=asked.route,
        definition=command,
        command=payload,
        context=context,
        scope=(str(context.actor_id), asked.route, asked.key) if asked.key else None,
        request_hash=hash_,
    )


def converted(values: Any, kind: type[Any]) -> Any:
    """
    Return plain values as an instance of their dataclass.

    :raises CommandMalformed: they do not have its shape
    """
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise CommandMalformed(str(error)) from error
