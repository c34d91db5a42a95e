"""Bodies on their way in: read piece by piece, and given up as soon as they are too much."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Request as HttpRequest
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from gateway.entrypoints.problems import BodyBroken, BodyTooLarge

PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """:param lines_max: how many line breaks a table may have; None: as many as fit"""

    bytes_max: int
    lines_max: int | None = None


def pieces_of(request: HttpRequest, limits: BodyLimits) -> Iterator[bytes]:
    """
    Yield the body as it comes.

    :raises BodyTooLarge: it is larger than allowed; the rest stays unread
    :raises BodyBroken: it ends before its end
    """
    if (request.content_length or 0) > limits.bytes_max:
        raise _too_large(limits)
    # One byte more than allowed, so that a body in chunks is seen to go on.
    request.max_content_length = limits.bytes_max + 1
    length, lines = 0, 0
    while piece := _next(request, limits):
        length += len(piece)
        lines += piece.count(b"\n") if limits.lines_max is not None else 0
        if length > limits.bytes_max:
            raise _too_large(limits)
        if limits.lines_max is not None and lines > limits.lines_max:
            raise BodyTooLarge("the table has too many lines", limit_lines=limits.lines_max)
        yield piece
    if request.content_length is not None and length < request.content_length:
        raise BodyBroken("the body ended before its end")


def _next(request: HttpRequest, limits: BodyLimits) -> bytes:
    try:
        return request.stream.read(PIECE_BYTES)
    except RequestEntityTooLarge:
        raise _too_large(limits) from None
    except (ClientDisconnected, OSError):
        raise BodyBroken("the body ended before its end") from None


def _too_large(limits: BodyLimits) -> BodyTooLarge:
    return BodyTooLarge("the body is too large", limit_bytes=limits.bytes_max)
