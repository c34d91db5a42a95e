"""Logging in, and knowing a caller again by her token."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from gateway.application.ports import Ports
from gateway.domain.accounts import LoginMalformed, LoginRefused, normal_login, normal_password
from gateway.domain.attempts import AttemptLimits, attempt
from gateway.domain.callers import Caller
from gateway.domain.refusals import Unauthenticated


class TokenMissing(Unauthenticated):
    code = "token_missing"


class TokenInvalid(Unauthenticated):
    code = "token_invalid"


class TokenExpired(Unauthenticated):
    code = "token_expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRules:
    """
    How logging in goes.

    :param unknown_hash: a hash of nothing, made once: an unknown name costs as much as a known one
    """

    unknown_hash: str
    attempts: AttemptLimits
    token_lifetime: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    token: str
    expires_in_s: int


def log_in(login: str, password: str, *, rules: LoginRules, ports: Ports) -> Issued:
    """
    Return a token for the account.

    :raises LoginLocked: too many attempts on that name
    :raises LoginRefused: no account has this name and this password
    """
    try:
        name = normal_login(login)
    except LoginMalformed:
        raise LoginRefused("the login name or the password is wrong") from None
    now = ports.clock.now()
    ports.attempts.count(name, partial(attempt, at=now, limits=rules.attempts))
    credentials = ports.accounts.credentials(name)
    known_hash = credentials.password_hash if credentials else rules.unknown_hash
    right = ports.hasher.verify(known_hash, normal_password(password))
    account = ports.accounts.get(credentials.account_id) if credentials and right else None
    if account is None:
        raise LoginRefused("the login name or the password is wrong")
    ports.attempts.forget(name, at=now)
    caller = Caller(
        account_id=account.account_id, grants=account.grants, memberships=account.memberships
    )
    token = ports.tokens.sign(caller, issued_at=now, expires_at=now + rules.token_lifetime)
    return Issued(token=token, expires_in_s=int(rules.token_lifetime.total_seconds()))


def caller_of(authorization: str | None, *, ports: Ports) -> Caller:
    """
    Return who sends this Authorization header.

    :raises TokenMissing: there is no bearer token
    :raises TokenInvalid: it is not ours
    :raises TokenExpired: it was
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise TokenMissing("send the header Authorization: Bearer <token>")
    claims = ports.tokens.read(token.strip())
    # The claims may come from a cache, so the end of their life is looked at every time.
    if ports.clock.now() >= claims.expires_at:
        raise TokenExpired("the token has expired; log in again")
    return claims.caller
