"""Where a request's body ends is nobody's opinion: one that can be read in two ways is refused.

A proxy in front may see another end than we do. What lies between would be the next request on a
connection that many people share, and be answered as somebody else's.
"""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from gateway.entrypoints.problems import MEDIA_TYPE, RequestMalformed, problem_of
from gateway.entrypoints.replies import SECURITY_HEADERS, encoded
from kernel.domain.ids import new_id

_LENGTH = re.compile(r"[0-9]{1,18}")

Start = Callable[..., Any]


class RefusesAmbiguity:
    """Lets through what has one length: said in digits, or at the end of its chunks."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        # Only eventlet's server says what the client has really sent.
        if is_ambiguous(environ.get("headers_raw", ())):
            return _refuse(environ, start_response)
        return self._app(environ, start_response)


def is_ambiguous(headers: Sequence[tuple[str, str]]) -> bool:
    """Return whether the end of the body could be somewhere else."""
    named = [(name.casefold(), value) for name, value in headers]
    codings = [value.casefold() for name, value in named if name == "transfer-encoding"]
    lengths = [value for name, value in named if name == "content-length"]
    if codings:
        return codings != ["chunked"] or bool(lengths)
    return len(lengths) > 1 or not all(_LENGTH.fullmatch(one) for one in lengths)


def _refuse(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    # Nothing after this request can be trusted, so nothing after it is read.
    environ["eventlet.posthooks"].append((_hang_up, (), {}))
    refusal = RequestMalformed("it cannot be told where the body ends", fields={})
    problem = problem_of(refusal, new_id())
    headers = {"Content-Type": MEDIA_TYPE, "Connection": "close", **SECURITY_HEADERS}
    start_response("400 BAD REQUEST", list(headers.items()))
    return [encoded(problem.body)]


def _hang_up(environ: dict[str, Any]) -> None:
    with suppress(OSError):
        environ["eventlet.input"].get_socket().shutdown(socket.SHUT_RDWR)
