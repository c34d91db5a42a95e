"""Registering an account and giving it roles: the gateway's own commands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Protocol

from gateway.application.account_ports import (
    Accounts,
    Asked,
    AttemptBook,
    Credentials,
    Granted,
    Json,
)
from gateway.application.ports import Hasher, Ports
from gateway.application.requests import Request, context_of
from gateway.domain.accounts import (
    Account,
    AccountNotFound,
    LoginRefused,
    MembershipUnknown,
    new_password,
    normal_login,
    normal_password,
    self_asked,
)
from gateway.domain.attempts import AttemptLimits, attempt
from gateway.domain.callers import Wish, acting
from gateway.domain.roles import Grant, Role, checked
from kernel.application.envelope import Context
from kernel.application.ports import Clock
from kernel.domain.errors import Conflict, NotFound, Rejected
from kernel.domain.ids import random_id

_NOBODY = "anonymous"
_OPERATOR = frozenset({Role.OPERATOR})
_HR = frozenset({Role.HR_OFFICER})


class KeyReused(Rejected):
    code = "idempotency_key_reused"


class InProgress(Conflict):
    code = "in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """:param replayed: it had been done before, under the same key"""

    result: Json
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    login: str
    password: str
    roles: tuple[Role, ...] = (Role.BUYER,)


def register_account(asked_for: Registration, *, key: str, ports: Ports) -> Done:
    """
    Open an account for somebody who registers herself.

    :raises LoginMalformed: that is no login name
    :raises PasswordUnsuitable: that is no password
    :raises RoleNotSelfAsked: only an operator gives that role
    :raises LoginTaken: somebody has that login name
    :raises KeyReused: the key came with another registration
    :raises LoginLocked: the key came with too many passwords
    """
    return _open(asked_for, self_asked(asked_for.roles), key=key, ports=ports)


class AccountPorts(Protocol):
    """The part of the ports that opening an account needs."""

    @property
    def accounts(self) -> Accounts: ...

    @property
    def attempts(self) -> AttemptBook: ...

    @property
    def hasher(self) -> Hasher: ...

    @property
    def clock(self) -> Clock: ...


def open_operator(asked_for: Registration, *, key: str, ports: AccountPorts) -> str:
    """
    Return the id of the operator's account with this login, opened now or before.

    :raises LoginRefused: it is there, and has another password
    """
    known = ports.accounts.credentials(normal_login(asked_for.login))
    if known is not None:
        if not ports.hasher.verify(known.password_hash, normal_password(asked_for.password)):
            raise LoginRefused("the account is there, and has another password")
        return known.account_id
    operator = (Grant(role=Role.OPERATOR),)
    return str(_open(asked_for, operator, key=key, ports=ports).result["account_id"])


def _open(
    asked_for: Registration, grants: tuple[Grant, ...], *, key: str, ports: AccountPorts
) -> Done:
    login = normal_login(asked_for.login)
    password = new_password(asked_for.password, login)
    request = {"login": login, "grants": [asdict(grant) for grant in grants]}
    asked = Asked(actor=_NOBODY, route="register_account", key=key, request=request)
    before = ports.accounts.answered(asked)
    if before is not None:
        _same_password(login, password, ports)
        return Done(result=before, replayed=True)
    # A random id: a merchant's account id is in events, and should not say when she registered.
    account = Account(account_id=random_id(), grants=grants)
    credentials = Credentials(
        account_id=account.account_id, password_hash=ports.hasher.hash(password)
    )
    ports.accounts.register(account, credentials, login, asked=asked, at=ports.clock.now())
    return Done(result={"account_id": account.account_id})


def _same_password(login: str, password: str, ports: AccountPorts) -> None:
    # The request is remembered without its password, so the account says whether it is the same.
    # Whoever knows the key could guess, so it is counted: under no name that anybody logs in with.
    counted, now = f"register {login}", ports.clock.now()
    ports.attempts.count(counted, partial(attempt, at=now, limits=AttemptLimits()))
    credentials = ports.accounts.credentials(login)
    assert credentials is not None, "the answer was stored together with the account"
    if not ports.hasher.verify(credentials.password_hash, password):
        raise KeyReused("this Idempotency-Key was used for another request")
    ports.attempts.forget(counted, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGift:
    account_id: str
    grant: Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipGift:
    account_id: str
    institution_id: str
    memberships: tuple[str, ...]


def give_role(gift: RoleGift, *, request: Request, key: str, ports: Ports) -> Done:
    """
    Give an account a role within an institution.

    :raises RoleMissing: only an operator does that
    :raises InstitutionMissing: an officer belongs to an institution
    :raises AccountNotFound: there is no such account
    """
    acting(request.caller, _OPERATOR, Wish(role=request.role))
    granted = Granted(
        account_id=gift.account_id,
        by_id=request.caller.account_id,
        grants=(checked(gift.grant),),
    )
    return _give(granted, key=key, ports=ports)


def give_memberships(gift: MembershipGift, *, request: Request, key: str, ports: Ports) -> Done:
    """
    Say that these memberships of an institution are this account's.

    :raises RoleMissing: only an HR officer does that
    :raises InstitutionForeign: of that institution
    :raises MembershipUnknown: the institution has no such member
    :raises MembershipTaken: another account has it
    :raises AccountNotFound: there is no such account
    """
    wish = Wish(role=request.role, institution_id=gift.institution_id)
    context = context_of(request, acting(request.caller, _HR, wish))
    for membership_id in gift.memberships:
        _of_the_institution(membership_id, gift.institution_id, context, ports)
    granted = Granted(
        account_id=gift.account_id,
        by_id=request.caller.account_id,
        memberships=gift.memberships,
    )
    return _give(granted, key=key, ports=ports)


def _of_the_institution(
    membership_id: str, institution_id: str, context: Context, ports: Ports
) -> None:
    unknown = MembershipUnknown(f"the institution has no member {membership_id}")
    try:
        member = ports.services.ask(
            "compliance", "membership", {"membership_id": membership_id}, context
        )
    except NotFound:
        raise unknown from None
    if member["institution_id"] != institution_id:
        raise unknown


def _give(granted: Granted, *, key: str, ports: Ports) -> Done:
    request = {
        "account_id": granted.account_id,
        "grants": [asdict(grant) for grant in granted.grants],
        "memberships": sorted(granted.memberships),
    }
    asked = Asked(actor=granted.by_id, route="grant", key=key, request=request)
    before = ports.accounts.answered(asked)
    if before is not None:
        return Done(result=before, replayed=True)
    return Done(result=ports.accounts.give(granted, asked=asked, at=ports.clock.now()))


def account(account_id: str, *, ports: Ports) -> Json:
    """
    Return what the account is allowed now; its token may be older.

    :raises AccountNotFound: it was closed
    """
    found = ports.accounts.get(account_id)
    if found is None:
        raise AccountNotFound("there is no such account any more")
    return described(found)


def described(account: Account) -> dict[str, Any]:
    """Return an account in plain values."""
    return {
        "account_id": account.account_id,
        "roles": described_grants(account.grants),
        "memberships": list(account.memberships),
    }


def described_grants(grants: Sequence[Grant]) -> list[dict[str, Any]]:
    """Return grants in plain values, as they stand in tokens and answers."""
    return [asdict(grant) for grant in grants]
