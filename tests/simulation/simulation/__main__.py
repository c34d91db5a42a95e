"""`make simulate`: many seeds on all cores, or one of them again."""

import argparse
import sys
import time
from collections import Counter

from simulation.city import ORDERS
from simulation.many import outcomes
from simulation.outcome import Outcome, run_seed
from simulation.variants import Variant

_LINES = 20
# Of so many seeds a line, where nobody watches a terminal.
_TOLD_EVERY = 100


def main(arguments: list[str] | None = None) -> int:
    """Return 1 if a seed found a breach."""
    told = _parser().parse_args(arguments)
    broken = tuple(Variant(one) for one in told.broken)
    if told.seed is not None:
        return _one(told.seed, told.orders, broken)
    return _many(range(told.start, told.start + told.seeds), told, broken)


def _one(seed: int, orders: int, broken: tuple[Variant, ...]) -> int:
    outcome = run_seed(seed, orders=orders, broken=broken)
    print(outcome)
    print(" ".join(f"{name}:{count}" for name, count in sorted(outcome.fates.items())))
    for breach in outcome.breaches:
        print(f"  {breach}")
    return bool(outcome.breaches)


def _many(seeds: range, told: argparse.Namespace, broken: tuple[Variant, ...]) -> int:
    started = time.monotonic()
    failed: list[Outcome] = []
    counted: Counter[str] = Counter()
    done = 0
    for outcome in outcomes(seeds, told.orders, broken, jobs=told.jobs):
        done += 1
        counted.update(outcome.hits)
        counted["events"] += outcome.events
        if outcome.breaches:
            failed.append(outcome)
            _clear()
            print(outcome)
            print(f"  {outcome.breaches[0]}\n  again: {_again(outcome, broken)}", flush=True)
        rate = done / (time.monotonic() - started)
        so_far = f"{done} of {len(seeds)} seeds, {rate:.1f}/s, {len(failed)} failed"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{so_far}")
        elif done % _TOLD_EVERY == 0:
            print(so_far, file=sys.stderr, flush=True)
    _clear()
    _sum_up(done, failed, counted, time.monotonic() - started)
    return bool(failed)


def _sum_up(done: int, failed: list[Outcome], counted: Counter[str], seconds: float) -> None:
    events = counted.pop("events", 0)
    wrong = ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))
    print(f"{done} seeds in {seconds:.1f} s ({done / seconds:.1f}/s), {events} events")
    print(f"gone wrong on the way: {wrong or 'nothing'}")
    kinds = Counter(one.breaches[0][:100] for one in failed)
    for told, count in kinds.most_common(_LINES):
        print(f"{count:5} x {told}")
    print(f"{len(failed)} seeds failed" if failed else "every promise was kept")


def _again(outcome: Outcome, broken: tuple[Variant, ...]) -> str:
    variants = f" BROKEN={','.join(broken)}" if broken else ""
    orders = f" ORDERS={outcome.orders}" if outcome.orders != ORDERS else ""
    return f"make simulate SEED={outcome.seed}{orders}{variants}"


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many")
    parser.add_argument("--start", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone, with all that was found")
    parser.add_argument("--orders", type=int, default=ORDERS, help="about so many in each city")
    parser.add_argument("--jobs", type=int, help="processes; as many as there are cores")
    parser.add_argument("--broken", type=_variants, default=(), help="break it on purpose")
    return parser


def _variants(text: str) -> list[str]:
    return [one for one in text.split(",") if one]


if __name__ == "__main__":
    sys.exit(main())
