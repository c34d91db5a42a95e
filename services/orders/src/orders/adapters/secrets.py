"""Hand-over codes from the machine's own randomness, hashed under a key that events never see."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

_CODES = 1_000_000


class KeyedSecrets:
    """
    The first key seals; the others only open what was sealed before the keys were changed.

    A key's id is a part of its own hash, so no list of names needs to be kept.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = {_key_id(key): key.encode() for key in keys}
        self._current = _key_id(keys[0])

    def new_code(self) -> str:
        return f"{secrets.randbelow(_CODES):06d}"

    def seal(self, order_id: str, code: str) -> tuple[str, str]:
        return _hash(self._keys[self._current], order_id, code), self._current

    def matches(self, order_id: str, code: str, *, code_hash: str, key_id: str) -> bool:
        key = self._keys.get(key_id)
        return key is not None and hmac.compare_digest(_hash(key, order_id, code), code_hash)


def _key_id(key: str) -> str:
    return hashlib.sha256(b"malpro handover key id\0" + key.encode()).hexdigest()[:8]


def _hash(key: bytes, order_id: str, code: str) -> str:
    return hmac.new(key, f"{order_id}:{code}".encode(), hashlib.sha256).hexdigest()
