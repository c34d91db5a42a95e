"""Asking a service a question; what an officer looks at is written down."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gateway.application.ports import Json, Ports, PrivilegedRead
from gateway.application.requests import Request, context_of, public_context
from gateway.domain.callers import Wish, fitting
from gateway.domain.permissions import EVERYONE, PERMISSIONS
from gateway.domain.roles import SELF_ASKED, Grant, Role
from kernel.domain.errors import NotFound


def nothing(_: Grant) -> Json:
    """The role changes nothing about the question."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What a request wants to know.

    :param operation: its name in the table of permissions, and its name in the service
    :param by_role: further parameters, which depend on the role that is used
    :param preferred: the role in which there is most to see
    """

    service: str
    operation: str
    params: Mapping[str, Any]
    institution_id: str | None = None
    by_role: Callable[[Grant], Json] = nothing
    preferred: Role | None = None
    deadline_s: float = 5.0


def ask(question: Question, *, request: Request, ports: Ports) -> Json:
    """
    Return the service's answer. What is public is asked in whatever role the caller has.

    Who has several roles need not say in which she asks: what is not there for the first may be
    there for the next. So an officer looks at what is her own as the buyer she is.

    :raises RoleMissing: none of the caller's roles may ask this
    :raises InstitutionForeign: not about that institution
    :raises KernelError: as the service refuses
    """
    allowed = PERMISSIONS[question.operation]
    wish = Wish(role=request.role, institution_id=question.institution_id)
    grants = fitting(request.caller, EVERYONE if allowed is None else allowed, wish)
    first, *others = sorted(grants, key=lambda grant: grant.role is not question.preferred)
    try:
        return _ask_as(first, question, request, ports)
    except NotFound as refusal:
        for grant in others:
            with suppress(NotFound):
                return _ask_as(grant, question, request, ports)
        raise refusal from None


def _ask_as(grant: Grant, question: Question, request: Request, ports: Ports) -> Json:
    if PERMISSIONS[question.operation] is not None and grant.role not in SELF_ASKED:
        _write_down(question, grant, request, ports)
    params = {**question.params, **question.by_role(grant)}
    context = context_of(request, grant)
    return ports.services.ask(
        question.service, question.operation, params, context, deadline_s=question.deadline_s
    )


def ask_publicly(
    question: Question, *, request_id: str, traceparent: str | None = None, ports: Ports
) -> Json:
    """
    Return what anybody may know.

    :raises KernelError: as the service refuses
    """
    assert PERMISSIONS[question.operation] is None, "only public questions go without a caller"
    context = public_context(request_id, traceparent)
    return ports.services.ask(question.service, question.operation, question.params, context)


def _write_down(question: Question, grant: Grant, request: Request, ports: Ports) -> None:
    read = PrivilegedRead(
        account_id=request.caller.account_id,
        role=str(grant.role),
        institution_id=grant.institution_id,
        operation=question.operation,
        params=question.params,
        request_id=request.request_id,
    )
    ports.reads.record(read, at=ports.clock.now())


def own_side(grant: Grant) -> Json:
    """Of a list of orders, everybody sees the side she is on."""
    side = str(grant.role) if grant.role in SELF_ASKED else "officer"
    return {"as_role": side}
