"""Accounts: a login name, a password, roles, and the memberships an HR officer vouches for."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.refusals import Unauthenticated
from gateway.domain.roles import SELF_ASKED, Grant, Role
from kernel.domain.errors import Conflict, Invalid, NotFound, Rejected

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,99}")
_PASSWORD_LENGTHS = range(8, 201)


class LoginMalformed(Invalid):
    code = "login_malformed"


class PasswordUnsuitable(Invalid):
    code = "password_unsuitable"


class RoleNotSelfAsked(Rejected):
    code = "role_not_self_asked"


class LoginTaken(Conflict):
    code = "login_taken"


class LoginRefused(Unauthenticated):
    code = "login_refused"


class PasswordWrong(Rejected):
    """Somebody who is known already does not know the current password."""

    code = "password_wrong"


class AccountNotFound(NotFound):
    code = "account_not_found"


class MembershipTaken(Conflict):
    code = "membership_taken"


class MembershipUnknown(Rejected):
    code = "membership_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as others may know it: without its login name and its password."""

    account_id: str
    grants: tuple[Grant, ...]
    memberships: tuple[str, ...] = ()


def normal_login(login: str) -> str:
    """
    Return the one way this login name is written, so that no two differ by case alone.

    :raises LoginMalformed: it is no login name
    """
    normal = unicodedata.normalize("NFKC", login).strip().casefold()
    if not _LOGIN.fullmatch(normal):
        raise LoginMalformed("a login name has 3 to 100 letters, digits or . _ @ + -")
    return normal


def normal_password(password: str) -> str:
    """Return the password as it is hashed, whichever keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def new_password(password: str, login: str) -> str:
    """
    Return a password somebody has chosen, as it is hashed.

    :raises PasswordUnsuitable: too short, too long, or the login name itself
    """
    normal = normal_password(password)
    if len(normal) not in _PASSWORD_LENGTHS or normal.casefold() == login:
        raise PasswordUnsuitable("a password has 8 to 200 characters and is not the login name")
    return normal


def self_asked(roles: Sequence[Role]) -> tuple[Grant, ...]:
    """
    Return the grants of somebody who registers herself.

    :raises RoleNotSelfAsked: only an operator gives that role
    """
    unasked = [role for role in roles if role not in SELF_ASKED]
    if unasked:
        raise RoleNotSelfAsked(f"only an operator gives the role {unasked[0]}")
    return tuple(Grant(role=role) for role in dict.fromkeys(roles))
