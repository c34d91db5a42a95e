"""Loops that die at the very line where it hurts most, in a thread or as a process."""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from threading import Event
from typing import Any

from kernel.adapters.applier import Applier
from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.deliveries import Deliveries, Delivery
from kernel.adapters.feed import RpcFeed
from kernel.adapters.outlets import events_outlet
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import Outgoing, Publisher, publisher_for
from kernel.adapters.relay import Relay
from kernel.adapters.service import ServiceApp
from kernel.adapters.subscriber import Subscriber
from kernel.testing.messaging import Poison, Switchboard, consumer, producer
from kernel.testing.pairs import Pair

RHYTHM = Rhythm(poll_s=0.05, check_s=30.0, lease_s=2.0)
BEFORE_ACK, BEFORE_CHECKPOINT, NEVER = "before_ack", "before_checkpoint", "never"


class Killed(BaseException):
    """Stands for SIGKILL where a thread has to do for a process."""


def die_as_thread() -> None:
    raise Killed


def die_as_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """
    One loop of a pair: which, between which services, and where it ends.

    :param role: `relay` of the producer or `subscriber` of the consumer
    :param stuck: numbers at which the consumer's policy never returns
    """

    role: str
    producer: str
    consumer: str
    producer_url: str
    consumer_url: str
    amqp_url: str
    dies: str = NEVER
    stuck: tuple[int, ...] = ()


def life_of(pair: Pair, role: str, **changes: Any) -> Life:
    life = Life(
        role=role,
        producer=pair.producer,
        consumer=pair.consumer,
        producer_url=pair.town.urls[pair.producer],
        consumer_url=pair.town.urls[pair.consumer],
        amqp_url=pair.town.amqp_url,
    )
    return replace(life, **changes)


def live(life: Life, die: Callable[[], None], stop: Event) -> None:
    """Run the loop until it is told to stop, or dies."""
    if life.role == "relay":
        _relay(life, die).run(stop)
    else:
        _subscriber(life, die).run(stop)


def command(life: Life) -> list[str]:
    """Return the command line that lives it as a process of its own."""
    return [sys.executable, "-m", "kernel.testing.mortals", json.dumps(asdict(life))]


class MortalDeliveries(Deliveries):
    """Dies after the commit, at the line of the acknowledgement."""

    die: Callable[[], None]

    def ack(self, batch: Sequence[Delivery]) -> None:
        self.die()
        super().ack(batch)


class MortalPublisher:
    """Dies after the confirms, at the line of the checkpoint."""

    def __init__(self, publisher: Publisher, die: Callable[[], None]) -> None:
        self._publisher = publisher
        self._die = die

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._publisher.publish(messages)
        self._die()

    def tick(self) -> None:
        self._publisher.tick()

    def close(self) -> None:
        self._publisher.close()


class StuckPoison(Poison):
    """A policy that never returns, so that its messages stay unacknowledged."""

    def taste(self, number: int) -> None:
        if number in self.breaking:
            Event().wait()


def _relay(life: Life, die: Callable[[], None]) -> Relay:
    publisher = publisher_for(life.amqp_url)
    if life.dies == BEFORE_CHECKPOINT:
        publisher = MortalPublisher(publisher, die)
    database = Database(life.producer_url)
    outlet = events_outlet(life.producer)
    return Relay(life.producer, outlet, database, publisher, clock=SystemClock(), rhythm=RHYTHM)


def _subscriber(life: Life, die: Callable[[], None]) -> Subscriber:
    clock = SystemClock()
    switchboard = Switchboard()
    switchboard.services[life.producer] = ServiceApp(
        producer(life.producer), Database(life.producer_url), clock=clock
    )
    definition = consumer(life.consumer, [life.producer], StuckPoison(breaking=set(life.stuck)))
    units = ServiceApp(definition, Database(life.consumer_url), clock=clock).units
    names = {"consumer": life.consumer, "producer": life.producer}
    deliveries = Deliveries(life.amqp_url, **names)
    if life.dies == BEFORE_ACK:
        deliveries = MortalDeliveries(life.amqp_url, **names)
        deliveries.die = die
    return Subscriber(
        Applier(definition, definition.subscriptions[0], units),
        RpcFeed(switchboard),
        deliveries,
        clock=clock,
        rhythm=RHYTHM,
    )


def main(text: str) -> None:
    """Live the life described in JSON, as a process that dies by SIGKILL."""
    fields = json.loads(text)
    life = Life(**{**fields, "stuck": tuple(fields["stuck"])})
    live(life, die_as_process, Event())


if __name__ == "__main__":
    main(sys.argv[1])
