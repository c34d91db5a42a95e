"""The HTTP API as a client with a token sees it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import requests

from malpro_embedded.application.ports import ApiProblem

_PATIENCE_S = 30.0
_PROBLEM = 400


class Api:
    """One caller. Every command gets an idempotency key of its own unless one is given."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url
        self._session = requests.Session()
        # A proxy of the machine must not see what stays on the machine.
        self._session.trust_env = False
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def with_token(self, token: str) -> "Api":
        return Api(self._url, token)

    def get(self, path: str, **params: Any) -> Any:
        """
        Return the answer to a question.

        :raises ApiProblem: it was refused
        """
        return self._answer(
            self._session.get(f"{self._url}{path}", params=params, timeout=_PATIENCE_S)
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
                headers={"Idempotency-Key": key or str(uuid4())},
                timeout=_PATIENCE_S,
            )
        )

    def _answer(self, response: requests.Response) -> Any:
        if response.status_code >= _PROBLEM:
            raise ApiProblem(response.status_code, response.json())
        return response.json() if response.content else {}
