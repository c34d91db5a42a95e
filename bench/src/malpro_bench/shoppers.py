"""Crowds let loose on a town, watched while they shop."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from malpro_bench.costs import Lags, cost, machine_busy_s
from malpro_bench.crowd import together
from malpro_bench.driving import Book, Life
from malpro_bench.shopping import Plan, drive
from malpro_bench.stage import Stage
from malpro_bench.town import Town

Lives = Callable[[Plan, Book], Iterator[Life]]
_LOOK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    What a crowd did, and what it cost.

    :param lags_early: events that consumers had before them, on average in the first half
    :param drained_s: how long they needed at the end
    :param load_share: the load generator's share of all CPU that was used
    """

    book: Book
    cpu_s: Mapping[str, float]
    rss_mib: Mapping[str, float]
    lags_early: Mapping[str, int]
    lags_late: Mapping[str, int]
    drained_s: float
    load_share: float

    @property
    def orders(self) -> int:
        return self.book.counts.get("checkout", 0)

    @property
    def rate(self) -> float:
        return self.orders / self.book.seconds

    @property
    def cpu_ms_each(self) -> dict[str, float]:
        """What an order cost, by process."""
        many = max(1, self.orders)
        return {name: round(1000 * used / many, 3) for name, used in self.cpu_s.items()}


def shop(stage: Stage, plan: Plan, lives: Lives) -> Book:
    """Let a crowd loose in a process of its own, and return its book."""
    [book] = together(stage, drive, [(plan, lives)])
    found: Book = book
    return found


def watched(stage: Stage, town: Town, plan: Plan, lives: Lives) -> Run:
    """Let a crowd loose, look at the queues meanwhile, and wait until they are empty."""
    lags, samples, over = Lags(town), [], threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_S):
            samples.append(lags.now())

    before, busy_before = cost(town, stage.servers), machine_busy_s()
    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        book = shop(stage, plan, lives)
    finally:
        over.set()
        watcher.join()
    drained_s = lags.settle()
    after = cost(town, stage.servers)
    half = len(samples) // 2
    return Run(
        book=book,
        cpu_s=after.since(before),
        rss_mib=after.rss_mib,
        lags_early=_average(samples[:half]),
        lags_late=_average(samples[half:]),
        drained_s=drained_s,
        load_share=book.cpu_s / max(book.cpu_s, machine_busy_s() - busy_before),
    )


def quantile_ms(took: Sequence[float], part: float, *, unit_s: float = 1.0) -> float:
    """Return the time in milliseconds that this part of all was not above."""
    ordered = sorted(took)
    return round(1000 * unit_s * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


def _average(samples: Sequence[Mapping[str, int]]) -> dict[str, int]:
    names: Any = {name for one in samples for name in one}
    found = {n: sum(one.get(n, 0) for one in samples) // len(samples) for n in sorted(names)}
    return {name: many for name, many in found.items() if many}
