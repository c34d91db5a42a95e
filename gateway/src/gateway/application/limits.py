"""How fast one caller may ask: a bucket of tokens that fills up again."""

import math
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from gateway.domain.refusals import TooMany


class RateLimited(TooMany):
    code = "rate_limited"


class Patience(Protocol):
    """Ends what takes longer than so many seconds: a body that crawls in is given up."""

    def __call__(self, seconds: float) -> AbstractContextManager[object]: ...


def endless(seconds: float) -> AbstractContextManager[object]:
    """Wait for as long as it takes."""
    del seconds
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """
    What a caller may still ask.

    :param reset_s: how long it takes until the bucket is full again
    """

    limit: int
    remaining: int
    reset_s: int


class RateLimiter:
    """
    One bucket per caller, in this process alone; the least recent callers are forgotten.

    :param per_s: how fast a bucket fills; 0 switches the limit off
    :param burst: how much it holds
    """

    def __init__(
        self,
        *,
        per_s: float,
        burst: int,
        monotonic: Callable[[], float],
        callers_max: int = 20_000,
    ) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._monotonic = monotonic
        self._callers_max = callers_max
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: str) -> Allowance | None:
        """
        Take one token from the caller's bucket, and tell what is left; nothing without a limit.

        :raises RateLimited: it is empty
        """
        if self._per_s <= 0:
            return None
        now = self._monotonic()
        with self._lock:
            level, at = self._buckets.pop(caller, (self._burst, now))
            level = min(self._burst, level + (now - at) * self._per_s)
            enough = level >= 1
            level = level - 1 if enough else level
            self._buckets[caller] = (level, now)
            if len(self._buckets) > self._callers_max:
                self._buckets.popitem(last=False)
        if not enough:
            raise RateLimited("too many requests", retry_after_s=max(1, round(1 / self._per_s)))
        return Allowance(
            limit=int(self._burst),
            remaining=int(level),
            reset_s=math.ceil((self._burst - level) / self._per_s),
        )
