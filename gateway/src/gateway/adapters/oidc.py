"""Bearer tokens of other issuers: verified with the issuer's keys, for our audience, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt

from gateway.adapters.fetching import fetch_json
from gateway.adapters.issuer_keys import Fetch, IssuerKey, IssuerKeys
from gateway.adapters.oidc_settings import Issuer
from gateway.application.account_ports import ExternalClaims
from gateway.application.tokens import TokenInvalid
from gateway.domain.identities import Lifetime, identity

_REQUIRED = ["iss", "aud", "exp"]
_SUBJECT_MAX = 255
_TOKEN_MAX = 8000
_CACHED_MAX = 20_000
# The caller of this port looks at the clock, each time: claims may come from a cache.
_OPTIONS: Mapping[str, Any] = {
    "require": _REQUIRED,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_sub": False,
}


class OidcTokens:
    """The port `ExternalTokens`."""

    def __init__(
        self,
        issuers: Sequence[Issuer],
        *,
        monotonic: Callable[[], float],
        fetch: Fetch = fetch_json,
    ) -> None:
        self._issuers = {
            one.issuer: (one, IssuerKeys(one, fetch=fetch, monotonic=monotonic)) for one in issuers
        }
        # Under the key as well: once it is another, nothing that it verified is remembered.
        self._verified = lru_cache(_CACHED_MAX)(_verified)

    def read(self, token: str) -> ExternalClaims | None:
        if not self._issuers or len(token) > _TOKEN_MAX:
            return None
        try:
            header = jwt.get_unverified_header(token)
            said = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except jwt.PyJWTError:
            return None
        if not isinstance(said, str) or said not in self._issuers:
            return None
        issuer, keys = self._issuers[said]
        key_id = header.get("kid")
        key = keys.find(key_id) if isinstance(key_id, str) else None
        if key is None or header.get("alg") != key.algorithm:
            raise TokenInvalid("the token is not signed with a key of its issuer")
        return self._verified(token, key, issuer)


def _verified(token: str, key: IssuerKey, issuer: Issuer) -> ExternalClaims:
    try:
        claims = jwt.decode(
            token,
            key.public,
            algorithms=[key.algorithm],
            audience=issuer.audience,
            issuer=issuer.issuer,
            options=dict(_OPTIONS),  # type: ignore[arg-type]
        )
        subject = claims[issuer.subject_claim]
        if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_MAX:
            raise TokenInvalid("the token does not say whose it is")
        return ExternalClaims(identity=identity(issuer.issuer, subject), lifetime=_lifetime(claims))
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError):
        raise TokenInvalid("the token is not good for us") from None


def _lifetime(claims: Mapping[str, Any]) -> Lifetime:
    starts = [_instant(claims[name]) for name in ("nbf", "iat") if name in claims]
    return Lifetime(ends_at=_instant(claims["exp"]), starts_at=max(starts, default=None))


def _instant(value: Any) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number of seconds")
    return datetime.fromtimestamp(value, UTC)
