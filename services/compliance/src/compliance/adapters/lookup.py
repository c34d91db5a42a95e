"""Keyed hashes: a number can be found again in the vault, and cannot be read from what is kept."""

import hashlib
import hmac


class KeyedLookup:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def of(self, institution_id: str, employee_number: str) -> str:
        message = f"{institution_id}\x1f{employee_number}".encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()
