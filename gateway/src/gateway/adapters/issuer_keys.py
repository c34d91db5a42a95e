"""The keys of another issuer: fetched when they are needed, and kept while it is away."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from gateway.adapters.fetching import FetchFailed
from gateway.adapters.oidc_settings import Issuer, is_safe
from gateway.domain.identities import IssuerUnavailable

log = logging.getLogger(__name__)

# After so long the keys are fetched anew; a key that was withdrawn is good no longer than that.
FRESH_S = 300.0
# While the issuer is away its last keys go on for so long.
KEPT_S = 86_400.0
# It is not asked more often, whatever strangers send.
PAUSE_S = 10.0
_DISCOVERY = "/.well-known/openid-configuration"
_RSA_BITS_MIN = 2048
_KINDS = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}

Fetch = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IssuerKey:
    """
    A public key, and the one algorithm that goes with it: a token has no say in that.

    :param jwk: as the issuer wrote it
    """

    algorithm: str
    public: Any
    jwk: Mapping[str, Any]


class IssuerKeys:
    """The keys of one issuer, by id."""

    def __init__(self, issuer: Issuer, *, fetch: Fetch, monotonic: Callable[[], float]) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._monotonic = monotonic
        self._keys: Mapping[str, IssuerKey] = {}
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._lock = Lock()

    def find(self, key_id: str) -> IssuerKey | None:
        """
        Return the key with that id.

        An unknown id may be a new key's: whoever brings one waits until the issuer was asked.

        :raises IssuerUnavailable: no keys are known
        """
        age_s = _since(self._fetched_at, self._monotonic())
        if age_s >= FRESH_S or key_id not in self._keys:
            self._ask(wait=age_s >= KEPT_S or key_id not in self._keys)
        if _since(self._fetched_at, self._monotonic()) >= KEPT_S:
            raise IssuerUnavailable("the issuer of this token does not answer")
        return self._keys.get(key_id)

    def _ask(self, *, wait: bool) -> None:
        if not self._lock.acquire(blocking=wait):
            return
        try:
            if _since(self._asked_at, self._monotonic()) >= PAUSE_S:
                self._refresh()
        finally:
            self._lock.release()

    def _refresh(self) -> None:
        try:
            self._keys = self._fetched()
        except FetchFailed as error:
            about = {"issuer": self._issuer.issuer, "error": str(error)}
            log.warning("issuer.unreachable", extra=about)
        else:
            self._fetched_at = self._monotonic()
        self._asked_at = self._monotonic()

    def _fetched(self) -> Mapping[str, IssuerKey]:
        found = self._fetch(self._issuer.jwks_uri or self._discovered())
        written = found.get("keys")
        keys = [self._key(one) for one in written] if isinstance(written, list) else []
        usable = {str(one.jwk["kid"]): one for one in keys if one is not None}
        if not usable:
            raise FetchFailed("no usable keys")
        return usable

    def _discovered(self) -> str:
        issuer = self._issuer.issuer
        found = self._fetch(issuer.rstrip("/") + _DISCOVERY)
        uri = found.get("jwks_uri")
        if found.get("issuer") != issuer or not isinstance(uri, str) or not is_safe(uri):
            raise FetchFailed("a discovery document of somebody else")
        if issuer.startswith("https:") and not uri.startswith("https:"):
            raise FetchFailed("keys at an unsafe address")
        return uri

    def _key(self, jwk: Any) -> IssuerKey | None:
        if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or "d" in jwk:
            return None
        known = self._keys.get(jwk["kid"])
        if known is not None and known.jwk == jwk:
            return known
        algorithm = _KINDS.get((str(jwk.get("kty")), jwk.get("crv")))
        unfit = jwk.get("alg", algorithm) != algorithm or jwk.get("use", "sig") != "sig"
        if algorithm is None or unfit or algorithm not in self._issuer.algorithms:
            return None
        return _read(jwk, algorithm)


def _read(jwk: dict[str, Any], algorithm: str) -> IssuerKey | None:
    try:
        public = jwt.PyJWK(jwk, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(public, RSAPublicKey) and public.key_size < _RSA_BITS_MIN:
        return None
    return IssuerKey(algorithm=algorithm, public=public, jwk=jwk)


def _since(then: float | None, now: float) -> float:
    return float("inf") if then is None else now - then
