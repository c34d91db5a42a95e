"""`rebuild_events_per_s`: the orders' read model out of a million events, beside the live one."""

import io
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg2
import sqlalchemy as sa

from kernel.adapters.database import Database
from kernel.adapters.migrations import migrate
from kernel.adapters.rebuild import rebuild_own
from kernel.entrypoints.thrift import collect_seldom
from malpro_bench.crowd import together
from malpro_bench.figure import Figure, benchmark
from malpro_bench.filling import LIFE, fill
from malpro_bench.stage import Stage
from malpro_bench.watching import MemoryWatch, rss_mib
from orders.adapters.codecs import OWN
from orders.adapters.order_rows import ORDERS

EVENTS = 1_000_000
AIM_PER_S = 20_000
# What a flat line may rise by, in MiB, between a quarter of the way and the end.
FLAT_MIB = 30
_LEAST = 800


@benchmark("rebuild_events_per_s")
def rebuild(stage: Stage) -> Iterable[Figure]:
    url = stage.database("rebuild")
    migrate(url, migrations_of("orders"))
    database = Database(url)
    stage.say("filling a store")
    with database.transaction() as connection:
        events = fill(connection, stage.sized(EVENTS, least=_LEAST) // len(LIFE))
        connection.execute(sa.text("analyze events"))
    stage.say(f"rebuilding from {events:,} events")
    [(value, memory)] = together(stage, rebuild_orders, [(url,)])
    floor = copy_rows(url, events)
    database.close()
    flat = memory["rise_mib"] <= FLAT_MIB
    yield Figure(
        key="rebuild_events_per_s",
        value=events / value,
        unit="events/s",
        floor=floor,
        aim=f"≥ {AIM_PER_S:,}/s, memory flat",
        met=(events / value >= AIM_PER_S and flat) if stage.whole else None,
        notes={
            "events": events,
            "read_model": "orders",
            "floor": "COPY of as many rows as events, into a table of the same shape",
            **memory,
        },
    )


def migrations_of(service: str) -> Path:
    return Path(__file__).resolve().parents[4] / "services" / service / "migrations"


def rebuild_orders(ready: Callable[[], Any], url: str) -> tuple[float, dict[str, float]]:
    """Do what `orders admin projection rebuild orders` does; return seconds and memory."""
    collect_seldom()
    ready()
    with MemoryWatch(os.getpid()) as watch:
        began = time.monotonic()
        rebuild_own(Database(url, pool_size=2), ORDERS, OWN)
        seconds = time.monotonic() - began
        end = rss_mib(os.getpid())
    quarter = watch.at(0.25) or end
    return seconds, {
        "rss_mib_at_a_quarter": round(quarter, 1),
        "rss_mib_peak": round(max(watch.peak, end), 1),
        "rise_mib": round(max(watch.peak, end) - quarter, 1),
    }


def copy_rows(url: str, count: int) -> float:
    """Return how many rows a second COPY takes: those of the read model, again and again."""
    connection = psycopg2.connect(url)
    cursor, chunk = connection.cursor(), io.StringIO()
    cursor.copy_expert("copy (select * from orders limit 5000) to stdout", chunk)
    cursor.execute("create table bare (like orders)")
    rows, copied, began = chunk.getvalue().count("\n"), 0, time.monotonic()
    while copied < count:
        chunk.seek(0)
        cursor.copy_expert("copy bare from stdin", chunk)
        copied += rows
    connection.commit()
    seconds = time.monotonic() - began
    connection.close()
    return copied / seconds
