"""Answers that may be a moment old: catalogue pages that many people read at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class BriefCache(Generic[T]):
    """Keeps at most `size_max` values, each for `lifetime_s` seconds."""

    def __init__(
        self, *, lifetime_s: float, monotonic: Callable[[], float], size_max: int = 1000
    ) -> None:
        self._lifetime_s = lifetime_s
        self._monotonic = monotonic
        self._size_max = size_max
        self._entries: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value kept under the key, or make it; a failure to make it is not kept."""
        now = self._monotonic()
        with self._lock:
            kept = self._entries.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = make()
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = (now + self._lifetime_s, value)
            if len(self._entries) > self._size_max:
                self._entries.popitem(last=False)
        return value
