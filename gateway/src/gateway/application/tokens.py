"""Logging in, and knowing a caller again by her token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from gateway.application.account_ports import Next, Refresh
from gateway.application.ports import Ports
from gateway.domain.accounts import (
    Account,
    LoginMalformed,
    LoginRefused,
    normal_login,
    normal_password,
)
from gateway.domain.attempts import AttemptLimits, attempt, network_of
from gateway.domain.callers import Caller
from gateway.domain.refusals import Unauthenticated
from gateway.domain.sessions import (
    RefreshRefused,
    SessionRevoked,
    Verdict,
    hashed,
    judge,
    new_secret,
    successor,
)
from kernel.domain.ids import random_id


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
    :param refresh_lifetime: how long a session lives without being refreshed
    :param repeat_within: how soon a client may ask again whose answer was lost
    """

    unknown_hash: str
    attempts: AttemptLimits
    token_lifetime: timedelta = timedelta(hours=1)
    refresh_lifetime: timedelta = timedelta(days=30)
    repeat_within: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """:param refresh_token: good for one use; what it is exchanged for brings the next"""

    token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_in_s: int


def log_in(
    login: str, password: str, *, address: str | None = None, rules: LoginRules, ports: Ports
) -> Issued:
    """
    Return tokens for the account: the first of a session of their own.

    :param address: where the request comes from
    :raises LoginLocked: too many attempts on that name, from there or from everywhere
    :raises LoginRefused: no account has this name and this password
    :raises AccountLocked: an operator has locked the account
    """
    try:
        name = normal_login(login)
    except LoginMalformed:
        raise LoginRefused("the login name or the password is wrong") from None
    now = ports.clock.now()
    # No name has a space in it. What is refused here does not count for everybody.
    from_here = f"{name} {network_of(address)}"
    ports.attempts.count(from_here, partial(attempt, at=now, limits=rules.attempts))
    everywhere = rules.attempts.from_everywhere
    ports.attempts.count(name, partial(attempt, at=now, limits=everywhere))
    credentials = ports.accounts.credentials(name)
    known_hash = credentials.password_hash if credentials else rules.unknown_hash
    right = ports.hasher.verify(known_hash, normal_password(password))
    account = ports.accounts.get(credentials.account_id) if credentials and right else None
    if credentials is None or account is None:
        raise LoginRefused("the login name or the password is wrong")
    for counted in (from_here, name):
        ports.attempts.forget(counted, at=now)
    session_id, token = random_id(), new_secret()
    refresh = Refresh(token_hash=hashed(token), expires_at=now + rules.refresh_lifetime)
    ports.sessions.start(session_id, refresh, seen=credentials, at=now)
    return _issued(account, session_id, token, at=now, rules=rules, ports=ports)


def refresh(token: str, *, rules: LoginRules, ports: Ports) -> Issued:
    """
    Return new tokens for a refresh token, with the roles that the account has now.

    :raises RefreshRefused: it is unknown or has expired
    :raises SessionRevoked: its session has ended, or ends now because it comes a second time
    """
    now = ports.clock.now()
    seed = new_secret()
    next_token = successor(token, seed)
    outcome = ports.sessions.present(
        hashed(token),
        partial(judge, at=now, repeat_within=rules.repeat_within),
        next_=Next(
            seed=seed,
            refresh=Refresh(token_hash=hashed(next_token), expires_at=now + rules.refresh_lifetime),
        ),
        at=now,
    )
    if outcome is None or outcome.verdict is Verdict.EXPIRED:
        raise RefreshRefused("the refresh token is unknown or has expired; log in again")
    if outcome.verdict in {Verdict.REUSED, Verdict.REVOKED} or outcome.seed is None:
        raise SessionRevoked("this session has ended; log in again")
    account = ports.accounts.get(outcome.account_id)
    if account is None:
        raise RefreshRefused("there is no such account any more")
    given = successor(token, outcome.seed)
    return _issued(account, outcome.session_id, given, at=now, rules=rules, ports=ports)


def _issued(
    account: Account,
    session_id: str,
    refresh_token: str,
    *,
    at: datetime,
    rules: LoginRules,
    ports: Ports,
) -> Issued:
    caller = Caller(
        account_id=account.account_id,
        grants=account.grants,
        memberships=account.memberships,
        session_id=session_id,
    )
    return Issued(
        token=ports.tokens.sign(caller, issued_at=at, expires_at=at + rules.token_lifetime),
        expires_in_s=int(rules.token_lifetime.total_seconds()),
        refresh_token=refresh_token,
        refresh_expires_in_s=int(rules.refresh_lifetime.total_seconds()),
    )
