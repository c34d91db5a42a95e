"""Tokens of another issuer, which runs on this machine: its keys, its outages, forgeries."""

import base64
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gateway_issuer import AUDIENCE, LocalIssuer, local_issuer
from gateway_memory import Watch

from gateway.adapters.issuer_keys import FRESH_S, KEPT_S, PAUSE_S
from gateway.adapters.oidc import OidcTokens
from gateway.adapters.oidc_settings import Issuer
from gateway.application.tokens import TokenInvalid
from gateway.domain.identities import IssuerUnavailable, identity

ALGORITHMS = ("RS256", "ES256", "EdDSA")


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    with local_issuer() as issuer:
        issuer.add_key("one")
        yield issuer


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tokens(issuer: LocalIssuer, watch: Watch) -> OidcTokens:
    return trusting(issuer, watch)


def trusting(issuer: LocalIssuer, watch: Watch, **changes: Any) -> OidcTokens:
    trusted = Issuer(issuer=issuer.url, audience=AUDIENCE, **{"algorithms": ALGORITHMS, **changes})
    return OidcTokens([trusted], monotonic=watch)


def is_good(tokens: OidcTokens, token: str) -> bool:
    try:
        claims = tokens.read(token)
    except TokenInvalid:
        return False
    assert claims is not None
    return True


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_of_a_trusted_issuer_is_good(
    issuer: LocalIssuer, tokens: OidcTokens, algorithm: str
) -> None:
    issuer.add_key("two", algorithm)
    until = int(time.time()) + 60

    claims = tokens.read(issuer.token("two", exp=until, nbf=until - 100, iat=until - 90))

    assert claims is not None
    assert claims.identity == identity(issuer.url, "198501012010011001")
    assert claims.lifetime.ends_at.timestamp() == until
    assert claims.lifetime.starts_at is not None
    assert claims.lifetime.starts_at.timestamp() == until - 90


def test_keys_are_asked_for_once_and_a_token_is_verified_once(
    issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    token = issuer.token("one")

    assert tokens.read(token) is tokens.read(token)
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def test_a_crowd_at_the_first_moment_asks_once(issuer: LocalIssuer, tokens: OidcTokens) -> None:
    issuer.slow_s = 0.1
    token = issuer.token("one")

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(lambda _: is_good(tokens, token), range(10)))

    assert len(issuer.asked) == 2


def test_where_the_keys_are_can_be_said(issuer: LocalIssuer, watch: Watch) -> None:
    issuer.discovery = {}
    told = trusting(issuer, watch, jwks_uri=f"{issuer.url}/keys")

    assert is_good(told, issuer.token("one"))


