"""Asking a service a question; what an officer looks at is recorded."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gateway.application.accesses import Look, is_privileged, record_refusal, recorded
from gateway.application.account_ports import Json
from gateway.application.ports import Ports
from gateway.application.requests import Request, context_of, public_context
from gateway.domain.callers import InstitutionForeign, Wish, acting, fitting
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
    able = EVERYONE if allowed is None else allowed
    try:
        grants = fitting(request.caller, able, wish)
    except InstitutionForeign as refusal:
        office = acting(request.caller, able, Wish(role=request.role))
        look = Look(operation=question.operation, params=question.params, grant=office)
        record_refusal(refusal, look, request=request, ports=ports)
        raise
    first, *others = sorted(grants, key=lambda grant: grant.role is not question.preferred)
    try:
        return _ask_as(first, question, request, ports)
    except NotFound as refusal:
        for grant in others:
            with suppress(NotFound):
                return _ask_as(grant, question, request, ports)
        raise refusal from None


def _ask_as(grant: Grant, question: Question, request: Request, ports: Ports) -> Json:
    params = {**question.params, **question.by_role(grant)}
    context = context_of(request, grant)

    def see() -> Json:
        return ports.services.ask(
            question.service, question.operation, params, context, deadline_s=question.deadline_s
        )

    if not is_privileged(question.operation, grant):
        return see()
    look = Look(operation=question.operation, params=question.params, grant=grant)
    return recorded(see, look, request=request, ports=ports)


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


def own_side(grant: Grant) -> Json:
    """Of a list of orders, everybody sees the side she is on."""
    side = str(grant.role) if grant.role in SELF_ASKED else "officer"
    return {"as_role": side}
