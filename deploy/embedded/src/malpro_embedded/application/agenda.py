"""What is to happen when: a queue of acts in the order of their time."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from malpro_embedded.application.ports import Town

Act = Callable[[], None]


class Agenda:
    """Acts may put further acts on it while it runs."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._queue: list[tuple[datetime, int, Act]] = []
        self._numbers = count()
        self.done = 0

    def at(self, instant: datetime, act: Act) -> None:
        heapq.heappush(self._queue, (instant, next(self._numbers), act))

    @property
    def total(self) -> int:
        return self.done + len(self._queue)

    def run(self, progress: Callable[[datetime, int, int], None]) -> None:
        """Do everything, in order, letting the town's time pass in between."""
        while self._queue:
            instant, _, act = heapq.heappop(self._queue)
            self._town.move_to(instant)
            act()
            self.done += 1
            progress(instant, self.done, self.total)
        self._town.settle()
