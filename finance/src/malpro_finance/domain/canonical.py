"""The one way to write an envelope as JSON (RFC 8785), so that its hash can be told again here.

Of what JSON knows only fractions are left out, as the chain has none.
"""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

# Beyond it a reader that takes numbers for doubles sees another integer.
INTEGER_MAX = 2**53 - 1
_DIGITS_MAX = len(str(-INTEGER_MAX))

# The standard library escapes what the RFC escapes, in its way, once told to keep the rest.
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class NotCanonical(ValueError):
    """The bytes are not the one way to write their value."""


def read_canonical(line: bytes) -> dict[str, Any]:
    """
    Return the object that these very bytes are the canonical JSON of, its members in order.

    :raises NotCanonical: they are no JSON object, or the object is written in another way
    """
    try:
        value = json.loads(
            line.decode(),
            object_pairs_hook=_in_order,
            parse_int=_integer,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
        same = written(value) == line
    except (UnicodeError, RecursionError, json.JSONDecodeError) as error:
        raise NotCanonical("it is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise NotCanonical("it is not a JSON object")
    if not same:
        raise NotCanonical("it is not written as RFC 8785 says, byte by byte")
    return value


def written(value: Any) -> bytes:
    """Return the JSON of a value whose members stand in their order already."""
    return _dumps(value).encode()


def _in_order(members: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(members)
    # By UTF-16 code units, not by code points.
    ordered = dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")))
    if len(ordered) != len(pairs):
        raise NotCanonical("a member is there twice")
    return ordered


def _integer(text: str) -> int:
    # A long one is refused by its length: reading it would cost time.
    if len(text) > _DIGITS_MAX or abs(int(text)) > INTEGER_MAX:
        raise NotCanonical("a number is too large")
    return int(text)


def _refuse(text: str) -> NoReturn:
    raise NotCanonical(f"{text[:20]} is not an integer")
