"""Tokens are ours or they are nothing, and the key that signs them is for its owner alone."""

import base64
import json
import stat
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from gateway_examples import NOON, SITI, SITIS_MEMBERSHIP, SITIS_SESSION, TOWN, caller, holding
from gateway_memory import Watch

from gateway.adapters.key_ring import KeyRing
from gateway.adapters.passwords import Argon2Hasher
from gateway.adapters.signing_keys import (
    SigningKeyMissing,
    SigningKeyUnsuitable,
    load_signing_keys,
    make_signing_key,
    retire_signing_key,
)
from gateway.adapters.tokens import JwtTokens
from gateway.application.tokens import TokenInvalid
from gateway.domain.roles import Role

WHO = caller(
    holding(Role.BUYER),
    holding(Role.UNIT_HEAD, TOWN),
    memberships=(SITIS_MEMBERSHIP,),
    session_id=SITIS_SESSION,
)
LATER = NOON + timedelta(hours=12)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "signing-key.pem"
    make_signing_key(path)
    return path


@pytest.fixture
def tokens(key_file: Path) -> JwtTokens:
    return JwtTokens(KeyRing(key_file))


def signed(tokens: JwtTokens) -> str:
    return tokens.sign(WHO, issued_at=NOON, expires_at=LATER)


def test_a_token_says_who_its_bearer_is(tokens: JwtTokens) -> None:
    claims = tokens.read(signed(tokens))

    assert claims.caller == WHO
    assert claims.expires_at == LATER


def test_a_token_names_no_person(tokens: JwtTokens) -> None:
    payload = jwt.decode(signed(tokens), options={"verify_signature": False})

    assert payload.keys() == {
        *("iss", "aud", "sub", "sid", "jti", "iat", "exp"),
        *("roles", "memberships"),
    }
    assert payload["sub"] == SITI
    assert payload["roles"][0] == {"role": "buyer", "institution_id": None}


def test_a_token_is_verified_once(tokens: JwtTokens) -> None:
    token = signed(tokens)

    assert tokens.read(token) is tokens.read(token)


def parts(token: str) -> list[str]:
    return token.split(".")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_changed_token_is_refused(tokens: JwtTokens) -> None:
    header, payload, signature = parts(signed(tokens))
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["roles"] = [{"role": "operator", "institution_id": None}]

    for forged in (
        f"{header}.{encoded(claims)}.{signature}",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        "",
        "....",
    ):
        with pytest.raises(TokenInvalid):
            tokens.read(forged)


def test_a_token_that_nobody_signed_is_refused(tokens: JwtTokens) -> None:
    _, payload, _ = parts(signed(tokens))
    key_id = jwt.get_unverified_header(signed(tokens))["kid"]

    for algorithm in ("none", "None", "HS256"):
        header = encoded({"alg": algorithm, "typ": "JWT", "kid": key_id})
        with pytest.raises(TokenInvalid):
            tokens.read(f"{header}.{payload}.")


def test_our_public_key_is_no_password(tokens: JwtTokens, key_file: Path) -> None:
    [key] = load_signing_keys(key_file)
    public = key.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    claims = jwt.decode(signed(tokens), options={"verify_signature": False})

    forged = jwt.encode(claims, public, algorithm="HS256", headers={"kid": key.key_id})

    with pytest.raises(TokenInvalid):
        tokens.read(forged)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "somebody"},
        {"sub": None},
        {"sid": None},
        {"exp": None},
        {"roles": None},
        {"roles": [{"role": "mayor", "institution_id": None}]},
        {"roles": [{}]},
        {"memberships": None},
    ],
)
def test_a_token_of_ours_must_be_whole(
    tokens: JwtTokens, key_file: Path, change: dict[str, object]
) -> None:
    [key] = load_signing_keys(key_file)
    claims = jwt.decode(signed(tokens), options={"verify_signature": False}) | change
    claims = {name: value for name, value in claims.items() if value is not None}

    odd = jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.key_id})

    with pytest.raises(TokenInvalid):
        tokens.read(odd)


