"""`growth`: one buyer's checkout and one reader's search, at 10 and 100 times the data.

A search for the whole name of a good finds about one, however many there are. A search by two words
finds more where there is more, up to a full page. Both are judged.
"""

from collections.abc import Iterable
from statistics import median
from urllib.parse import quote

from malpro_bench.asking import get
from malpro_bench.benchmarks.catalogue import asked_pages
from malpro_bench.costs import Lags
from malpro_bench.driving import Book
from malpro_bench.figure import Figure, benchmark
from malpro_bench.market import City, Hall, build_city, place
from malpro_bench.shoppers import shop
from malpro_bench.shopping import Checkouts, Plan, Reads, carts
from malpro_bench.stage import Stage
from malpro_bench.town import Town

_TIMES = (1, 10, 100)
_PRODUCTS, _ORDERS = 500, 200
_AIM = 1.3


@benchmark("growth")
def growth(stage: Stage) -> Iterable[Figure]:
    measured = {times: _at(stage, times) for times in _TIMES}
    first = measured[1]
    worse = {
        f"{what} x{times}": round(measured[times][what] / first[what], 2)
        for times in _TIMES[1:]
        for what in first
    }
    value = max(worse.values())
    yield Figure(
        key="growth",
        value=value,
        unit="times slower",
        aim=f"≤ {_AIM} times",
        met=value <= _AIM if stage.whole else None,
        less_is_better=True,
        notes={
            "worse": worse,
            "median_ms": {str(times): one for times, one in measured.items()},
            "products_at_1": stage.sized(_PRODUCTS, least=20),
            "orders_at_1": stage.sized(_ORDERS, least=10),
        },
    )


def _at(stage: Stage, times: int) -> dict[str, float]:
    stage.say(f"{times} times the data")
    with stage.own_town(MALPRO_REQUESTS_PER_S="0") as town:
        products = stage.sized(_PRODUCTS * times, least=20)
        city = build_city(town, products=products, buyers=1_000, members=False)
        place(Hall(town), city, stage.sized(_ORDERS * times, least=10))
        Lags(town).settle(240)
        return _medians(stage, town, city)


def _medians(stage: Stage, town: Town, city: City) -> dict[str, float]:
    seconds = max(2.0, stage.duration_s / 6)
    plan = Plan(address=town.address, size=1, seconds=seconds, run="alone")
    shop(stage, plan, Checkouts(carts(city, 1_000)))
    bought = shop(stage, plan, Checkouts(carts(city, 1_000)))
    names = [f"/v1/products?q={quote(one.name)}&limit=20" for one in city.products]
    found = shop(stage, plan, Reads([get(one) for one in names]))
    searches = [one for one in asked_pages(city, 2_000) if b"?q=" in one]
    found_more = shop(stage, plan, Reads(searches))
    return {
        "checkout": _median_ms(bought, "checkout"),
        "search": _median_ms(found, "read"),
        "search by two words": _median_ms(found_more, "read"),
    }


def _median_ms(book: Book, what: str) -> float:
    return round(1000 * median(book.took_s[what]), 2)
