"""The one way to write a value as JSON (RFC 8785), so that its hash can be told again anywhere.

Of what JSON knows only fractions are left out, as the domain has none.
"""

import json
from typing import Any

# Beyond it a reader that takes numbers for doubles sees another integer.
INTEGER_MAX = 2**53 - 1


class NotCanonical(TypeError):
    """The value is of a kind that would not look the same everywhere: a bug."""


def canonical(value: Any) -> bytes:
    """
    Return the canonical JSON of a value made of text, integers, booleans, null, lists and objects.

    :raises NotCanonical: a value is of another kind, too large, or no Unicode text
    """
    return _bytes(_written(value))


def members(value: dict[str, Any]) -> dict[str, str]:
    """
    Return the canonical JSON of each member of an object, by name, for `joined`.

    :raises NotCanonical: a value is of another kind, or too large
    """
    return {name: _written(value[name]) for name in _in_order(value)}


def joined(written: dict[str, str]) -> bytes:
    """
    Return the canonical JSON of the object with these members.

    :raises NotCanonical: something in it is no Unicode text
    """
    return _bytes(_object(written))


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate is no text") from error


# The standard library escapes what the RFC escapes, in its way, once told to keep the rest.
_text = json.JSONEncoder(ensure_ascii=False).encode


def _written(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return _NAMES[value]
    if isinstance(value, int) and abs(value) <= INTEGER_MAX:
        return str(int(value))
    if isinstance(value, dict):
        return _object(members(value))
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_written, value))}]"
    raise NotCanonical(f"{type(value).__name__} has no canonical form here")


_NAMES = {None: "null", True: "true", False: "false"}


def _object(written: dict[str, str]) -> str:
    return f"{{{','.join(f'{_text(name)}:{written[name]}' for name in _in_order(written))}}}"


def _in_order(value: dict[Any, Any]) -> list[str]:
    if not all(isinstance(name, str) for name in value):
        raise NotCanonical("the name of a member is text")
    # By UTF-16 code units, not by code points; of ASCII both make the same order.
    if all(map(str.isascii, value)):
        return sorted(value)
    return sorted(value, key=lambda name: name.encode("utf-16-be"))
