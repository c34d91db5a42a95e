"""Figures as a file that later runs are compared with, and as tables for people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from malpro_bench.figure import Figure

Results = Mapping[str, Mapping[str, Any]]
MACHINE = "_machine"
_HEAD = ("figure", "value", "floor", "ratio", "aim", "met")
_MET = {True: "yes", False: "NO", None: "-"}
_LARGE = 100


def as_results(figures: Iterable[Figure], *, measured_at: str) -> dict[str, dict[str, Any]]:
    return {
        one.key: {
            "value": one.value,
            "floor": one.floor,
            "ratio": one.ratio,
            "unit": one.unit,
            "aim": one.aim,
            "met": one.met,
            "less_is_better": one.less_is_better,
            "measured_at": measured_at,
            "notes": dict(one.notes),
        }
        for one in figures
    }


def read(path: Path) -> Results:
    """Return what a file holds; nothing if there is none."""
    found: Results = json.loads(path.read_text()) if path.exists() else {}
    return found


def write(path: Path, results: Results) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")


def figures_of(results: Results) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the figures, without what tells how they were measured."""
    yield from ((key, one) for key, one in sorted(results.items()) if not key.startswith("_"))


def table(results: Results) -> str:
    """Return the figures in columns, for a terminal."""
    rows = [_HEAD, *(_row(key, one) for key, one in figures_of(results))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    lines = (
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def markdown(results: Results) -> str:
    """Return the figures as a table for README.md and docs/performance.md."""
    rows = (_row(f"`{key}`", one) for key, one in figures_of(results))
    lines = ["| " + " | ".join(row) + " |" for row in (_HEAD, ("---",) * len(_HEAD), *rows)]
    machine = results.get(MACHINE, {})
    words = ", ".join(f"{name} {value}" for name, value in sorted(machine.items()))
    return "\n".join([*lines, "", f"Measured with `make bench` on: {words}."])


def _row(key: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    value = f"{_number(one['value'])} {one['unit']}"
    floor, ratio = one["floor"], one["ratio"]
    return (
        key,
        value,
        "-" if floor is None else _number(floor),
        "-" if ratio is None else f"{ratio:.2f}",
        one["aim"],
        _MET[one["met"]],
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.3g}"
