"""Identifiers: time-ordered for new things, derived where a repeat must be recognised."""

import hashlib
import secrets
import time
from uuid import UUID

# A random namespace of this project's own; changing it would forget every derived id.
_NAMESPACE = UUID("6f1d7c0e-54b1-4c1e-9a39-5d2f1f0b8a77").bytes
_VERSION_7 = 0x7000
_VERSION_5 = 0x5 << 76
_VARIANT = 0b10
_UNVERSIONED = ~(0xF << 76 | 0b11 << 62)


def new_id() -> str:
    """Make a UUIDv7 (RFC 9562): unique, and roughly in order of creation."""
    high = ((time.time_ns() // 1_000_000) << 16) | _VERSION_7 | secrets.randbits(12)
    low = (_VARIANT << 62) | secrets.randbits(62)
    # Written here: a `UUID` takes three times as long, and every unit of work makes several.
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def random_id() -> str:
    """Make a UUID that tells nothing about when it was made (RFC 9562, version 4)."""
    return str(UUID(int=secrets.randbits(128), version=4))


def derived_id(*parts: str) -> str:
    """Make the one UUIDv5 that these parts always give."""
    name = _NAMESPACE + "\x1f".join(parts).encode()
    digest = hashlib.sha1(name, usedforsecurity=False).digest()
    bits = int.from_bytes(digest[:16], "big") & _UNVERSIONED
    return _written(bits | _VERSION_5 | _VARIANT << 62)


def _written(bits: int) -> str:
    # Python's own UUID takes twice as long, and an order has two dozen of them.
    digits = f"{bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
