"""Where a relay sits, to lead or to wait for the lead, whatever holds the lock."""

import time
from abc import ABC, abstractmethod
from datetime import datetime
from threading import Event

from kernel.domain.errors import Unavailable

_SLICE_S = 0.25


class LeadershipLost(Unavailable):
    """Somebody else leads now, or the session that held the lock was ended."""

    code = "leadership_lost"


class Seat(ABC):
    """
    A session that holds, or waits for, a relay's lock, and loses it when it is silent for long.

    :param ping_s: how often at least the session says something
    """

    def __init__(self, ping_s: float) -> None:
        self._ping_s = ping_s

    @abstractmethod
    def take(self) -> bool:
        """Try to become the leader, without waiting."""

    @abstractmethod
    def checkpoint(self) -> int:
        """Return the position up to which everything is published."""

    @abstractmethod
    def advance(self, start: int, end: int, *, at: datetime) -> None:
        """
        Move the checkpoint.

        :raises LeadershipLost: it is not where this leader left it
        """

    @abstractmethod
    def forget_hints(self) -> None:
        """Call it before reading: a hint that comes later is then about something new."""

    @abstractmethod
    def wait(self, timeout_s: float) -> None:
        """Return when something may have been appended, or after the timeout."""

    @abstractmethod
    def ping(self) -> None:
        """
        Say something, if it was silent for long.

        :raises LeadershipLost: the session is gone, and with it the lock
        """

    @abstractmethod
    def close(self) -> None:
        """End the session, and let somebody else lead."""

    def rest(self, seconds: float, stop: Event) -> None:
        """Wait without losing the lead."""
        end = time.monotonic() + seconds
        while not stop.is_set() and (left_s := end - time.monotonic()) > 0:
            self.ping()
            stop.wait(min(left_s, _SLICE_S, self._ping_s))
