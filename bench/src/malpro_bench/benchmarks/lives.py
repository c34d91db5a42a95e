"""`lifecycle_per_s`, `hot_item_s`: orders until their money counts, and a rush for a few packs."""

import time
from collections.abc import Iterable, Sequence

from malpro_bench.costs import Lags
from malpro_bench.figure import Figure, benchmark
from malpro_bench.living import Lives
from malpro_bench.market import build_city
from malpro_bench.shoppers import quantile_ms, shop, watched
from malpro_bench.shopping import Checkouts, Plan, cart
from malpro_bench.stage import Stage
from malpro_bench.waiting import counted

# What 64 can have under way ends before two processors are busy: they wait for one another.
_LIVES_AT_ONCE = 256
_PEOPLE = 64
_AIM_LIVES_PER_S, _AIM_LIFE_MS = 100, 25
_RUSH, _PACKS, _AIM_RUSH_S = 2_000, 50, 20
_WARM_S = 3.0
_CREDITED = "compliance.spend_credited.v1"


@benchmark("lifecycle_per_s")
def lifecycle(stage: Stage) -> Iterable[Figure]:
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    lives = Lives.of(build_city(town, products=5_000, buyers=2_000))
    warm = Plan(address=town.address, size=_LIVES_AT_ONCE, seconds=_WARM_S, run="warm")
    watched(stage, town, warm, lives)
    before = counted(town.database_url("compliance"), _CREDITED)
    plan = Plan(address=town.address, size=_LIVES_AT_ONCE, seconds=stage.duration_s, run="lives")
    run = watched(stage, town, plan, lives)
    credited = counted(town.database_url("compliance"), _CREDITED) - before
    # From the first request until the last money counts; the crowd's own start is none of it.
    rate = credited / (run.book.seconds + run.drained_s)
    took = {what: quantile_ms(took_s, 0.5) for what, took_s in run.book.took_s.items()}
    notes = {
        "lives_at_once": _LIVES_AT_ONCE,
        "credited": credited,
        "answers": run.book.counts,
        "http_p50_ms": took,
    }
    yield Figure(
        key="lifecycle_per_s",
        value=rate,
        unit="orders/s",
        aim=f"≥ {_AIM_LIVES_PER_S}/s",
        met=rate >= _AIM_LIVES_PER_S,
        notes={**notes, "drained_after_s": round(run.drained_s, 2)},
    )
    each = {name: round(1000 * used / credited, 3) for name, used in run.cpu_s.items()}
    total = sum(each.values())
    yield Figure(
        key="cpu_ms_per_life",
        value=total,
        unit="ms",
        aim=f"≤ {_AIM_LIFE_MS} ms",
        met=total <= _AIM_LIFE_MS,
        less_is_better=True,
        notes={**notes, "by_process": each, "at_per_s": round(rate, 1)},
    )


@benchmark("hot_item_s")
def hot_item(stage: Stage) -> Iterable[Figure]:
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    city = build_city(town, products=20, buyers=_RUSH, stock=_PACKS)
    rush = Checkouts([cart(one, city.products[0]) for one in city.buyers], once=True)
    began = time.monotonic()
    plan = Plan(address=town.address, size=_PEOPLE, seconds=120.0, run="rush")
    book = shop(stage, plan, rush)
    Lags(town).settle()
    took_s = time.monotonic() - began
    orders = town.database_url("orders")
    fates: Sequence[int] = [
        counted(orders, f"orders.order_{fate}.v1") for fate in ("confirmed", "rejected")
    ]
    yield Figure(
        key="hot_item_s",
        value=took_s,
        unit="s",
        aim=f"≤ {_AIM_RUSH_S} s, exactly {_PACKS}",
        met=took_s <= _AIM_RUSH_S and fates == [_PACKS, _RUSH - _PACKS],
        less_is_better=True,
        notes={
            "buyers": _RUSH,
            "confirmed": fates[0],
            "rejected": fates[1],
            "failed": book.failed,
        },
    )
