"""Bearer tokens: JWT signed with Ed25519 (EdDSA)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt

from gateway.adapters.signing_keys import SigningKey
from gateway.application.accounts import described_grants
from gateway.application.ports import Claims
from gateway.application.tokens import TokenInvalid
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant, Role
from kernel.domain.ids import random_id

_ALGORITHM = "EdDSA"
_ISSUER = "malpro"
_REQUIRED = ["sub", "exp", "iat", "iss", "aud"]
_CACHED_MAX = 20_000


class JwtTokens:
    """
    The port `Tokens`.

    A verification costs 0.2 ms, more than all the rest of a request at the edge, so the claims of a
    good token are kept. A bad one is looked at each time, or strangers would fill the cache.
    """

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        self._signing = keys[0]
        self._public = {key.key_id: key.public for key in keys}
        self.read = lru_cache(_CACHED_MAX)(self._read)

    def sign(self, caller: Caller, *, issued_at: datetime, expires_at: datetime) -> str:
        claims = {
            "iss": _ISSUER,
            "aud": _ISSUER,
            "sub": caller.account_id,
            "jti": random_id(),
            "iat": int(issued_at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "roles": described_grants(caller.grants),
            "memberships": list(caller.memberships),
        }
        headers = {"kid": self._signing.key_id}
        return jwt.encode(claims, self._signing.private, algorithm=_ALGORITHM, headers=headers)

    def _read(self, token: str) -> Claims:
        try:
            key = self._public[jwt.get_unverified_header(token)["kid"]]
            # Its life may have ended: the caller of this port looks at the clock, each time.
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=_ISSUER,
                issuer=_ISSUER,
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            return _claims(claims)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise TokenInvalid("the token is not one of ours") from None


def _claims(claims: Mapping[str, Any]) -> Claims:
    caller = Caller(
        account_id=claims["sub"],
        grants=tuple(
            Grant(role=Role(one["role"]), institution_id=one["institution_id"])
            for one in claims["roles"]
        ),
        memberships=tuple(claims["memberships"]),
    )
    return Claims(caller=caller, expires_at=datetime.fromtimestamp(claims["exp"], UTC))
