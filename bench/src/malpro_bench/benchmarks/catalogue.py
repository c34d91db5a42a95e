"""`catalogue_reads_per_s`: search and product pages through the gateway, out of 50,000 products."""

import random
from collections.abc import Iterable, Sequence
from urllib.request import urlopen

from malpro_bench.asking import get
from malpro_bench.figure import Figure, benchmark
from malpro_bench.floor.shop import open_floor
from malpro_bench.market import City, build_city
from malpro_bench.rates import in_turns
from malpro_bench.shoppers import quantile_ms, shop
from malpro_bench.shopping import Plan, Reads
from malpro_bench.stage import Stage

_PRODUCTS, _READERS = 50_000, 64
_HOT_PAGES, _COLD_PAGES = 100, 20_000
_SEARCHES = 5
_AIM_RATIO, _AIM_UNCACHED_PER_S = 0.5, 500
_WARM_S = 2.0


@benchmark("catalogue_reads_per_s")
def catalogue(stage: Stage) -> Iterable[Figure]:
    many = stage.sized(_PRODUCTS, least=500)
    town = stage.town(MALPRO_REQUESTS_PER_S="0")
    city = build_city(town, products=many, buyers=20, members=False)
    pages = asked_pages(city, _COLD_PAGES)
    hot, cold = Reads(pages[:_HOT_PAGES]), Reads(pages[_HOT_PAGES:])
    with urlopen(f"{town.url}/v1/products?limit=20") as answer:  # noqa: S310 - our own
        page = answer.read().decode()
    key = town.fleet.env["MALPRO_SIGNING_KEY_FILE"]
    with open_floor(stage, signing_key_file=key, page=page) as floor:
        bare = Reads([get("/page")])
        _rate(stage, town.address, hot, _WARM_S)
        stage.say("cached, beside the floor")
        floor_rate, cached = in_turns(
            stage.rounds,
            lambda: _rate(stage, floor, bare, stage.duration_s / 6),
            lambda: _rate(stage, town.address, hot, stage.duration_s / 6),
        )
    yield Figure(
        key="catalogue_reads_per_s",
        value=cached,
        unit="reads/s",
        floor=floor_rate,
        aim=f"≥ {_AIM_RATIO} of the floor",
        met=cached / floor_rate >= _AIM_RATIO if stage.whole else None,
        notes={
            "products": many,
            "pages": _HOT_PAGES,
            "searches": f"one of {_SEARCHES}",
            "floor": "a Flask page of a search's size under the same server, without RPC",
        },
    )
    stage.say("uncached")
    plan = Plan(address=town.address, size=_READERS, seconds=stage.duration_s / 2, run="cold")
    book = shop(stage, plan, cold)
    uncached = book.counts["read"] / book.seconds
    yield Figure(
        key="catalogue_uncached_reads_per_s",
        value=uncached,
        unit="reads/s",
        aim=f"≥ {_AIM_UNCACHED_PER_S}/s",
        met=uncached >= _AIM_UNCACHED_PER_S if stage.whole else None,
        notes={
            "products": many,
            "p50_ms": quantile_ms(book.took_s["read"], 0.5),
            "p99_ms": quantile_ms(book.took_s["read"], 0.99),
            "failed": book.failed,
        },
    )


def asked_pages(city: City, many: int) -> list[bytes]:
    """Return requests that all differ: searches by two words, and product pages."""
    chance = random.Random(11)  # noqa: S311 - the same pages in every run
    return [_asked(city, number, chance) for number in range(many)]


def _asked(city: City, number: int, chance: random.Random) -> bytes:
    product = chance.choice(city.products)
    if number % _SEARCHES:
        return get(f"/v1/products/{product.product_id}")
    words: Sequence[str] = product.name.split()
    least = number % 9_000
    return get(f"/v1/products?q={words[0]}%20{words[1]}&limit=20&price_min_idr={least}")


def _rate(stage: Stage, address: tuple[str, int], reads: Reads, seconds: float) -> float:
    book = shop(stage, Plan(address=address, size=_READERS, seconds=seconds, run="r"), reads)
    return book.counts["read"] / book.seconds
