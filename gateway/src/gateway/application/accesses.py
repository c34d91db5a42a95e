"""The record of who has looked at what, and showing it to those whom it concerns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.application.account_ports import Json
from gateway.application.ports import Access, AccessPage, AccessQuery, Ports
from gateway.application.requests import Request, context_of
from gateway.domain.accesses import Result, Subjects, subjects_in
from gateway.domain.accounts import AccountNotFound
from gateway.domain.callers import Wish, acting
from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import SELF_ASKED, Grant, Role
from kernel.domain.errors import Refusal

# Words that somebody types in are no ids and no codes, and could name a person; a cursor is noise.
_WORDS = frozenset({"q", "cursor"})
_OWN_SELLERS_MAX = 200


def is_privileged(operation: str, grant: Grant) -> bool:
    """Return whether this is looking at others' affairs by right of an office."""
    return PERMISSIONS[operation] is not None and grant.role not in SELF_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    What somebody wants to see by right of an office.

    :param operation: its name in the table of permissions
    """

    operation: str
    params: Mapping[str, Any]
    grant: Grant


def recorded(see: Callable[[], Json], look: Look, *, request: Request, ports: Ports) -> Json:
    """
    Return what she sees, once it is recorded for good whom it concerns.

    What cannot be recorded is not shown. A service that does not answer shows nothing.

    :raises Refusal: as the look is refused, which is recorded too
    """
    try:
        answer = see()
    except Refusal as refusal:
        record_refusal(refusal, look, request=request, ports=ports)
        raise
    access = _access(look, request, subjects_in(look.params, answer))
    ports.accesses.record(access, at=ports.clock.now())
    return answer


def record_refusal(refusal: Refusal, look: Look, *, request: Request, ports: Ports) -> None:
    """Record that somebody wanted to see something, and did not."""
    access = replace(
        _access(look, request, subjects_in(look.params)),
        result=Result.REFUSED,
        refusal_code=refusal.own_code,
    )
    ports.accesses.record(access, at=ports.clock.now())


def _access(look: Look, request: Request, subjects: Subjects) -> Access:
    return Access(
        account_id=request.caller.account_id,
        role=look.grant.role,
        institution_id=look.grant.institution_id,
        operation=look.operation,
        params={name: value for name, value in look.params.items() if name not in _WORDS},
        reason=request.reason,
        result=Result.ANSWERED,
        refusal_code=None,
        subjects=subjects,
        request_id=request.request_id,
    )


def my_accesses(
    *, order_id: str | None = None, page: AccessPage, request: Request, ports: Ports
) -> Json:
    """
    Return who has looked at what is the caller's: by role and purpose, not by name.

    Hers are her account, her memberships and her business. Officers see orders without their buyer,
    so she asks for one of her orders by its id.

    :raises AccountNotFound: it was closed
    :raises NotFound: the order is none of hers
    """
    account = ports.accounts.get(request.caller.account_id)
    if account is None:
        raise AccountNotFound("there is no such account any more")
    if order_id is not None:
        mine = [_own_order(order_id, request, ports)]
    else:
        mine = [account.account_id, *account.memberships, *_own_sellers(request, ports)]
    found = ports.accesses.of_subjects(mine, page=page)
    hidden = {"account_id", "case_ref", "params", "subject_counts", "refusal_code", "request_id"}
    items = [
        {name: value for name, value in one.items() if name not in hidden} for one in found["items"]
    ]
    return {"items": items, "next_cursor": found["next_cursor"]}


def _own_sellers(request: Request, ports: Ports) -> tuple[str, ...]:
    role = Grant(role=Role.MERCHANT)
    if role not in request.caller.grants:
        return ()
    params = {"mine": True, "limit": _OWN_SELLERS_MAX}
    answer = ports.services.ask("catalog", "merchants", params, context_of(request, role))
    return tuple(one["merchant_id"] for one in answer["items"])


def _own_order(order_id: str, request: Request, ports: Ports) -> str:
    # Asked as a buyer or a seller, a service answers about her own alone.
    role = acting(request.caller, SELF_ASKED, Wish())
    ports.services.ask("orders", "order", {"order_id": order_id}, context_of(request, role))
    return order_id


def all_accesses(query: AccessQuery, *, page: AccessPage, request: Request, ports: Ports) -> Json:
    """
    Return what officers of the auditor's institution, and operators, have looked at.

    :raises RoleMissing: only auditors see that
    """
    grant = acting(request.caller, frozenset({Role.AUDITOR}), Wish(role=request.role))
    params = {"account_id": query.account_id, "subject_id": query.subject_id}
    named = {name: value for name, value in params.items() if value is not None}
    return recorded(
        lambda: ports.accesses.within(grant.institution_id, query, page=page),
        Look(operation="accesses", params=named, grant=grant),
        request=request,
        ports=ports,
    )
