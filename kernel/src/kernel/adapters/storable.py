"""What PostgreSQL can hold, looked at before it says no and takes a whole batch down with it."""

import re
from typing import Any

import msgspec

from kernel.domain.errors import Invalid

# Keys in order, so that equal values always give equal bytes.
_encode = msgspec.json.Encoder(order="sorted").encode
# An escaped NUL; a backslash that is text itself is escaped too, so pairs of them do not count.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class NotStorable(Invalid):
    code = "not_storable"


def encode_storable(value: Any) -> bytes:
    """
    Return plain values as JSON that a `jsonb` column takes.

    :raises NotStorable: a text holds a NUL or half a character, or it is nested beyond reason
    """
    try:
        encoded = _encode(value)
    except UnicodeEncodeError:
        raise NotStorable("a text holds half a character, which cannot be stored") from None
    except RecursionError:
        raise NotStorable("it is nested too deeply to be stored") from None
    return checked(encoded)


def checked(encoded: bytes) -> bytes:
    """
    Return the JSON as it is.

    :raises NotStorable: a text in it holds a NUL
    """
    if b"\\u0000" in encoded and _NUL.search(encoded):
        raise NotStorable("a text holds a NUL character, which cannot be stored")
    return encoded
