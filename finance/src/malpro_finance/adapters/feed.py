"""The gateway's HTTP feed of the chain, by the standard library alone."""

import http.client
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from malpro_finance.application.ports import Away, Page, Refused
from malpro_finance.domain.chain import Link

PAGE = 500
TIMEOUT_S = 20.0
_BUSY = frozenset({429, 500, 502, 503, 504})
_UNKNOWN, _FORBIDDEN = 401, 403
# What a header can hold.
_LINE = re.compile(r"[ -~]+")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another place."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Token(Protocol):
    def read(self) -> str: ...

    def stale(self, url: str) -> Away | Refused:
        """Return what it means that the gateway does not accept it."""
        ...


class FixedToken:
    """A token that stays the same: once it is over, nothing more is to be had."""

    def __init__(self, token: str) -> None:
        self._token = token

    def read(self) -> str:
        return self._token

    def stale(self, url: str) -> Away | Refused:
        return Refused(
            f"{url} does not accept the token: put a fresh one of an account with the role finance"
            " or auditor into MALPRO_FINANCE_TOKEN"
        )


class FileToken:
    """A file that somebody keeps fresh."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> str:
        try:
            return self._file.read_text().strip()
        except (OSError, UnicodeError) as error:
            raise Away(f"the token in {self._file} cannot be read ({error})") from error

    def stale(self, url: str) -> Away | Refused:
        return Away(f"{url} does not accept the token in {self._file}: put a fresh one there")


class HttpFeed:
    """`GET /v1/finance/events` and `/v1/finance/head`."""

    def __init__(self, url: str, token: Token) -> None:
        """:raises Refused: it is no address"""
        if urlsplit(url).scheme not in {"http", "https"}:
            raise Refused(f"MALPRO_URL is not an address like https://malpro.example: {url}")
        self._url = url.rstrip("/")
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def page(self, after: int, limit: int = PAGE) -> Page:
        answer = self._get(f"/v1/finance/events?{urlencode({'after': after, 'limit': limit})}")
        try:
            lines = tuple(item["envelope"].encode() for item in answer["items"])
            return Page(lines=lines, head=int(answer["head"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._strange() from error

    def head(self) -> Link:
        answer = self._get("/v1/finance/head")
        try:
            return Link(financeseq=int(answer["financeseq"]), hash=str(answer["hash"]))
        except (KeyError, TypeError, ValueError) as error:
            raise self._strange() from error

    def _get(self, path: str) -> Any:
        token = self._token.read()
        if not _LINE.fullmatch(token):
            raise self._token.stale(self._url)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        request = urllib.request.Request(self._url + path, headers=headers)  # noqa: S310 - checked above.
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Away(f"{self._url} does not answer ({reason})") from error
        except ValueError as error:
            raise self._strange() from error

    def _refusal(self, error: urllib.error.HTTPError) -> Away | Refused:
        if error.code in _BUSY:
            return Away(f"{self._url} is busy or ill ({error.code} {error.reason})")
        if error.code == _UNKNOWN:
            return self._token.stale(self._url)
        if error.code == _FORBIDDEN:
            return Refused(
                f"{self._url} does not let this account read the chain: it needs the role finance"
                " or auditor"
            )
        return Refused(f"{self._url} refuses ({error.code} {error.reason}): is it the gateway?")

    def _strange(self) -> Refused:
        return Refused(f"{self._url} answers with something else: is MALPRO_URL the gateway?")
