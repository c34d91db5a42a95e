"""Sending a command to the service that decides, with the role used and the key of the client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway.application.account_ports import Json
from gateway.application.accounts import Done
from gateway.application.ports import Message
from gateway.application.requests import Request, context_of
from gateway.domain.callers import Wish, acting
from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import SELF_ASKED, Role
from kernel.domain.errors import Rejected, from_wire
from kernel.domain.ids import derived_id


class OnBehalfNotAllowed(Rejected):
    code = "on_behalf_not_allowed"


class Send(Protocol):
    """Sends one command to a service, alone or together with its neighbours."""

    def __call__(self, message: Message) -> Json:
        """
        Return the answer {"ok": …} or {"error": …}.

        :raises Unavailable: no answer; the client asks again with the same key
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """
    What a request wants done.

    :param operation: its name in the table of permissions, and its route in the service
    :param institution_id: the institution it names, which must be the caller's own
    :param authority_ref: the letter an officer's act rests on
    :param on_behalf_of_id: the account for which an officer acts
    """

    operation: str
    payload: Mapping[str, Any]
    key: str
    institution_id: str | None = None
    authority_ref: str | None = None
    on_behalf_of_id: str | None = field(default=None)


def send(command: Command, *, request: Request, through: Send) -> Done:
    """
    Have the command done, and return its result.

    :raises RoleMissing: none of the caller's roles may do this
    :raises InstitutionForeign: not for that institution
    :raises OnBehalfNotAllowed: only officers act for others
    :raises KernelError: as the service refuses
    :raises Unavailable: no answer; ask again with the same key
    """
    allowed = PERMISSIONS[command.operation] or frozenset()
    # Who acts for somebody else acts as the officer she is.
    office = Role.CATALOG_OFFICER if command.on_behalf_of_id is not None else None
    wish = Wish(role=request.role or office, institution_id=command.institution_id)
    grant = acting(request.caller, allowed, wish)
    if command.on_behalf_of_id is not None and grant.role in SELF_ASKED:
        raise OnBehalfNotAllowed("only an officer acts on behalf of somebody else")
    context = context_of(
        request,
        grant,
        command_id=derived_id(request.caller.account_id, command.operation, command.key),
        authority_ref=command.authority_ref,
        on_behalf_of_id=command.on_behalf_of_id,
    )
    message = Message(
        route=command.operation, payload=command.payload, context=context, key=command.key
    )
    answer = through(message)
    if "error" in answer:
        raise from_wire(answer["error"])
    return Done(result=answer["ok"], replayed=bool(answer.get("replayed")))
