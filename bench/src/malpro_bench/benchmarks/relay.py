"""`relay_per_s`: from committed in a store to confirmed by a quorum queue."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from amqp.basic_message import Message
from kombu import Connection

from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.outlets import PACKED, events_outlet, pack_messages
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import AmqpPublisher
from kernel.adapters.relay import Relay
from kernel.adapters.store import StoredEvent, head, read_after
from kernel.adapters.topology import EXCHANGE, declare_queue, queue_name
from malpro_bench.crowd import together
from malpro_bench.figure import Figure, benchmark
from malpro_bench.filling import LIFE, fill, new_store
from malpro_bench.rates import in_turns, rate_until
from malpro_bench.stage import Stage

PRODUCER, CONSUMER = "orders", "bench"
IN_FLIGHT = 200
AIM_PER_S = 5000
AIM_RATIO = 0.4
# The store of one round, for a second of it.
_EVENTS_PER_S = 12_000
_SAMPLE = 10_000


@benchmark("relay_per_s")
def relay(stage: Stage) -> Iterable[Figure]:
    url, amqp_url = stage.database("relay"), stage.broker()
    database = Database(url)
    seconds = stage.slice_s(3)
    with database.transaction() as connection:
        new_store(connection)
        fill(connection, round(_EVENTS_PER_S * seconds) // len(LIFE) or 1)
    _declare(amqp_url)
    floor, floor_packed, value = in_turns(
        stage.rounds,
        lambda: _bare(stage, url, amqp_url, 1, seconds),
        lambda: _bare(stage, url, amqp_url, PACKED, seconds),
        lambda: _relayed(stage, database, url, amqp_url),
    )
    database.close()
    yield Figure(
        key="relay_per_s",
        value=value,
        unit="events/s",
        floor=floor,
        aim=f"≥ {AIM_RATIO} of the floor and {AIM_PER_S:,}/s",
        met=value >= AIM_PER_S and value / floor >= AIM_RATIO,
        notes={
            "floor": "bare py-amqp, the same events made beforehand, one a message, 200 in flight",
            "floor_packed": round(floor_packed),
            "floor_packed_means": "the relay's own bodies, made beforehand, 100 events in each",
            "ratio_packed": round(value / floor_packed, 3),
        },
    )


def _declare(amqp_url: str) -> None:
    with Connection(amqp_url) as connection:
        declare_queue(connection.channel(), CONSUMER, PRODUCER)


def purge(amqp_url: str) -> None:
    with Connection(amqp_url) as connection:
        connection.channel().queue_purge(queue_name(CONSUMER, PRODUCER))


def _relayed(stage: Stage, database: Database, url: str, amqp_url: str) -> float:
    purge(amqp_url)
    with database.transaction() as connection:
        connection.execute(sa.text("update relay set position = 0"))
        end = head(connection)
    with stage.process(run_relay, url, amqp_url):
        return rate_until(partial(_position, database), end)


def _position(database: Database) -> int:
    with database.transaction() as connection:
        return int(connection.execute(sa.text("select position from relay")).scalar_one())


def run_relay(url: str, amqp_url: str) -> None:
    """Be the relay of `orders work`, until ended from outside."""
    Relay(
        PRODUCER,
        events_outlet(PRODUCER),
        Database(url, pool_size=4),
        AmqpPublisher(amqp_url),
        clock=SystemClock(),
        rhythm=Rhythm(),
    ).run(threading.Event())


def _bare(stage: Stage, url: str, amqp_url: str, packed: int, seconds: float) -> float:
    purge(amqp_url)
    [rate] = together(stage, publish_bare, [(url, amqp_url, packed, seconds)])
    return float(rate)


def publish_bare(
    ready: Callable[[], Any], url: str, amqp_url: str, packed: int, seconds: float
) -> float:
    """Publish what a relay would, made beforehand, and return how many events a second."""
    bodies = _bodies(url, packed)
    open_: set[int] = set()
    with Connection(amqp_url, transport_options={"confirm_publish": False}) as connection:
        channel = connection.channel()
        channel.confirm_select()
        channel.events["basic_ack"].add(partial(_settle, open_))
        ready()
        sent, began = 0, time.monotonic()
        while time.monotonic() - began < seconds:
            channel.basic_publish(_message(bodies[sent % len(bodies)]), EXCHANGE, PRODUCER)
            sent += 1
            open_.add(sent)
            while len(open_) >= IN_FLIGHT:
                connection.drain_events(timeout=10)
        while open_:
            connection.drain_events(timeout=10)
        return sent * packed / (time.monotonic() - began)


def _settle(open_: set[int], tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
    open_ -= {one for one in open_ if one <= tag} if multiple else {tag}


def _message(body: bytes) -> Message:
    return Message(body, delivery_mode=2, content_type="application/cloudevents-batch+json")


def _bodies(url: str, packed: int) -> Sequence[bytes]:
    database = Database(url)
    with database.transaction() as connection:
        stored = read_after(connection, 0, _SAMPLE)
    database.close()
    return [one.body for part in _parts(stored, packed) for one in pack_messages(PRODUCER, part)]


def _parts(stored: Sequence[StoredEvent], size: int) -> Iterable[Sequence[StoredEvent]]:
    whole = len(stored) - len(stored) % size or len(stored)
    return [stored[start : start + size] for start in range(0, whole, size)]
