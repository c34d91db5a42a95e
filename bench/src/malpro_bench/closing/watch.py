"""Watches a process from outside while it works: time, memory and processor."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """
    How a process did.

    :param cpu_s: what the process itself used; the rest of the time it waited for its database
    """

    seconds: float
    cpu_s: float
    rss_start_mib: float
    rss_max_mib: float


def watch(pid: int, done: Callable[[], bool], *, patience_s: float) -> Watched:
    """
    Wait until it is done.

    :raises TimeoutError: it takes too long
    """
    started, cpu = time.perf_counter(), cpu_s(pid)
    first = peak = rss_mib(pid)
    while not done():
        if time.perf_counter() - started > patience_s:
            raise TimeoutError("the work is not done in time")
        time.sleep(_LOOK_S)
        peak = max(peak, rss_mib(pid))
    return Watched(
        seconds=time.perf_counter() - started,
        cpu_s=cpu_s(pid) - cpu,
        rss_start_mib=first,
        rss_max_mib=peak,
    )


def rss_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / _MIB


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
