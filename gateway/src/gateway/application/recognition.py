"""Knowing a caller again by her token, ours or another issuer's."""

from dataclasses import dataclass

from gateway.application.identities import ExternalCallers
from gateway.application.ports import Ports
from gateway.application.revocations import Revocations
from gateway.application.tokens import TokenExpired, TokenInvalid, TokenMissing
from gateway.domain.callers import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorkeeper:
    """What the door remembers of those who come."""

    revocations: Revocations
    externals: ExternalCallers


def caller_of(authorization: str | None, *, ports: Ports, keeper: Doorkeeper) -> Caller:
    """
    Return who sends this Authorization header.

    :raises TokenMissing: there is no bearer token
    :raises TokenInvalid: it is neither ours nor of an issuer that we trust
    :raises TokenExpired: it was
    :raises SessionRevoked: the session it comes from has ended
    :raises AccountLocked: an operator has locked the account
    :raises IssuerUnavailable: nobody can tell
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise TokenMissing("send the header Authorization: Bearer <token>")
    try:
        claims = ports.tokens.read(token.strip())
    except TokenInvalid:
        external = keeper.externals.caller(token.strip(), ports=ports)
        if external is None:
            raise
        return external
    # The claims may come from a cache, so the end of their life is looked at every time.
    if ports.clock.now() >= claims.expires_at:
        raise TokenExpired("the token has expired; refresh it, or log in again")
    keeper.revocations.check(claims.caller.session_id)
    return claims.caller
