"""Receipt numbers: readable over the phone, unique without a counter that writers queue for."""

from datetime import date
from enum import StrEnum
from hashlib import sha256

# Crockford's base 32: no I, L, O or U that a reader could take for something else.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = 12
_GROUP = 4


class ReceiptKind(StrEnum):
    """What a receipt is for, in the letters that it begins with."""

    RECEIPT = "KW"  # Kuitansi.
    REFUND = "PK"  # Pengembalian.
    CORRECTION = "KR"  # Koreksi.
    RULING = "PS"  # Putusan sengketa.


def receipt_number(
    fact_id: str, business_date: date, kind: ReceiptKind = ReceiptKind.RECEIPT
) -> str:
    """
    Return the number of the one receipt for a fact: ``KW-20260302-7F3K-9Q2M-T5XA``.

    It is derived from the fact, so writing a receipt again gives the same number, and no counter
    has to be locked. Twelve digits are 60 bits within a day: at a million receipts a day two
    alike are to be expected once in some six thousand years, and `verify` would name them.
    """
    number = int.from_bytes(sha256(fact_id.encode()).digest()[:8], "big")
    digits = "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(_DIGITS))
    groups = (digits[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP))
    return f"{kind}-{business_date:%Y%m%d}-{'-'.join(groups)}"
