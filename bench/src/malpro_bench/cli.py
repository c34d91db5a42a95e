"""`make bench` and `make bench-compare`: run benchmarks, keep their figures, compare two runs."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from malpro_bench import compare, results
from malpro_bench.figure import Benchmark, Figure
from malpro_bench.machine import machine
from malpro_bench.registry import all_benchmarks
from malpro_bench.stage import Servers, Stage

OUTPUT = Path("build/bench.json")


@click.group()
def main() -> None:
    """Measure Malpro."""


@main.command()
@click.option("--only", default="", help="Names of benchmarks, with commas or spaces between.")
@click.option("--duration", default=20.0, help="Seconds for each figure that is a rate.")
@click.option("--scale", default=1.0, help="Part of the full size, for figures about a size.")
@click.option("--output", default=OUTPUT, type=click.Path(path_type=Path))
def run(only: str, duration: float, scale: float, output: Path) -> None:
    """Measure, and write the figures beside those that the file has already."""
    chosen = choose(only.replace(",", " ").split())
    failed = []
    with Servers() as servers:
        for name, measure in chosen.items():
            print(f"{name} …", file=sys.stderr, flush=True)
            stage = Stage(servers, duration_s=duration, scale=scale, tell=_say)
            try:
                figures = measured(measure, stage)
            except Exception as error:  # noqa: BLE001 - the others are measured all the same
                print(f"{name} failed: {type(error).__name__}: {error}", file=sys.stderr)
                failed.append(name)
                continue
            keep(output, figures, servers)
    print(results.table(results.read(output)))
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


@main.command("compare")
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("after", type=click.Path(exists=True, path_type=Path))
def compare_runs(before: Path, after: Path) -> None:
    """Print what became worse, and fail if anything did."""
    old, new = results.read(before), results.read(after)
    for key in compare.left_out(old, new):
        print(f"{key}: not measured in {after}")
    found = list(compare.regressions(old, new))
    print("\n".join(found) or "nothing became worse by more than 20 %")
    sys.exit(1 if found else 0)


@main.command()
@click.argument("path", default=OUTPUT, type=click.Path(exists=True, path_type=Path))
def table(path: Path) -> None:
    """Print a file of figures as Markdown."""
    print(results.markdown(results.read(path)))


def choose(names: list[str]) -> dict[str, Benchmark]:
    """Return the benchmarks of these names, all if there are none."""
    known = all_benchmarks()
    if unknown := set(names) - known.keys():
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return {name: one for name, one in known.items() if not names or name in names}


def measured(measure: Benchmark, stage: Stage) -> list[Figure]:
    with stage:
        return list(measure(stage))


def keep(output: Path, figures: list[Figure], servers: Servers) -> None:
    """Write figures at once: a later benchmark may fail."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = dict(results.read(output))
    known |= results.as_results(figures, measured_at=now)
    before = known.get(results.MACHINE, {})
    results.write(output, {**known, results.MACHINE: {**before, **machine(servers)}})


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