def test_a_token_of_another_installation_is_refused(tokens: JwtTokens, tmp_path: Path) -> None:
    make_signing_key(tmp_path / "other.pem")
    other = JwtTokens(KeyRing(tmp_path / "other.pem"))

    with pytest.raises(TokenInvalid):
        tokens.read(signed(other))


def test_after_a_rotation_old_tokens_stay_good(tokens: JwtTokens, key_file: Path) -> None:
    old = signed(tokens)
    before = [key.key_id for key in load_signing_keys(key_file)]

    new_id = make_signing_key(key_file, rotate=True)

    rotated = JwtTokens(KeyRing(key_file))
    assert [key.key_id for key in load_signing_keys(key_file)] == [new_id, *before]
    assert rotated.read(old).caller == WHO
    assert jwt.get_unverified_header(signed(rotated))["kid"] == new_id
    with pytest.raises(TokenInvalid):
        tokens.read(signed(rotated))


def test_a_gateway_that_runs_notices_another_key(key_file: Path) -> None:
    watch = Watch()
    running = JwtTokens(KeyRing(key_file, monotonic=watch))
    old = signed(running)
    [old_id] = [key["kid"] for key in running.public_keys()]

    new_id = make_signing_key(key_file, rotate=True)
    assert jwt.get_unverified_header(signed(running))["kid"] == old_id
    watch.now_s += 1

    assert jwt.get_unverified_header(signed(running))["kid"] == new_id
    assert [key["kid"] for key in running.public_keys()] == [new_id, old_id]
    assert running.read(old).caller == WHO
    retire_signing_key(key_file, old_id)
    watch.now_s += 1
    with pytest.raises(TokenInvalid):
        running.read(old)


@pytest.mark.parametrize("content", [None, b"", b"no key at all"])
def test_a_key_file_that_breaks_changes_nothing(key_file: Path, content: bytes | None) -> None:
    watch = Watch()
    running = JwtTokens(KeyRing(key_file, monotonic=watch))
    token = signed(running)

    if content is None:
        key_file.unlink()
    else:
        key_file.write_bytes(content)
    watch.now_s += 1

    assert running.read(token).caller == WHO
    assert signed(running)


def test_anybody_can_verify_a_token_with_the_public_keys(tokens: JwtTokens) -> None:
    token = signed(tokens)

    keys = jwt.PyJWKSet.from_dict({"keys": list(tokens.public_keys())})

    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key, algorithms=["EdDSA"], audience="malpro", options={"verify_exp": False}
    )
    assert claims["sub"] == SITI
    assert "d" not in tokens.public_keys()[0], "that would be the private half"


def test_the_key_is_made_once_and_for_its_owner_alone(key_file: Path) -> None:
    before = key_file.read_bytes()

    key_id = make_signing_key(key_file)

    assert key_file.read_bytes() == before
    assert load_signing_keys(key_file)[0].key_id == key_id
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]


def test_without_a_key_file_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyMissing, match="gateway admin keys"):
        load_signing_keys(tmp_path / "none.pem")


def pem(private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey, *, locked: bool) -> bytes:
    lock = BestAvailableEncryption(b"secret") if locked else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key at all",
        pem(ec.generate_private_key(ec.SECP256R1()), locked=False),
        pem(ed25519.Ed25519PrivateKey.generate(), locked=True),
        ed25519.Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "text", "another kind", "locked", "public"],
)
def test_what_is_no_signing_key_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signing-key.pem"
    path.write_bytes(content)

    with pytest.raises(SigningKeyUnsuitable):
        make_signing_key(path)

    assert path.read_bytes() == content


def test_a_password_is_known_again_and_another_is_not() -> None:
    hasher = Argon2Hasher(memory_kib=64, passes=1)
    password_hash = hasher.hash("beras-telur-gula")

    assert password_hash.startswith("$argon2id$")
    assert hasher.verify(password_hash, "beras-telur-gula")
    assert not hasher.verify(password_hash, "beras-telur-garam")
    assert not hasher.verify("no hash", "beras-telur-gula")
