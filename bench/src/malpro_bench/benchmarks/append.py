"""`append_per_s`: one event a transaction, through a unit of work, by several writers at once."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from kernel.adapters.clock import SystemClock
from kernel.adapters.codec import dumps
from kernel.adapters.database import Database
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.envelope import Context
from kernel.domain.ids import new_id
from malpro_bench.crowd import together
from malpro_bench.figure import Figure, benchmark
from malpro_bench.filling import example, new_store
from malpro_bench.rates import in_turns
from malpro_bench.stage import Stage
from orders.adapters.codecs import OWN
from orders.domain.order import ORDER

# As a service has them, serve and work.
PROCESSES = 2
WRITERS = (8, 16)
AIM_PER_S = 1500
AIM_RATIO = 0.25
_AIM = f"≥ {AIM_RATIO} of the floor and {AIM_PER_S:,}/s"
_EVENT: Any = OWN.decode("orders.order_placed.v1", example("order_placed"))
_BARE_TABLE = (
    "create table bare (position bigint generated always as identity primary key, event_id uuid,"
    " stream_id text, version int, type text, data jsonb, metadata jsonb, recorded_at timestamptz)"
)
_BARE_INSERT = sa.text(
    "insert into bare (event_id, stream_id, version, type, data, metadata, recorded_at)"
    " values (:id, :stream, 1, 'orders.order_placed.v1', cast(:data as jsonb),"
    " cast(:metadata as jsonb), now())"
)


@benchmark("append_per_s")
def append(stage: Stage) -> Iterable[Figure]:
    url = stage.database("append")
    database = Database(url)
    with database.transaction() as connection:
        new_store(connection)
        connection.execute(sa.text(_BARE_TABLE))
    database.close()
    for writers in WRITERS:
        stage.say(f"{writers} writers")
        floor, value = in_turns(
            stage.rounds,
            lambda: _rate(stage, _insert_bare, url, writers),  # noqa: B023 - called at once
            lambda: _rate(stage, _append, url, writers),  # noqa: B023
        )
        yield Figure(
            key="append_per_s" if writers == WRITERS[0] else f"append_{writers}_per_s",
            value=value,
            unit="events/s",
            floor=floor,
            aim=_AIM,
            met=value >= AIM_PER_S and value / floor >= AIM_RATIO,
            notes={
                "writers": writers,
                "processes": PROCESSES,
                "floor": "single-row INSERT and commit of the same JSON, same driver and pool",
            },
        )


def _rate(stage: Stage, write: Callable[..., Any], url: str, writers: int) -> float:
    seconds = stage.slice_s(2)
    given = (write, url, writers // PROCESSES, seconds)
    return float(sum(together(stage, _write, [given] * PROCESSES)))


def _write(
    ready: Callable[[], Any],
    open_writer: Callable[[Database], Callable[[], None]],
    url: str,
    threads: int,
    seconds: float,
) -> float:
    """Write with so many threads for so long, and return how many a second."""
    database = Database(url, pool_size=threads)
    write = open_writer(database)
    with ThreadPoolExecutor(threads) as pool:
        # The first of each opens a connection.
        list(pool.map(lambda _: write(), range(threads)))
        ready()
        end = time.monotonic() + seconds
        counts = pool.map(lambda _: _write_until(write, end), range(threads))
        total = sum(counts)
    database.close()
    return total / seconds


def _write_until(write: Callable[[], None], end: float) -> int:
    count = 0
    while time.monotonic() < end:
        write()
        count += 1
    return count


def _append(database: Database) -> Callable[[], None]:
    units = UnitsOfWork(database, OWN, clock=SystemClock())

    def write() -> None:
        with units.begin() as work, work.scope(Context(actor_role="buyer")):
            work.add(ORDER, new_id(), [_EVENT], new=True)

    return write


def _insert_bare(database: Database) -> Callable[[], None]:
    data = OWN.encode(_EVENT)
    metadata = dumps(Context(actor_role="buyer").metadata()).decode()

    def write() -> None:
        event_id = new_id()
        values = {"id": event_id, "stream": f"order-{event_id}", "data": data, "metadata": metadata}
        with database.transaction() as connection:
            connection.execute(_BARE_INSERT, values)

    return write