def test_the_subject_may_stand_in_another_claim(issuer: LocalIssuer, watch: Watch) -> None:
    told = trusting(issuer, watch, subject_claim="employee_id")

    claims = told.read(issuer.token("one", employee_id="e-1"))

    assert claims is not None
    assert claims.identity == identity(issuer.url, "e-1")
    assert not is_good(told, issuer.token("one"))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": 1e30},
        {"nbf": "now"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_is_not_whole_or_not_for_us_is_refused(
    issuer: LocalIssuer, tokens: OidcTokens, changes: dict[str, Any]
) -> None:
    assert is_good(tokens, issuer.token("one"))
    assert not is_good(tokens, issuer.token("one", **changes))


def test_tokens_of_others_are_not_ours_to_judge(issuer: LocalIssuer, tokens: OidcTokens) -> None:
    for token in (
        issuer.token("one", iss="https://elsewhere.example"),
        issuer.token("one", iss=None),
        issuer.token("one", iss=issuer.url + "/"),
        issuer.token("one", padding="x" * 8000),
        "made-up",
        "a.b.c",
        "",
    ):
        assert tokens.read(token) is None
    assert OidcTokens([], monotonic=Watch()).read(issuer.token("one")) is None
    assert issuer.asked == []


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_has_no_say_in_how_it_is_verified(issuer: LocalIssuer, tokens: OidcTokens) -> None:
    good = issuer.token("one")
    _, payload, signature = good.split(".")
    public = issuer.private["one"][1].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(good, options={"verify_signature": False})
    forgeries = [
        f"{encoded({'alg': name, 'kid': 'one'})}.{payload}.{signature}"
        for name in ("none", "None", "HS256", "RS512", "PS256", "ES256", None)
    ]
    forgeries.append(f"{encoded({'alg': 'none', 'kid': 'one'})}.{payload}.")
    forgeries.append(hmac_forged(claims, pem))

    assert is_good(tokens, good)
    assert [one for one in forgeries if is_good(tokens, one)] == []


def hmac_forged(claims: dict[str, Any], secret: bytes) -> str:
    """Sign with the public key as if it were a password, which PyJWT itself refuses to do."""
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    signed = f"{encoded({'alg': 'HS256', 'kid': 'one'})}.{encoded(claims)}"
    made = hmac.digest(secret, signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def test_another_key_under_the_same_id_is_refused(issuer: LocalIssuer, tokens: OidcTokens) -> None:
    good = issuer.token("one")
    issuer.private["one"] = ("RS256", rsa.generate_private_key(65537, 2048))

    assert not is_good(tokens, issuer.token("one"))
    assert is_good(tokens, good)


@pytest.mark.parametrize("headers", [{"kid": None}, {"kid": "two"}, {"kid": ""}])
def test_a_token_without_a_known_key_is_refused(
    issuer: LocalIssuer, tokens: OidcTokens, headers: dict[str, Any]
) -> None:
    assert not is_good(tokens, issuer.token("one", headers=headers))


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_keys_that_are_not_fit_are_not_used(issuer: LocalIssuer, watch: Watch) -> None:
    issuer.add_key("enc", use="enc")
    issuer.add_key("other-alg", alg="RS512")
    issuer.add_key("ec", "ES256")
    issuer.private["small"] = ("RS256", rsa.generate_private_key(65537, 1024))  # noqa: S505
    small = jwt.algorithms.RSAAlgorithm.to_jwk(
        issuer.private["small"][1].public_key(), as_dict=True
    )
    private = jwt.algorithms.RSAAlgorithm.to_jwk(issuer.private["one"][1], as_dict=True)
    issuer.private["private"] = issuer.private["one"]
    issuer.keys += [
        {**small, "kid": "small"},
        {**private, "kid": "private"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
        {"kty": "RSA", "n": "!", "e": "AQAB", "kid": "broken"},
        {"kty": "RSA", "kid": "empty"},
        {"kty": ["RSA"], "kid": "odd"},
        {"kty": "RSA", "kid": 7},
        "no key",  # type: ignore[list-item]
    ]
    told = trusting(issuer, watch, algorithms=("RS256",))

    assert is_good(told, issuer.token("one"))
    for key_id in ("enc", "other-alg", "ec", "small", "private"):
        assert not is_good(told, issuer.token(key_id)), key_id


def test_a_new_key_is_noticed_and_a_withdrawn_one_forgotten(
    issuer: LocalIssuer, tokens: OidcTokens, watch: Watch
) -> None:
    old = issuer.token("one")
    assert is_good(tokens, old)
    issuer.add_key("two")
    watch.now_s += PAUSE_S

    assert is_good(tokens, issuer.token("two"))
    assert is_good(tokens, old)
    del issuer.keys[0]
    watch.now_s += FRESH_S
    assert not is_good(tokens, old)


def test_unknown_keys_in_any_number_are_asked_for_now_and_then(
    issuer: LocalIssuer, tokens: OidcTokens, watch: Watch
) -> None:
    assert is_good(tokens, issuer.token("one"))

    for number in range(200):
        watch.now_s += 0.1
        assert not is_good(tokens, issuer.token("one", headers={"kid": f"unknown-{number}"}))

    assert issuer.asked.count("/keys") <= 1 + 200 * 0.1 / PAUSE_S


BROKEN = [
    {"status": 500},
    {"status": 302},
    {"body": b"no JSON"},
    {"body": b"[]"},
    {"body": b"{}"},
    {"body": b" " * 300_000},
    {"discovery": {"issuer": "https://somebody.example", "jwks_uri": "https://somebody.example"}},
    {"discovery": {"jwks_uri": "http://10.0.0.1/keys"}},
    {"discovery": {"jwks_uri": 7}},
    {"keys": []},
    {"keys": "none"},
]


@pytest.mark.parametrize("trouble", BROKEN, ids=str)
def test_while_the_issuer_is_away_its_last_keys_go_on(
    issuer: LocalIssuer, tokens: OidcTokens, watch: Watch, trouble: dict[str, Any]
) -> None:
    token = issuer.token("one")
    assert is_good(tokens, token)
    discovery = {**issuer.discovery, **trouble.get("discovery", {})}
    for name, value in (trouble | {"discovery": discovery}).items():
        setattr(issuer, name, value)

    watch.now_s += FRESH_S
    assert is_good(tokens, token)
    asked = len(issuer.asked)
    assert is_good(tokens, token)
    assert len(issuer.asked) == asked, "it is left alone for a while"

    watch.now_s += KEPT_S
    with pytest.raises(IssuerUnavailable):
        tokens.read(token)


def test_an_issuer_that_was_never_there_is_unavailable_until_it_comes(watch: Watch) -> None:
    with local_issuer() as gone:
        gone.add_key("one")
        token = gone.token("one")
        tokens = trusting(gone, watch)
        gone.status = 503

        for _ in range(3):
            with pytest.raises(IssuerUnavailable):
                tokens.read(token)
        assert len(gone.asked) == 1
        gone.status = 200
        watch.now_s += PAUSE_S

        assert is_good(tokens, token)


def test_an_issuer_that_has_gone_away_altogether(watch: Watch) -> None:
    with local_issuer() as gone:
        gone.add_key("one")
        token, tokens = gone.token("one"), trusting(gone, watch)
        assert is_good(tokens, token)
    watch.now_s += FRESH_S

    assert is_good(tokens, token)


def test_an_https_issuer_does_not_have_its_keys_at_an_unsafe_address(watch: Watch) -> None:
    def fetch(url: str) -> dict[str, Any]:
        assert url.startswith("https://sso.example"), "nothing is fetched from anywhere else"
        return {"issuer": "https://sso.example", "jwks_uri": "http://127.0.0.1:1/keys"}

    trusted = Issuer(issuer="https://sso.example", audience=AUDIENCE)
    tokens = OidcTokens([trusted], monotonic=watch, fetch=fetch)
    header, payload = encoded({"alg": "RS256", "kid": "one"}), encoded({"iss": trusted.issuer})

    with pytest.raises(IssuerUnavailable):
        tokens.read(f"{header}.{payload}.c2ln")
