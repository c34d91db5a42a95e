"""Answers as they leave: JSON, with the headers that keep browsers and caches careful."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Response

from gateway.application.limits import Allowance

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """:param replayed: it had been done before, under the same key"""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What every answer has unless its view has said something else.
_USUAL = [
    (name, name.casefold(), value)
    for name, value in {**SECURITY_HEADERS, "Cache-Control": "no-store"}.items()
]


class Careful:
    """
    Gives every answer the usual headers.

    Werkzeug checks each header that is set on a response for line breaks; these are known.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            there = {name.casefold() for name, _ in headers}
            usual = [(name, value) for name, folded, value in _USUAL if folded not in there]
            return start_response(status, headers + usual, *error)

        return self._app(environ, start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A catalogue answer as bytes, ready to be sent many times."""

    content: bytes
    etag: str


def page(body: Any) -> Page:
    """Encode an answer, and name its content."""
    content = _encode(body)
    return Page(content=content, etag=hashlib.sha256(content).hexdigest()[:32])


def respond(reply: Reply) -> Response:
    """Return the reply as an HTTP response."""
    response = json_response(_encode(reply.body), reply.status)
    response.headers.update(reply.headers)
    if reply.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def json_response(
    content: bytes, status: int = 200, *, media_type: str = "application/json"
) -> Response:
    return Response(content, status, mimetype=media_type)


def pace_headers(allowance: Allowance) -> dict[str, str]:
    """Tell how much the caller may still ask."""
    return {
        "RateLimit-Limit": str(allowance.limit),
        "RateLimit-Remaining": str(allowance.remaining),
        "RateLimit-Reset": str(allowance.reset_s),
    }


def encoded(body: Mapping[str, Any]) -> bytes:
    return _encode(body)
