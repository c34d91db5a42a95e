"""Figures survive the file, and two files show what became worse."""

from pathlib import Path
from typing import Any

from click.testing import CliRunner

from malpro_bench import results
from malpro_bench.cli import main
from malpro_bench.compare import left_out, regressions
from malpro_bench.figure import Figure


def figure(key: str = "relay_per_s", *, value: float = 50.0, **changes: Any) -> Figure:
    given = {"unit": "events/s", "floor": 100.0, "aim": "≥ 0.4 of the floor", "met": True}
    return Figure(key=key, value=value, **{**given, **changes})


def in_a_file(path: Path, *figures: Figure) -> Path:
    results.write(path, results.as_results(figures, measured_at="2026-11-24T00:00:00+00:00"))
    return path


def compared(folder: Path, before: Figure, after: Figure) -> tuple[int, str]:
    files = [in_a_file(folder / "a.json", before), in_a_file(folder / "b.json", after)]
    done = CliRunner().invoke(main, ["compare", *map(str, files)])
    return done.exit_code, done.output


def test_a_file_holds_value_floor_and_ratio(tmp_path: Path) -> None:
    held = results.read(in_a_file(tmp_path / "bench.json", figure()))

    assert held["relay_per_s"]["ratio"] == 0.5
    assert held["relay_per_s"]["floor"] == 100.0


def test_a_planted_regression_is_found(tmp_path: Path) -> None:
    code, told = compared(tmp_path, figure(value=50), figure(value=39))

    assert code == 1
    assert "relay_per_s" in told


def test_the_ratio_counts_and_not_the_machine(tmp_path: Path) -> None:
    slower_machine = figure(value=25, floor=50.0)

    assert compared(tmp_path, figure(), slower_machine)[0] == 0


def test_a_time_becomes_worse_by_growing(tmp_path: Path) -> None:
    def took(value: float) -> Figure:
        return figure("confirm_p99_ms", value=value, floor=None, less_is_better=True)

    assert compared(tmp_path, took(50), took(61))[0] == 1
    assert compared(tmp_path, took(50), took(20))[0] == 0


def test_what_was_not_measured_again_is_told() -> None:
    before = results.as_results([figure(), figure("other")], measured_at="")
    after = results.as_results([figure()], measured_at="")

    assert left_out(before, after) == ["other"]
    assert list(regressions(before, after)) == []


def test_tables_show_every_figure_and_the_machine() -> None:
    held = results.as_results([figure(met=False)], measured_at="")

    assert "0.50" in results.table(held)
    assert "| `relay_per_s` | 50 events/s | 100 | 0.50 |" in results.markdown(
        {**held, results.MACHINE: {"cores": 2}}
    )
    assert "cores 2" in results.markdown({**held, results.MACHINE: {"cores": 2}})
