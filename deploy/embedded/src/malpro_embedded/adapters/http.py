"""The HTTP API as a client with a token sees it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from malpro_embedded.application.ports import ApiProblem

_PATIENCE_S = 60.0
_PROBLEM = 400
_CONNECTIONS = 64


class Api:
    """One caller. Every command gets an idempotency key of its own unless one is given."""

    def __init__(
        self, url: str, token: str | None = None, session: requests.Session | None = None
    ) -> None:
        self._url = url
        self._session = session or _session()
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def with_token(self, token: str) -> "Api":
        """Return somebody else, on the same connections."""
        return Api(self._url, token, self._session)

    def get(self, path: str, **params: Any) -> Any:
        """
        Return the answer to a question.

        :raises ApiProblem: it was refused
        """
        return self._answer(
            self._session.get(
                f"{self._url}{path}", params=params, headers=self._headers, timeout=_PATIENCE_S
            )
        )

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any:
        """
        Return the answer to a command.

        :raises ApiProblem: it was refused
        """
        return self._answer(
            self._session.post(
                f"{self._url}{path}",
                json=dict(body),
                headers={**self._headers, "Idempotency-Key": key or str(uuid4())},
                timeout=_PATIENCE_S,
            )
        )

    def _answer(self, response: requests.Response) -> Any:
        if response.status_code >= _PROBLEM:
            raise ApiProblem(response.status_code, response.json())
        return response.json() if response.content else {}


def patient_session() -> requests.Session:
    """
    Return connections for thousands of requests, of which the server may close one too early.

    Everything may be sent again: a command has its key.
    """
    return _session(Retry(total=3, allowed_methods=None, backoff_factor=0.05))


def _session(retry: Retry | None = None) -> requests.Session:
    session = requests.Session()
    # A proxy of the machine must not see what stays on the machine.
    session.trust_env = False
    adapter = HTTPAdapter(
        pool_connections=2, pool_maxsize=_CONNECTIONS, max_retries=retry or Retry(0, read=False)
    )
    session.mount("http://", adapter)
    return session
