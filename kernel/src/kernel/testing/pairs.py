"""A producer and a consumer in a town of their own: what most tests of messaging need."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kernel.adapters.checkpoints import published
from kernel.adapters.clock import SystemClock
from kernel.adapters.deliveries import Deliveries
from kernel.adapters.outlets import pack_messages
from kernel.adapters.parking import Parking
from kernel.adapters.publisher import publisher_for
from kernel.adapters.store import read_after
from kernel.adapters.topology import queue_name
from kernel.adapters.work import Work
from kernel.testing.messaging import Town, consumer, producer, town, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`producer` counts, `consumer` hears it."""

    town: Town
    producer: str
    consumer: str

    @property
    def queue(self) -> str:
        return queue_name(self.consumer, self.producer)

    def happen(self, key: str, *numbers: int) -> None:
        self.town.happen(self.producer, key, *numbers)

    def produce(self, **changes: Any) -> Work:
        return self.town.work(self.producer, **changes)

    def consume(self, **changes: Any) -> Work:
        return self.town.work(self.consumer, **changes)

    def numbers(self) -> list[int]:
        return self.town.numbers(self.consumer, self.producer)

    def positions(self) -> list[int]:
        return [one.position for one in self.town.applied(self.consumer, self.producer)]

    def heard(self, numbers: Sequence[int]) -> None:
        """Wait for these numbers and no others, each once, in this order."""
        until(lambda: len(self.numbers()) >= len(numbers))
        assert self.numbers() == list(numbers)

    def published(self, work: Work) -> None:
        """Wait until the relay has published all there is."""
        until(lambda: work.status().idle)

    def checkpoint(self) -> int:
        """Return how far the producer's relay has noted that it has published."""
        with self.town.switchboard.services[self.producer].database.transaction() as connection:
            return published(connection).position

    def parking(self) -> Parking:
        app = self.town.switchboard.services[self.consumer]
        return Parking(app.definition, app.units)

    def deliveries(self) -> Deliveries:
        return Deliveries(self.town.amqp_url, consumer=self.consumer, producer=self.producer)

    def declare(self) -> None:
        """Declare the consumer's queue, as a consumer does that soon falls."""
        deliveries = self.deliveries()
        deliveries.open()
        deliveries.close()

    def publish_one_by_one(self) -> int:
        """Publish the whole store as the relay does, one event a message; return how many."""
        with self.town.switchboard.services[self.producer].database.transaction() as connection:
            stored = read_after(connection, 0, 1000)
        publisher = publisher_for(self.town.amqp_url)
        for one in stored:
            publisher.publish(pack_messages(self.producer, [one]))
        publisher.close()
        return len(stored)


@contextmanager
def pair(amqp_url: str, new_database: Callable[[str], str], name: str) -> Iterator[Pair]:
    """Lend a pair with names that nobody else uses; it lives by real time."""
    with town(amqp_url, new_database) as lent:
        lent.clock = SystemClock()
        lent.found(producer(f"{name}p"))
        lent.found(consumer(f"{name}c", [f"{name}p"], lent.poison))
        yield Pair(town=lent, producer=f"{name}p", consumer=f"{name}c")
