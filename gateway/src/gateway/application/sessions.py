"""Ending sessions: logging out, a new password, an operator's lock."""

from dataclasses import dataclass
from functools import partial

from gateway.application.account_ports import Asked, Locking, OwnCredentials, PasswordChange
from gateway.application.accounts import Done, KeyReused
from gateway.application.ports import Ports
from gateway.application.requests import Request
from gateway.application.tokens import LoginRules
from gateway.domain.accounts import PasswordWrong, new_password, normal_password
from gateway.domain.attempts import attempt
from gateway.domain.callers import Wish, acting
from gateway.domain.roles import Role
from gateway.domain.sessions import LockReason, OwnAccount, PasswordMissing, hashed

_OPERATOR = frozenset({Role.OPERATOR})


def log_out(token: str, *, every_session: bool, ports: Ports) -> None:
    """
    End the session of a refresh token, or every session of its account.

    Nobody learns whether there was such a token (RFC 7009). A token that has been used before ends
    its own session and no other: whoever finds an old one cannot put its owner out everywhere.
    """
    known = ports.sessions.owner(hashed(token))
    if known is None:
        return
    now = ports.clock.now()
    if every_session and known.used_at is None and not known.revoked and now < known.expires_at:
        ports.sessions.end_all(known.account_id, at=now)
    else:
        ports.sessions.end(known.session_id, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """A password as it is, and as it is to be."""

    current: str
    new: str


def change_password(
    passwords: Passwords, *, request: Request, key: str, rules: LoginRules, ports: Ports
) -> Done:
    """
    Give the caller's own account another password, and end her other sessions.

    :raises PasswordMissing: the account has no password
    :raises PasswordWrong: the current one is another
    :raises PasswordUnsuitable: the new one is none
    :raises LoginLocked: too many attempts
    :raises KeyReused: the key came with another password
    """
    account_id = request.caller.account_id
    known = _known(account_id, ports)
    new = new_password(passwords.new, known.login)
    asked = Asked(actor=account_id, route="change_password", key=key, request={})
    before = ports.accounts.answered(asked)
    if before is not None:
        # The request is remembered without passwords, so the account says whether it is the same.
        try:
            confirmed(account_id, passwords.new, rules=rules, ports=ports)
        except PasswordWrong:
            raise KeyReused("this Idempotency-Key was used for another password") from None
        return Done(result=before, replayed=True)
    seen = confirmed(account_id, passwords.current, rules=rules, ports=ports)
    change = PasswordChange(
        seen=seen, password_hash=ports.hasher.hash(new), session_id=request.caller.session_id
    )
    now = ports.clock.now()
    return Done(result=ports.safety.change_password(change, asked=asked, at=now))


def confirmed(account_id: str, password: str, *, rules: LoginRules, ports: Ports) -> OwnCredentials:
    """
    Return the account's credentials, if the password is the current one.

    A token that was stolen must not be a way to guess the password, so attempts are counted; under
    a name that nobody can log in with, so that a thief cannot keep its owner from logging in.

    :raises PasswordMissing: the account has no password
    :raises PasswordWrong: it is not
    :raises LoginLocked: too many attempts
    """
    seen = _known(account_id, ports)
    counted_as, now = f"password:{account_id}", ports.clock.now()
    ports.attempts.count(counted_as, partial(attempt, at=now, limits=rules.attempts))
    if not ports.hasher.verify(seen.password_hash, normal_password(password)):
        raise PasswordWrong("the current password is another")
    ports.attempts.forget(counted_as, at=now)
    return seen


def _known(account_id: str, ports: Ports) -> OwnCredentials:
    known = ports.safety.credentials_of(account_id)
    if known is None:
        raise PasswordMissing("this account has no password of its own")
    return known


def lock_account(
    account_id: str, reason: LockReason | None, *, request: Request, key: str, ports: Ports
) -> Done:
    """
    Lock an account and end its sessions; without a reason, unlock it.

    :raises RoleMissing: only an operator does that
    :raises OwnAccount: nobody locks herself out
    :raises AccountNotFound: there is no such account
    :raises KeyReused: the key came with another request
    """
    acting(request.caller, _OPERATOR, Wish(role=request.role))
    by_id = request.caller.account_id
    if account_id == by_id:
        raise OwnAccount("nobody locks or unlocks her own account")
    locking = Locking(account_id=account_id, by_id=by_id, reason=reason)
    asked = Asked(
        actor=by_id,
        route="lock_account",
        key=key,
        request={"account_id": account_id, "reason_code": reason},
    )
    before = ports.accounts.answered(asked)
    if before is not None:
        return Done(result=before, replayed=True)
    return Done(result=ports.safety.lock(locking, asked=asked, at=ports.clock.now()))
