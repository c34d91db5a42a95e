"""The kernel's ways to the broker, laid to the one of the simulation."""

from collections.abc import Callable, Sequence
from threading import Event

from kernel.adapters.broker_errors import BrokerUnavailable
from kernel.adapters.deliveries import Deliveries, Delivery
from kernel.adapters.publisher import Outgoing
from simulation.broker import Broker, Channel

Point = Callable[[str], None]


class SimPublisher:
    """A relay's way out. :param point: where its process may be overtaken, or die"""

    def __init__(self, broker: Broker, point: Point) -> None:
        self._broker = broker
        self._point = point

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._point("publish")
        self._broker.publish(messages[0].routing_key, [one.body for one in messages])
        self._point("confirm")

    def tick(self) -> None:
        self._broker.check_up()

    def close(self) -> None:
        """There is no connection to close."""


class SimDeliveries(Deliveries):
    """One connection that consumes one queue, on virtual time."""

    def __init__(self, broker: Broker, point: Point, *, consumer: str, producer: str) -> None:
        super().__init__("", consumer=consumer, producer=producer)
        self._broker = broker
        self._point = point
        self._line: Channel | None = None

    def open(self) -> None:
        self.drop()
        self._queue = self._broker.declare(self._consumer_name, self._producer)
        self._line = self._broker.connect(self._queue)

    def consume(self) -> None:
        self._broker.consume(self._queue, self._standing())

    def wait(self, timeout_s: float) -> bool:
        line = self._standing()
        if not line.inbox:
            line.news.clear()
            line.news.wait(timeout_s)
            self._standing()
        return bool(line.inbox)

    def take(self, limit: int) -> list[Delivery]:
        line = self._standing()
        self._broker.close_a_channel(self._queue, line)
        inbox = self._standing().inbox
        return [Delivery(*inbox.popleft()) for _ in range(min(limit, len(inbox)))]

    def ack(self, batch: Sequence[Delivery]) -> None:
        self._point("ack")
        self._broker.ack(self._queue, self._standing(), batch[-1].tag)
        self._point("acked")

    def tick(self) -> None:
        self._standing()

    def rest(self, seconds: float, stop: Event) -> None:
        self._standing()
        stop.wait(seconds)

    def close(self) -> None:
        self.drop()

    def drop(self) -> None:
        if self._line is not None:
            self._broker.close(self._queue, self._line)
        self._line = None

    def requeue(self) -> None:
        """Put back what was not acknowledged, behind everything else: a variant does it."""
        self._broker.requeue(self._queue, self._standing())

    def nudge(self) -> None:
        """Let whoever waits for messages look for other things."""
        if self._line is not None:
            self._line.news.nudge()

    def _standing(self) -> Channel:
        if self._line is None or not self._line.open:
            raise BrokerUnavailable("the broker has closed this connection")
        return self._line
