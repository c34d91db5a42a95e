"""Callers with the token of another issuer: the account it means, with our own roles."""

from collections.abc import Callable

from gateway.application.account_ports import Asked, ExternalClaims, KnownAccount
from gateway.application.accounts import Done
from gateway.application.caching import BriefCache
from gateway.application.ports import Ports
from gateway.application.requests import Request
from gateway.application.sessions import confirmed
from gateway.application.tokens import LoginRules, TokenExpired, TokenInvalid
from gateway.domain.callers import Caller
from gateway.domain.identities import IssuerUnknown
from gateway.domain.sessions import AccountLocked
from kernel.application.ports import Clock

# What an issuer says about roles is no concern of ours; what we say may be so old.
_BELIEVED_S = 4.0


class ExternalCallers:
    """Knows callers again by other issuers' tokens; an account is looked up now and then."""

    def __init__(self, *, monotonic: Callable[[], float]) -> None:
        self._accounts: BriefCache[KnownAccount] = BriefCache(
            lifetime_s=_BELIEVED_S, monotonic=monotonic, size_max=20_000
        )

    def caller(self, token: str, *, ports: Ports) -> Caller | None:
        """
        Return who sends the token; None: it is of no issuer that we trust.

        Whoever comes for the first time becomes a buyer, as whoever registers does.

        :raises TokenInvalid: it is not what its issuer made, not for us, or not good yet
        :raises TokenExpired: it was good
        :raises AccountLocked: an operator has locked the account
        :raises IssuerUnavailable: nobody can tell
        """
        claims = ports.external_tokens.read(token)
        if claims is None:
            return None
        _check_lifetime(claims, ports.clock)
        known = self._accounts.get(
            claims.identity,
            lambda: ports.identities.account_of(claims.identity, at=ports.clock.now()),
        )
        if known.locked:
            raise AccountLocked("this account is locked; ask an operator")
        account = known.account
        return Caller(
            account_id=account.account_id,
            grants=account.grants,
            memberships=account.memberships,
        )


def link_identity(
    token: str,
    password: str | None,
    *,
    request: Request,
    key: str,
    rules: LoginRules,
    ports: Ports,
) -> Done:
    """
    Let another issuer's token speak for the caller's own account from now on.

    It is another way in, so whoever has a password is asked for it: a stolen token is not enough.

    :raises IssuerUnknown: it is of no issuer that we trust
    :raises TokenInvalid: it is not good
    :raises PasswordWrong: the account's password is another, or was not given
    :raises IdentityTaken: it speaks for another account already
    :raises KeyReused: the key came with another token
    """
    account_id = request.caller.account_id
    claims = ports.external_tokens.read(token)
    if claims is None:
        raise IssuerUnknown("the token is of no issuer that is trusted here")
    _check_lifetime(claims, ports.clock)
    about = {"issuer": claims.identity.issuer, "subject_hash": claims.identity.subject_hash}
    asked = Asked(actor=account_id, route="link_identity", key=key, request=about)
    before = ports.accounts.answered(asked)
    if before is not None:
        return Done(result=before, replayed=True)
    if ports.safety.credentials_of(account_id) is not None:
        confirmed(account_id, password or "", rules=rules, ports=ports)
    now = ports.clock.now()
    return Done(result=ports.identities.link(claims.identity, account_id, asked=asked, at=now))


def _check_lifetime(claims: ExternalClaims, clock: Clock) -> None:
    now = clock.now()
    if claims.lifetime.is_over(now):
        raise TokenExpired("the token has expired; get another from its issuer")
    if claims.lifetime.is_to_come(now):
        raise TokenInvalid("the token is not good yet")
