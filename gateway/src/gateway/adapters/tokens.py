"""Bearer tokens: JWT signed with Ed25519 (EdDSA)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt
from jwt.algorithms import OKPAlgorithm

from gateway.adapters.key_ring import KeyRing
from gateway.adapters.signing_keys import SigningKey
from gateway.application.account_ports import Json
from gateway.application.accounts import described_grants
from gateway.application.ports import Claims
from gateway.application.tokens import TokenInvalid
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant, Role
from kernel.domain.ids import random_id

_ALGORITHM = "EdDSA"
_ISSUER = "malpro"
_REQUIRED = ["sub", "sid", "exp", "iat", "iss", "aud"]
_CACHED_MAX = 20_000


class JwtTokens:
    """
    The port `Tokens`.

    A verification costs 0.2 ms, more than all the rest of a request at the edge, so the claims of a
    good token are kept. A bad one is looked at each time, or strangers would fill the cache.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._known: _Known | None = None

    def read(self, token: str) -> Claims:
        return self._up_to_date().read(token)

    def public_keys(self) -> Sequence[Json]:
        return [_public_jwk(key) for key in self._ring.current()]

    def _up_to_date(self) -> "_Known":
        keys = self._ring.current()
        if self._known is None or self._known.keys is not keys:
            self._known = _Known(keys)
        return self._known

    def sign(self, caller: Caller, *, issued_at: datetime, expires_at: datetime) -> str:
        claims = {
            "iss": _ISSUER,
            "aud": _ISSUER,
            "sub": caller.account_id,
            "sid": caller.session_id,
            "jti": random_id(),
            "iat": int(issued_at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "roles": described_grants(caller.grants),
            "memberships": list(caller.memberships),
        }
        signing = self._ring.current()[0]
        headers = {"kid": signing.key_id}
        return jwt.encode(claims, signing.private, algorithm=_ALGORITHM, headers=headers)


class _Known:
    """What has been verified under one set of keys; with other keys it begins anew."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        self.keys = keys
        self._public = {key.key_id: key.public for key in keys}
        self.read = lru_cache(_CACHED_MAX)(self._read)

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


def _public_jwk(key: SigningKey) -> Json:
    jwk = OKPAlgorithm.to_jwk(key.public, as_dict=True)
    return {
        "kty": jwk["kty"],
        "crv": jwk["crv"],
        "x": jwk["x"],
        "kid": key.key_id,
        "use": "sig",
        "alg": _ALGORITHM,
    }


def _claims(claims: Mapping[str, Any]) -> Claims:
    caller = Caller(
        account_id=claims["sub"],
        grants=tuple(
            Grant(role=Role(one["role"]), institution_id=one["institution_id"])
            for one in claims["roles"]
        ),
        memberships=tuple(claims["memberships"]),
        session_id=claims["sid"],
    )
    return Claims(caller=caller, expires_at=datetime.fromtimestamp(claims["exp"], UTC))
