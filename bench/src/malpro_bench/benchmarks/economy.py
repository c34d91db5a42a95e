"""`cpu_ms_per_order`, `rss_mib`: what an order costs by process, and what memory each takes."""

from collections.abc import Iterable

from malpro_bench.figure import Figure, benchmark
from malpro_bench.market import build_city
from malpro_bench.shoppers import Run, watched
from malpro_bench.shopping import Checkouts, Plan, carts
from malpro_bench.stage import Stage

_RATE, _CLIENTS, _WAITING = 250, 64, 250
_AIM_MS, _AIM_SATURATED_MS, _AIM_RSS_MIB = 8, 3, 150
_WARM_S = 3.0
# PostgreSQL shares its memory among its processes, and RabbitMQ is not ours.
_NOT_OURS = frozenset({"postgresql", "rabbitmq"})


@benchmark("cpu_ms_per_order")
def economy(stage: Stage) -> Iterable[Figure]:
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    city = build_city(town, products=5_000, buyers=2_000)
    shopping = Checkouts(carts(city, 10_000))

    def run(name: str, size: int, seconds: float, rate: float = 0.0) -> Run:
        plan = Plan(address=town.address, size=size, seconds=seconds, run=name, rate=rate)
        return watched(stage, town, plan, shopping)

    run("warm", _CLIENTS, _WARM_S)
    paced = run("paced", _WAITING, stage.duration_s, _RATE)
    yield _cost("cpu_ms_per_order", paced, _AIM_MS)
    saturated = run("saturated", _CLIENTS, stage.duration_s)
    yield _cost("cpu_ms_per_order_saturated", saturated, _AIM_SATURATED_MS)
    memory = {
        name: round(size, 1) for name, size in saturated.rss_mib.items() if name not in _NOT_OURS
    }
    yield Figure(
        key="rss_mib",
        value=max(memory.values()),
        unit="MiB",
        aim=f"≤ {_AIM_RSS_MIB} MiB each",
        met=max(memory.values()) <= _AIM_RSS_MIB,
        less_is_better=True,
        notes={"by_process": memory, "orders": paced.orders + saturated.orders},
    )


def _cost(key: str, run: Run, aim_ms: float) -> Figure:
    total = sum(run.cpu_ms_each.values())
    return Figure(
        key=key,
        value=total,
        unit="ms",
        aim=f"≤ {aim_ms} ms",
        met=total <= aim_ms,
        less_is_better=True,
        notes={
            "by_process": run.cpu_ms_each,
            "at_per_s": round(run.rate, 1),
            "until": "nobody is behind: confirmed, payment due, purchase known to compliance",
            "load_generator_ms": round(1000 * run.book.cpu_s / max(1, run.orders), 3),
        },
    )
