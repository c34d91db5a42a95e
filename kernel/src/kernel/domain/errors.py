"""Five families of refusal. Anything else that escapes is a bug, and crashes loudly.

* Refusal            the caller can understand it and must not blindly retry
  x Invalid            the request is malformed            -> 400
  x NotFound           nothing by that name, or not yours  -> 404
  x Rejected           a business rule said no             -> 422
* Conflict           someone was first; reload, retry      -> 409
* Unavailable        a neighbour is down; back off         -> 503
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class KernelError(Exception):
    """The root of the five families. Match on `code`, which is stable, never on a message."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str = "", *, code: str | None = None, **details: Any) -> None:
        super().__init__(message or type(self).code)
        self.message = message or type(self).code
        self.own_code = code or type(self).code
        self.details: Mapping[str, Any] = details


class Refusal(KernelError):
    """The request was understood, judged and refused."""


class Invalid(Refusal):
    code = "invalid"


class NotFound(Refusal):
    code = "not_found"


class Rejected(Refusal):
    code = "rejected"


class Conflict(KernelError):
    code = "conflict"


class Unavailable(KernelError):
    code = "unavailable"


FAMILIES: Mapping[str, type[KernelError]] = {
    "invalid": Invalid,
    "not_found": NotFound,
    "rejected": Rejected,
    "conflict": Conflict,
    "unavailable": Unavailable,
}


def to_wire(error: KernelError) -> dict[str, Any]:
    """Describe the error in plain values: {family, code, message, details}."""
    family = next(name for name, kind in FAMILIES.items() if isinstance(error, kind))
    return {
        "family": family,
        "code": error.own_code,
        "message": error.message,
        "details": dict(error.details),
    }


def from_wire(wire: Mapping[str, Any]) -> KernelError:
    """Rebuild an error of the same family, code, message and details."""
    family = FAMILIES.get(wire["family"], Unavailable)
    return family(wire["message"], code=wire["code"], **wire["details"])
