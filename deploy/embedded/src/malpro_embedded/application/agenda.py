"""What is to happen when: moments in the order of time, each with all that happens in it."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from malpro_embedded.application.ports import Town

Act = Callable[[], Any]


class Lane(IntEnum):
    """
    What comes first within one moment.

    STOCK: prices and goods, which all others then know. BUY: carts, filled before anybody sends
    one. WORK: everything about one order, where none minds another.
    """

    STOCK = 0
    BUY = 1
    WORK = 2


class Agenda:
    """Acts may put further acts on it while it runs. Within a lane they go by their keys."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._moments: dict[datetime, list[tuple[Lane, str, Act]]] = defaultdict(list)
        self._queue: list[datetime] = []
        self.done = 0
        self.total = 0

    def at(self, instant: datetime, key: str, act: Act, lane: Lane = Lane.WORK) -> None:
        """Plan an act; keys of one moment and lane differ, so that their order is certain."""
        if instant not in self._moments:
            heapq.heappush(self._queue, instant)
        self._moments[instant].append((lane, key, act))
        self.total += 1

    def run(
        self,
        moment: Callable[[datetime, Mapping[Lane, Sequence[Act]]], None],
        until: datetime | None = None,
    ) -> None:
        """Live through every moment, in order, up to that instant, or until there is no more."""
        while self._queue and (until is None or self._queue[0] < until):
            instant = heapq.heappop(self._queue)
            self._town.move_to(instant)
            acts = self._moments.pop(instant)
            lanes: dict[Lane, list[Act]] = defaultdict(list)
            for lane, _, act in sorted(acts, key=lambda one: one[:2]):
                lanes[lane].append(act)
            moment(instant, lanes)
            self.done += len(acts)
        self._town.settle()
