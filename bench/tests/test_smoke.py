"""Benchmarks run at their smallest and say what they must; no rate is judged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from malpro_bench import results
from malpro_bench.cli import keep, measured
from malpro_bench.registry import all_benchmarks
from malpro_bench.stage import Servers, Stage

NAMES = ("append_per_s", "consume_per_s", "rebuild_events_per_s", "relay_per_s")
# Each of them starts nine processes; those left out are made of the same parts as those tried.
AT_A_TOWN = {
    "catalogue_reads_per_s",
    "checkout_per_s",
    "confirm_p99_ms",
    "cpu_ms_per_order",
    "growth",
    "hot_item_s",
    "lifecycle_per_s",
}
TRIED = [one for one in all_benchmarks() if one not in AT_A_TOWN] + [
    "checkout_per_s",
    "lifecycle_per_s",
]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with Servers() as lent:
        yield lent


def test_every_benchmark_is_tried_or_known_to_need_a_town() -> None:
    assert {*NAMES, "close_month", *AT_A_TOWN} == set(all_benchmarks())


@pytest.mark.parametrize("name", TRIED)
def test_a_benchmark_gives_whole_figures(name: str, servers: Servers, tmp_path: Path) -> None:
    stage = Stage(servers, duration_s=0.5, scale=0.001)

    figures = measured(all_benchmarks()[name], stage)
    keep(tmp_path / "bench.json", figures, servers)

    held = results.read(tmp_path / "bench.json")
    assert held[results.MACHINE]["cores"]
    assert figures
    for figure in figures:
        assert figure.value >= 0
        assert figure.aim
        assert figure.unit
        assert held[figure.key]["value"] == figure.value
        assert figure.key in results.table(held)
        if name in NAMES:
            assert figure.floor
            assert held[figure.key]["ratio"] == figure.value / figure.floor
