"""How a loop dies or falls asleep: as a thread beside the broker, or as a process."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Event, Thread
from typing import Protocol

from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.outlets import events_outlet
from kernel.adapters.publisher import Outgoing, publisher_for
from kernel.adapters.relay import Relay
from kernel.testing.messaging import PATIENCE_S, BrokerHands, until
from kernel.testing.mortals import RHYTHM, Killed, command, die_as_thread, life_of, live
from kernel.testing.pairs import Pair


class Deaths(Protocol):
    """The ways to fall that a broker allows to try."""

    def die(self, pair: Pair, role: str, *, line: str) -> None:
        """Let one loop of the pair (`relay` or `subscriber`) live until it dies at the line."""
        ...

    def hold_and_die(self, pair: Pair, hands: BrokerHands, numbers: Sequence[int]) -> None:
        """Let a consumer die while it holds as many messages, all unanswered."""
        ...

    def sleeping_leader(self, pair: Pair) -> AbstractContextManager[Callable[[], None]]:
        """Let a leader publish the count 1, then put it to sleep; what is given wakes it."""
        ...


class ThreadDeaths:
    """With the broker inside the process, a loop dies as a thread whose channel is closed."""

    def die(self, pair: Pair, role: str, *, line: str) -> None:
        with suppress(Killed):
            live(life_of(pair, role, dies=line), die_as_thread, Event())

    def hold_and_die(self, pair: Pair, hands: BrokerHands, numbers: Sequence[int]) -> None:
        deliveries = pair.deliveries()
        deliveries.open()
        deliveries.consume()
        pair.happen("a", *numbers)
        pair.publish_one_by_one()
        assert len(deliveries.take(len(numbers))) == len(numbers)
        assert hands.depth(pair.queue) == 0
        deliveries.drop()

    @contextmanager
    def sleeping_leader(self, pair: Pair) -> Iterator[Callable[[], None]]:
        publisher = _SleepyPublisher(pair.town.amqp_url)
        database = Database(pair.town.urls[pair.producer])
        relay = Relay(
            pair.producer,
            events_outlet(pair.producer),
            database,
            publisher,
            clock=SystemClock(),
            rhythm=RHYTHM,
        )
        stop = Event()
        thread = Thread(target=relay.run, args=(stop,))
        pair.happen("a", 1)
        thread.start()
        until(publisher.asleep.is_set)
        yield publisher.wake.set
        stop.set()
        thread.join(PATIENCE_S)
        database.close()


class ProcessDeaths:
    """With RabbitMQ a loop is a process that is killed or stopped by signal."""

    def die(self, pair: Pair, role: str, *, line: str) -> None:
        done = subprocess.run(
            command(life_of(pair, role, dies=line)), check=False, timeout=PATIENCE_S
        )
        assert done.returncode == -signal.SIGKILL

    def hold_and_die(self, pair: Pair, hands: BrokerHands, numbers: Sequence[int]) -> None:
        with _process(pair, "subscriber", stuck=tuple(numbers)) as process:
            until(lambda: _has_consumer(pair, hands))
            pair.happen("a", *numbers)
            pair.publish_one_by_one()
            until(lambda: hands.depth(pair.queue) == 0)
            process.kill()
        until(lambda: hands.depth(pair.queue) == len(numbers))

    @contextmanager
    def sleeping_leader(self, pair: Pair) -> Iterator[Callable[[], None]]:
        pair.happen("a", 1)
        with _process(pair, "relay") as process:
            until(lambda: pair.checkpoint() == 1)
            os.kill(process.pid, signal.SIGSTOP)
            yield lambda: os.kill(process.pid, signal.SIGCONT)
            assert process.poll() is None


class _SleepyPublisher:
    """Publishes once, and sleeps before it says so, as a process does that is stopped there."""

    def __init__(self, amqp_url: str) -> None:
        self._publisher = publisher_for(amqp_url)
        self.asleep = Event()
        self.wake = Event()

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._publisher.publish(messages)
        self.asleep.set()
        self.wake.wait()

    def tick(self) -> None:
        self._publisher.tick()

    def close(self) -> None:
        self._publisher.close()


@contextmanager
def _process(
    pair: Pair, role: str, *, stuck: tuple[int, ...] = ()
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command(life_of(pair, role, stuck=stuck)))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _has_consumer(pair: Pair, hands: BrokerHands) -> bool:
    try:
        return hands.consumers(pair.queue) > 0
    except Exception:  # noqa: BLE001 - the queue is not declared yet
        return False
