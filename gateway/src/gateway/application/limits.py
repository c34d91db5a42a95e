"""How fast one caller may ask: a bucket of tokens that fills up again."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from gateway.domain.refusals import TooMany


class RateLimited(TooMany):
    code = "rate_limited"


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

    def take(self, caller: str) -> None:
        """
        Take one token from the caller's bucket.

        :raises RateLimited: it is empty
        """
        if self._per_s <= 0:
            return
        now = self._monotonic()
        with self._lock:
            level, at = self._buckets.pop(caller, (self._burst, now))
            level = min(self._burst, level + (now - at) * self._per_s)
            enough = level >= 1
            self._buckets[caller] = (level - 1 if enough else level, now)
            if len(self._buckets) > self._callers_max:
                self._buckets.popitem(last=False)
        if not enough:
            raise RateLimited("too many requests", retry_after_s=max(1, round(1 / self._per_s)))
