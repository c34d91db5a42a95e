"""Fetching small JSON documents, carefully: no redirects, no endless bodies, no endless waits."""

import http.client
import time
import urllib.error
import urllib.request
from typing import Any

import msgspec

TIMEOUT_S = 3.0
_BYTES_MAX = 256 * 1024
_PIECE = 16 * 1024


class FetchFailed(Exception):
    """Nothing usable came."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Whom we trust answers itself; an answer elsewhere could be anybody's."""


_opener = urllib.request.build_opener(_NoRedirects)


def fetch_json(url: str) -> dict[str, Any]:
    """
    Return the JSON object at the address. In a green process only this greenthread waits.

    :raises FetchFailed: it does not answer in time, not with 200, or with something else
    """
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as response:
            content = _read(response)
        return msgspec.json.decode(content, type=dict[str, Any])
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchFailed(f"status {error.code}") from None
    except (OSError, http.client.HTTPException, msgspec.MsgspecError, UnicodeError) as error:
        raise FetchFailed(type(error).__name__) from None


def _read(response: http.client.HTTPResponse) -> bytes:
    until = time.monotonic() + TIMEOUT_S
    content = b""
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > _BYTES_MAX or time.monotonic() > until:
            raise FetchFailed("too much, or too slow")
    return content
