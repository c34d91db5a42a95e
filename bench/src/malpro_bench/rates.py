"""Rates out of counts that somebody looks at now and then, and out of rounds that take turns."""

import time
from collections.abc import Callable, Sequence
from statistics import median

_LOOK_S = 0.01
_PATIENCE_S = 120.0


class Stuck(RuntimeError):
    """What was to be measured does not move."""


def rate_until(count: Callable[[], int], end: int) -> float:
    """Return how fast a count rises, from where it is first seen to move until it is at its end."""
    began, first = _first_move(count)
    deadline, seen = time.monotonic() + _PATIENCE_S, first
    while seen < end:
        if time.monotonic() > deadline:
            raise Stuck(f"it stands at {seen} of {end}")
        time.sleep(_LOOK_S)
        seen = count()
    return (seen - first) / max(_LOOK_S, time.monotonic() - began)


def _first_move(count: Callable[[], int]) -> tuple[float, int]:
    start, deadline = count(), time.monotonic() + _PATIENCE_S
    while (seen := count()) == start:
        if time.monotonic() > deadline:
            raise Stuck(f"it never leaves {start}")
        time.sleep(_LOOK_S)
    return time.monotonic(), seen


def in_turns(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """Let each measure, again and again in turns, since a machine drifts; return their medians."""
    rows: Sequence[Sequence[float]] = [[one() for one in measures] for _ in range(rounds)]
    return [median(column) for column in zip(*rows, strict=True)]
