"""A town of real processes, whose time passes by itself."""

import time
from datetime import UTC, datetime

import requests

from malpro_embedded.adapters.http import Api
from malpro_embedded.application.ports import ApiProblem

_LOOK_S = 0.2
_NEWS_S = 0.5


class NeverReady(RuntimeError):
    """The gateway does not say that everybody answers."""


class RealTime:
    """Nobody can be asked to wait, so news gets a moment to arrive."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        time.sleep(max(0.0, (instant - self.now()).total_seconds()))

    def settle(self) -> None:
        time.sleep(_NEWS_S)

    def check_heads(self) -> None:
        """Every service does so by itself."""


def await_ready(public: Api, *, timeout_s: float = 120.0) -> None:
    """
    Return once every service answers.

    :raises NeverReady: one does not, for as long as that
    """
    end = time.monotonic() + timeout_s
    while not _is_ready(public):
        if time.monotonic() > end:
            raise NeverReady("not every service answers: look at the logs")
        time.sleep(_LOOK_S)


def _is_ready(public: Api) -> bool:
    try:
        public.get("/readyz")
    except (ApiProblem, requests.RequestException):
        return False
    return True
