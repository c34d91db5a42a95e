"""Finds every benchmark there is."""

import importlib
import pkgutil
from collections.abc import Mapping

from malpro_bench import benchmarks
from malpro_bench.figure import Benchmark, registered


def all_benchmarks() -> Mapping[str, Benchmark]:
    """Import every module of benchmarks and return what they have registered, by name."""
    for module in pkgutil.iter_modules(benchmarks.__path__, f"{benchmarks.__name__}."):
        importlib.import_module(module.name)
    return registered()
