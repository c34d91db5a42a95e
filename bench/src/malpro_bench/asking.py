"""Requests as bytes, made before the clock starts."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

_keys = itertools.count()


@dataclass(frozen=True, slots=True)
class Post:
    """A request that is sent again and again, under a new key each time."""

    before: bytes
    after: bytes

    def bytes(self, run: str) -> bytes:
        return b"%b%b-%d%b" % (self.before, run.encode(), next(_keys), self.after)


def post(path: str, token: str, body: Mapping[str, Any]) -> Post:
    content = msgspec.json.encode(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: malpro\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nIdempotency-Key: "
    )
    return Post(head.encode(), b"\r\n\r\n" + content)


def get(path: str, token: str | None = None) -> bytes:
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: malpro\r\n{bearer}\r\n".encode()
