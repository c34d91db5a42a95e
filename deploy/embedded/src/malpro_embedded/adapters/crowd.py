"""Many people at once: threads, which are greenthreads where the process is green."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Crowd:
    """:param size: how many act at the same time; the others wait for their turn"""

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="crowd")

    def together(self, acts: Sequence[Callable[[], Any]]) -> list[Any]:
        """Do all of this at once, and return each result in its place."""
        if len(acts) == 1:
            return [acts[0]()]
        return list(self._pool.map(lambda act: act(), acts))
