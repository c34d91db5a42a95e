"""Two runs side by side: what became worse by more than a machine's own drift."""

from collections.abc import Iterator, Mapping
from typing import Any

from malpro_bench.results import Results, figures_of

WORSE_BY = 0.2


def regressions(before: Results, after: Results) -> Iterator[str]:
    """
    Yield a line for each figure that became worse by more than a fifth of its ratio.

    Where there is no floor there is no ratio, and the value itself is compared.
    """
    for key, old in figures_of(before):
        new = after.get(key)
        if new is None:
            continue
        was, now = _measure(old), _measure(new)
        if was and _worse_by(was, now, less_is_better=old.get("less_is_better", False)) > WORSE_BY:
            yield f"{key}: {_what(old)} was {was:.3g}, is {now:.3g}"


def left_out(before: Results, after: Results) -> list[str]:
    """Return the figures that only the first run has."""
    return [key for key, _ in figures_of(before) if key not in after]


def _measure(figure: Mapping[str, Any]) -> float:
    return float(figure["value"] if figure["ratio"] is None else figure["ratio"])


def _what(figure: Mapping[str, Any]) -> str:
    return str(figure["unit"] if figure["ratio"] is None else "ratio")


def _worse_by(was: float, now: float, *, less_is_better: bool) -> float:
    change = (now - was) / was
    return change if less_is_better else -change
