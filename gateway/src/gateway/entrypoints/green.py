"""Greenthreads under the gateway: waiting costs nothing, and hashing does not stop the world."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from eventlet import Timeout, tpool
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from gateway.application.batching import Busy
from gateway.application.ports import Hasher
from gateway.entrypoints.problems import BodySlow

# Each hash takes tens of milliseconds of one core and tens of megabytes.
_HASHES_AT_ONCE = 2
# At 30 ms each, the last of them waits for some eight seconds.
_HASHES_WAITING = 500


class GreenGate:
    """A gate of the batcher, made of eventlet's own event."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        if not self._event.ready():
            self._event.send()

    def wait(self, timeout: float) -> bool:
        with Timeout(timeout, False):  # noqa: FBT003 - eventlet: do not raise
            self._event.wait()
        return bool(self._event.ready())


def patience(seconds: float) -> AbstractContextManager[object]:
    """Give a body up that takes longer to come in."""
    limit: AbstractContextManager[object] = Timeout(
        seconds, BodySlow("the body came in too slowly")
    )
    return limit


class ThreadedHasher:
    """Hashes on real threads, a few at once, so that other requests and heartbeats go on."""

    def __init__(self, hasher: Hasher, *, waiting_max: int = _HASHES_WAITING) -> None:
        self._hasher = hasher
        self._turns = Semaphore(_HASHES_AT_ONCE)
        self._waiting_max = waiting_max
        self._waiting = 0

    def hash(self, password: str) -> str:
        with self._turn():
            return str(tpool.execute(self._hasher.hash, password))

    def verify(self, password_hash: str, password: str) -> bool:
        with self._turn():
            return bool(tpool.execute(self._hasher.verify, password_hash, password))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """
        Wait for a turn.

        :raises Busy: so many wait that hers would come when nobody waits for her any more
        """
        if self._waiting >= self._waiting_max:
            raise Busy("too many log in at this moment")
        self._waiting += 1
        try:
            self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()
