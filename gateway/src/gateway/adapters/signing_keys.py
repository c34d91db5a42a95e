"""The keys that sign tokens: PEM blocks in one file that only its owner may read."""

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kernel.domain.errors import Invalid, NotFound, Rejected

_BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\s*", re.DOTALL)
_OWNER_ONLY = 0o600


class SigningKeyMissing(Invalid):
    code = "signing_key_missing"


class SigningKeyUnsuitable(Invalid):
    code = "signing_key_unsuitable"


class SigningKeyUnknown(NotFound):
    code = "signing_key_unknown"


class SigningKeyInUse(Rejected):
    code = "signing_key_in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """:param key_id: a fingerprint of the public half, which stands in every token's header"""

    key_id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()


def load_signing_keys(path: Path) -> Sequence[SigningKey]:
    """
    Return the keys: the first one signs, the others still verify.

    :raises SigningKeyMissing: there is no file
    :raises SigningKeyUnsuitable: there is something else in it than Ed25519 private keys
    """
    try:
        blocks = _BLOCK.findall(path.read_bytes())
    except FileNotFoundError:
        raise SigningKeyMissing(f"no signing key in {path}; run `gateway admin keys`") from None
    if not blocks:
        raise SigningKeyUnsuitable(f"{path} holds no PEM block")
    return [_loaded(block, path) for block in blocks]


def make_signing_key(path: Path, *, rotate: bool = False) -> str:
    """
    Make the file with a new key unless there is one, and return the id of the key that signs.

    :param rotate: put a new key before those in the file, so that tokens already given stay good
    :raises SigningKeyUnsuitable: the file there holds something else
    """
    kept = b""
    if path.exists():
        key = load_signing_keys(path)[0]
        if not rotate:
            return key.key_id
        kept = path.read_bytes()
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(path, pem + kept)
    return _key_id(private)


def retire_signing_key(path: Path, key_id: str) -> None:
    """
    Take a key out of the file; tokens that it has signed are good no more.

    :raises SigningKeyUnknown: it is not there
    :raises SigningKeyInUse: it is the one that signs
    :raises SigningKeyMissing: there is no file
    :raises SigningKeyUnsuitable: the file there holds something else
    """
    keys = load_signing_keys(path)
    if keys[0].key_id == key_id:
        raise SigningKeyInUse("this key signs; run `gateway admin keys --rotate` first")
    blocks = _BLOCK.findall(path.read_bytes())
    kept = [block for key, block in zip(keys, blocks, strict=True) if key.key_id != key_id]
    if len(kept) == len(blocks):
        raise SigningKeyUnknown(f"there is no key {key_id} in {path}")
    _write(path, b"".join(kept))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _loaded(block: bytes, path: Path) -> SigningKey:
    try:
        private = load_pem_private_key(block, password=None)
    except (ValueError, TypeError):
        raise SigningKeyUnsuitable(f"{path} holds a PEM block that is no plain key") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningKeyUnsuitable(f"{path} holds a key that is not Ed25519")
    return SigningKey(key_id=_key_id(private), private=private)


def _key_id(private: Ed25519PrivateKey) -> str:
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(hashlib.sha256(raw).digest()[:12]).decode()
