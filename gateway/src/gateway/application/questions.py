"""Asking a service a question; what an officer looks at is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.application.ports import Json, Ports, PrivilegedRead
from gateway.application.requests import Request, context_of, public_context
from gateway.domain.callers import Wish, acting
from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import SELF_ASKED, Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What a request wants to know.

    :param operation: its name in the table of permissions, and its name in the service
    """

    service: str
    operation: str
    params: Mapping[str, Any]
    institution_id: str | None = None
    agency_id: str | None = None


def ask(question: Question, *, request: Request, ports: Ports) -> Json:
    """
    Return the service's answer.

    :raises RoleMissing: none of the caller's roles may ask this
    :raises InstitutionForeign: not about that institution
    :raises AgencyForeign: not about that unit
    :raises KernelError: as the service refuses
    """
    allowed = PERMISSIONS[question.operation] or frozenset()
    wish = Wish(
        role=request.role,
        institution_id=question.institution_id,
        agency_id=question.agency_id,
    )
    grant = acting(request.caller, allowed, wish)
    if grant.role not in SELF_ASKED:
        _write_down(question, grant, request, ports)
    params = dict(question.params)
    if grant.agency_id is not None:
        # A head who names no unit means her own.
        params["agency_id"] = grant.agency_id
    context = context_of(request, grant)
    return ports.services.ask(question.service, question.operation, params, context)


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
