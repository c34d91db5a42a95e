"""`checkout_per_s`, `confirm_*`: orders through the gateway, with every service at work on them."""

from collections.abc import Iterable
from statistics import mean

from malpro_bench.figure import Figure, benchmark
from malpro_bench.floor.shop import open_floor
from malpro_bench.market import City, build_city
from malpro_bench.shoppers import Run, quantile_ms, shop, watched
from malpro_bench.shopping import Checkouts, Plan, carts
from malpro_bench.stage import Stage
from malpro_bench.town import Town
from malpro_bench.waiting import confirmed_ms

CLIENTS = 64
AIM_PER_S, AIM_RATIO = 500, 2
CONFIRM_RATE, AIM_CONFIRM_MS = 50, 100
# An order or two that are just on their way are no queue.
_GROWN_EVENTS = 2_000
_PRODUCTS, _BUYERS, _CARTS = 5_000, 2_000, 10_000
_WARM_S = 3.0


@benchmark("checkout_per_s")
def checkout(stage: Stage) -> Iterable[Figure]:
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    city = build_city(town, products=_PRODUCTS, buyers=_BUYERS)
    with open_floor(stage, signing_key_file=town.fleet.env["MALPRO_SIGNING_KEY_FILE"]) as floor:
        stage.say("the floor")
        before = _floor(stage, city, floor)
        stage.say("the shop")
        run = _shop(stage, town, city)
        stage.say("the floor again")
        floor_rate = mean((before, _floor(stage, city, floor)))
    grown = max(run.lags_late.values(), default=0) - max(run.lags_early.values(), default=0)
    met = run.rate >= AIM_PER_S and run.rate / floor_rate >= AIM_RATIO and grown < _GROWN_EVENTS
    yield Figure(
        key="checkout_per_s",
        value=run.rate,
        unit="orders/s",
        floor=floor_rate,
        aim=f"≥ {AIM_RATIO} times the floor and {AIM_PER_S}/s, queues not growing",
        met=met,
        notes={
            "clients": CLIENTS,
            "seconds": round(run.book.seconds, 1),
            "http_p50_ms": quantile_ms(run.book.took_s["checkout"], 0.5),
            "http_p99_ms": quantile_ms(run.book.took_s["checkout"], 0.99),
            "load_generator_share_of_cpu": round(run.load_share, 3),
            "failed": run.book.failed,
            "events_behind_early": run.lags_early,
            "events_behind_late": run.lags_late,
            "drained_after_s": round(run.drained_s, 2),
            "cpu_ms_per_order": run.cpu_ms_each,
            "floor": "Flask, token, body, RPC, INSERT, commit, EventDispatcher: the dual write",
        },
    )


@benchmark("confirm_p99_ms")
def confirm(stage: Stage) -> Iterable[Figure]:
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    city = build_city(town, products=_PRODUCTS, buyers=_BUYERS)
    _warm(stage, town, city)
    plan = Plan(
        address=town.address,
        size=CLIENTS,
        seconds=stage.duration_s,
        run="open",
        rate=CONFIRM_RATE,
    )
    run = watched(stage, town, plan, Checkouts(carts(city, _CARTS), noted=True))
    took = confirmed_ms(town.database_url("orders"), run.book.notes)
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        value = quantile_ms(took, part, unit_s=0.001)
        yield Figure(
            key=f"confirm_{name}_ms",
            value=value,
            unit="ms",
            aim=f"p99 ≤ {AIM_CONFIRM_MS} ms",
            met=value <= AIM_CONFIRM_MS if name == "p99" else None,
            less_is_better=True,
            notes={
                "orders_per_s": CONFIRM_RATE,
                "orders": len(took),
                "from": "the moment a checkout is due at the client",
                "until": "its OrderConfirmed is recorded",
                "http_p50_ms": quantile_ms(run.book.took_s["checkout"], 0.5),
                "http_p99_ms": quantile_ms(run.book.took_s["checkout"], 0.99),
                "failed": run.book.failed,
            },
        )


def _floor(stage: Stage, city: City, address: tuple[str, int]) -> float:
    seconds = max(3.0, stage.duration_s / 4)
    plan = Plan(address=address, size=CLIENTS, seconds=seconds, run="floor")
    book = shop(stage, plan, Checkouts(carts(city, _CARTS)))
    return book.counts["checkout"] / book.seconds


def _shop(stage: Stage, town: Town, city: City) -> Run:
    _warm(stage, town, city)
    plan = Plan(address=town.address, size=CLIENTS, seconds=stage.duration_s, run="closed")
    return watched(stage, town, plan, Checkouts(carts(city, _CARTS)))


def _warm(stage: Stage, town: Town, city: City) -> None:
    plan = Plan(address=town.address, size=CLIENTS, seconds=_WARM_S, run="warm")
    watched(stage, town, plan, Checkouts(carts(city, _CARTS)))
