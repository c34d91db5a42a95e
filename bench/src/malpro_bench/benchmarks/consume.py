"""`consume_per_s`: from a queue to guard row, policy, event, read model, and acknowledged."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import psycopg2
from kombu import Connection, Consumer, Queue
from psycopg2.extras import execute_values

from kernel.adapters.applier import Applier
from kernel.adapters.clock import SystemClock
from kernel.adapters.cloudevents import unpack
from kernel.adapters.codec import dumps
from kernel.adapters.database import Database
from kernel.adapters.deliveries import PREFETCH, Deliveries
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.outlets import PACKED, pack_messages
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import AmqpPublisher
from kernel.adapters.store import read_after
from kernel.adapters.subscriber import BATCH, Subscriber
from kernel.adapters.topology import declare_queue, queue_name
from kernel.adapters.unit_of_work import UnitsOfWork
from malpro_bench.crowd import together
from malpro_bench.figure import Figure, benchmark
from malpro_bench.filling import fill, new_store
from malpro_bench.hearing import NAME, PRODUCER, EmptyFeed, define, install
from malpro_bench.rates import in_turns, rate_until
from malpro_bench.stage import Stage

AIM_PER_S = 3000
AIM_RATIO = 0.4
_EVENTS_PER_S = 6_000
_PAGE = 1_000
_INSERT = "insert into bare values %s"
_GUARD = GuardRow(consumer=NAME, producer=PRODUCER)


@benchmark("consume_per_s")
def consume(stage: Stage) -> Iterable[Figure]:
    seconds = stage.slice_s(3)
    source = Database(stage.database("source"))
    with source.transaction() as connection:
        new_store(connection)
        events = fill(connection, round(_EVENTS_PER_S * seconds), kinds=["order_placed"])
    amqp_url = stage.broker()
    floor, floor_packed, value = in_turns(
        stage.rounds,
        lambda: _bare(stage, source, amqp_url, 1, events),
        lambda: _bare(stage, source, amqp_url, PACKED, events),
        lambda: _consumed(stage, source, amqp_url, events),
    )
    source.close()
    yield Figure(
        key="consume_per_s",
        value=value,
        unit="events/s",
        floor=floor,
        aim=f"≥ {AIM_RATIO} of the floor and {AIM_PER_S:,}/s",
        met=value >= AIM_PER_S and value / floor >= AIM_RATIO,
        notes={
            "floor": "bare consumer, one event a message, one INSERT each, commit and ack by 50",
            "floor_packed": round(floor_packed),
            "floor_packed_means": "100 events a message, one INSERT for all events of a batch",
            "ratio_packed": round(value / floor_packed, 2),
        },
    )


def _consumed(stage: Stage, source: Database, amqp_url: str, events: int) -> float:
    url = stage.database(NAME)
    database = Database(url)
    with database.transaction() as connection:
        install(connection)
    _publish(source, amqp_url, PACKED)

    def position() -> int:
        with database.transaction() as connection:
            return _GUARD.position(connection)

    with stage.process(run_subscriber, url, amqp_url):
        rate = rate_until(position, events)
    database.close()
    return rate


def run_subscriber(url: str, amqp_url: str) -> None:
    """Be one subscription of `work`, until ended from outside."""
    definition, clock = define(), SystemClock()
    units = UnitsOfWork(
        Database(url, pool_size=4), definition.codec, definition.projections, clock=clock
    )
    Subscriber(
        Applier(definition, definition.subscriptions[0], units),
        EmptyFeed(),
        Deliveries(amqp_url, consumer=NAME, producer=PRODUCER),
        clock=clock,
        rhythm=Rhythm(),
    ).run(threading.Event())


def _publish(source: Database, amqp_url: str, packed: int) -> None:
    """Put the whole store into the subscription's queue."""
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        channel.queue_purge(declare_queue(channel, NAME, PRODUCER))
    publisher, after = AmqpPublisher(amqp_url), 0
    while True:
        with source.transaction() as connection:
            page = read_after(connection, after, _PAGE)
        if not page:
            break
        after = page[-1].position
        parts = [page[start : start + packed] for start in range(0, len(page), packed)]
        publisher.publish([one for part in parts for one in pack_messages(PRODUCER, part)])
    publisher.close()


def _bare(stage: Stage, source: Database, amqp_url: str, packed: int, events: int) -> float:
    url = stage.database("bare")
    _publish(source, amqp_url, packed)
    [rate] = together(stage, consume_bare, [(url, amqp_url, packed, events)])
    return float(rate)


def consume_bare(
    ready: Callable[[], Any], url: str, amqp_url: str, packed: int, events: int
) -> float:
    """Take a batch, insert a row for each event, commit, acknowledge; return events a second."""
    held: list[Any] = []
    database = psycopg2.connect(url)
    cursor = database.cursor()
    cursor.execute("create table bare (id uuid primary key, subject text, data jsonb)")
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        queue = Queue(queue_name(NAME, PRODUCER))
        consumer = Consumer(channel, [queue], on_message=held.append, auto_declare=False)
        consumer.qos(prefetch_count=PREFETCH)
        ready()
        seen, began = 0, time.monotonic()
        consumer.consume()
        while seen < events:
            batch = _take(connection, held)
            rows = [_row(one) for message in batch for one in unpack(message.body)]
            execute_values(cursor, _INSERT, rows, page_size=len(rows) if packed > 1 else 1)
            seen += len(rows)
            database.commit()
            channel.basic_ack(batch[-1].delivery_tag, multiple=True)
        return seen / (time.monotonic() - began)


def _take(connection: Any, held: list[Any]) -> list[Any]:
    while len(held) < BATCH:
        try:
            connection.drain_events(timeout=0 if held else 10)
        except TimeoutError:
            break
    batch = held[:BATCH]
    del held[:BATCH]
    return batch


def _row(event: dict[str, Any]) -> tuple[str, str, str]:
    return (event["id"], event["subject"], dumps(event["data"]).decode())
