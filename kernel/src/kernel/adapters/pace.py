"""When to wait and for how long: between busy cycles, and after a failure."""

import random
import time
from dataclasses import dataclass

LONGEST_REST_S = 0.1
# The pace of a service, or of a subscription, that nobody waits for.
UNHURRIED_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """
    The intervals of a service's loops, in seconds.

    :param pace_s: busy cycles start at least this far apart
    :param poll_s: how long an idle loop waits for news before it looks by itself
    :param check_s: how often a subscription compares itself with its producer's head
    :param lease_s: how long a silent leader of the relay goes on leading
    """

    pace_s: float = 0.005
    poll_s: float = 0.5
    check_s: float = 60.0
    lease_s: float = 15.0


class Pace:
    """
    Keeps the starts of two cycles at least `interval_s` apart, and lets a cycle rest as it worked.

    Where there is much to do, cycles take long, rests too, and so what gathers meanwhile: batches
    grow until they are cheap enough. After a pause the next cycle starts at once, so that a lone
    event never waits.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._started = self._next_start = 0.0

    def wait(self) -> None:
        rest_s = self._next_start - time.monotonic()
        if rest_s > 0:
            time.sleep(rest_s)
        self._started = time.monotonic()
        self._next_start = self._started + self._interval_s

    def worked(self) -> None:
        """Note that the cycle is over, in which there was something to do."""
        now = time.monotonic()
        rest_s = min(now - self._started, LONGEST_REST_S)
        self._next_start = max(self._next_start, now + rest_s)


class Backoff:
    """Ever longer rests between attempts, spread so that many processes do not march in step."""

    def __init__(self, *, first_s: float = 0.1, limit_s: float = 5.0) -> None:
        self._first_s = first_s
        self._limit_s = limit_s
        self._next_s = first_s

    def next_s(self) -> float:
        """Return how long to rest now; the time after will be longer."""
        rest_s = self._next_s * random.uniform(0.5, 1.0)  # noqa: S311 - only spreads attempts
        self._next_s = min(self._next_s * 2, self._limit_s)
        return rest_s

    def reset(self) -> None:
        self._next_s = self._first_s
