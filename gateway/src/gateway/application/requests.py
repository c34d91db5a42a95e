"""One request of a known caller, and the context in which the services judge it."""

from dataclasses import dataclass, field
from typing import Any

from gateway.domain.accesses import Reason
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant, Role
from kernel.application.envelope import Context
from kernel.domain.ids import new_id

# The catalogue is read by passers-by too.
_NOBODY = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    A request whose token was valid.

    :param role: the role the caller wants to act in, if she says so
    :param reason: why she looks at what is not hers
    """

    caller: Caller
    request_id: str
    traceparent: str | None = None
    role: Role | None = None
    reason: Reason = field(default_factory=Reason)


def context_of(request: Request, grant: Grant, **known: Any) -> Context:
    """
    Return the context of what is asked under this grant.

    :param known: further fields, such as `command_id` or `authority_ref`
    """
    return Context(
        actor_id=request.caller.account_id,
        actor_role=str(grant.role),
        actor_institution_id=grant.institution_id,
        channel="web",
        correlation_id=request.request_id,
        traceparent=request.traceparent,
        roles=request.caller.roles,
        memberships=request.caller.memberships,
        **known,
    )


def public_context(request_id: str, traceparent: str | None = None) -> Context:
    """Return the context of a reader who need not say who she is."""
    return Context(
        actor_role=_NOBODY,
        channel="web",
        command_id=new_id(),
        correlation_id=request_id,
        traceparent=traceparent,
    )
