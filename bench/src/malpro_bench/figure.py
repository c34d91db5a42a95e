"""What a benchmark gives: figures with their floors; and how it makes itself known by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from malpro_bench.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One number that was measured.

    :param floor: what the bare servers gave for the same work in the same run, if there is such
    :param aim: what was asked for, in words
    :param met: whether the aim is met; None where it cannot be told (a run that is too small)
    :param notes: how it came about: sizes, spreads, further floors
    :param less_is_better: a time or a cost, not a rate
    """

    key: str
    value: float
    unit: str
    floor: float | None = None
    aim: str
    met: bool | None
    notes: Mapping[str, Any] = field(default_factory=dict)
    less_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """The value in floors: it counts, since machines differ and drift."""
        return self.value / self.floor if self.floor else None


Benchmark = Callable[[Stage], Iterable[Figure]]
_registered: dict[str, Benchmark] = {}


def benchmark(name: str) -> Callable[[Benchmark], Benchmark]:
    """Register a benchmark under the name that `make bench ONLY=` knows it by."""

    def register(function: Benchmark) -> Benchmark:
        if _registered.setdefault(name, function) is not function:
            raise ValueError(f"two benchmarks are called {name}")
        return function

    return register


def registered() -> Mapping[str, Benchmark]:
    """Return what the modules imported so far have registered."""
    return dict(sorted(_registered.items()))
