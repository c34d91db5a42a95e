"""Many seeds on all cores, each in a process that has nothing else to do."""

import gc
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from simulation.outcome import Outcome, run_seed
from simulation.variants import Variant

# Some ten cities: what a collector looks through again and again is nearly all still in use.
_OBJECTS = 150_000


def outcomes(
    seeds: Iterable[int], orders: int, broken: tuple[Variant, ...] = (), *, jobs: int | None = None
) -> Iterator[Outcome]:
    """Run seeds in processes of their own, and yield how they went, in order."""
    work = [(seed, orders, broken) for seed in seeds]
    with ProcessPoolExecutor(
        jobs or os.cpu_count(), mp_context=get_context("spawn"), initializer=collect_seldom
    ) as pool:
        yield from pool.map(_run, work, chunksize=4)


def collect_seldom() -> None:
    """Let the collector look at whole cities, and seldom: it costs more than it gives back."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)


def _run(work: tuple[int, int, tuple[Variant, ...]]) -> Outcome:
    seed, orders, broken = work
    return run_seed(seed, orders=orders, broken=broken)
