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
    try:
        return _written(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate is no text") from error


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        # The standard library escapes what the RFC escapes, in its way, once told to keep the rest.
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) <= INTEGER_MAX:
        return str(int(value))
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(_member(name, value[name]) for name in _in_order(value))}}}"
    raise NotCanonical(f"{type(value).__name__} has no canonical form here")


def _member(name: Any, value: Any) -> str:
    return f"{json.dumps(name, ensure_ascii=False)}:{_written(value)}"


def _in_order(value: dict[Any, Any]) -> list[str]:
    if not all(isinstance(name, str) for name in value):
        raise NotCanonical("the name of a member is text")
    # By UTF-16 code units, not by code points.
    return sorted(value, key=lambda name: name.encode("utf-16-be"))
