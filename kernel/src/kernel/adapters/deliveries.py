"""The messages of one subscription's queue, held until acknowledged, given back only by closing."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from kombu import Connection, Consumer, Queue

from kernel.adapters.broker_errors import BrokerUnavailable, broker_errors
from kernel.adapters.publisher import CONNECT_S, HEARTBEAT_S
from kernel.adapters.topology import declare_queue

PREFETCH = 200
_SLICE_S = 0.25
_TICK_S = 1.0


@dataclass(frozen=True, slots=True)
class Delivery:
    tag: int
    body: bytes


class Deliveries:
    """
    One connection that consumes one queue, over RabbitMQ or the broker inside the process.

    Nothing is ever negatively acknowledged: that would put messages behind their successors.
    Closing the channel gives them back in their order. Every method may raise `BrokerUnavailable`;
    then the messages held are lost here and will be delivered anew.
    """

    def __init__(self, amqp_url: str, *, consumer: str, producer: str) -> None:
        self._amqp_url = amqp_url
        self._consumer_name = consumer
        self._producer = producer
        self._held: deque[Delivery] = deque()
        self._connection: Any = None
        self._channel: Any = None
        self._queue = ""
        self._ticked_at = 0.0

    def open(self) -> None:
        """Connect and declare the queue, so that from now on nothing published is missed."""
        self.drop()
        with broker_errors():
            self._connection = Connection(
                self._amqp_url, heartbeat=HEARTBEAT_S, connect_timeout=CONNECT_S
            )
            self._connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
            self._channel = self._connection.channel()
            self._queue = declare_queue(self._channel, self._consumer_name, self._producer)

    def consume(self) -> None:
        """Start taking messages."""
        with broker_errors():
            consumer = Consumer(
                self._channel,
                queues=[Queue(self._queue)],
                on_message=self._hold,
                auto_declare=False,
                prefetch_count=PREFETCH,
            )
            consumer.consume()

    def wait(self, timeout_s: float) -> bool:
        """Return True as soon as a message is held, False if none came in time."""
        end = time.monotonic() + timeout_s
        while not self._held:
            self.tick()
            left_s = end - time.monotonic()
            if left_s <= 0 or not self._drain(left_s):
                break
        return bool(self._held)

    def take(self, limit: int) -> list[Delivery]:
        """Take what has arrived by now, in order, at most `limit` messages."""
        while len(self._held) < limit and self._drain(0):
            pass
        return [self._held.popleft() for _ in range(min(limit, len(self._held)))]

    def ack(self, batch: Sequence[Delivery]) -> None:
        """Acknowledge the batch, and with it everything taken before it, by one frame."""
        with broker_errors():
            self._channel.basic_ack(batch[-1].tag, multiple=True)

    def tick(self) -> None:
        """Keep the connection alive; it costs nothing when called more often than needed."""
        now = time.monotonic()
        if now - self._ticked_at >= _TICK_S:
            self._ticked_at = now
            # The broker's own heartbeats are only noticed when somebody reads them.
            self._drain(0)
            with broker_errors():
                self._connection.heartbeat_check()

    def rest(self, seconds: float, stop: Event) -> None:
        """Wait without losing the connection, and go on holding what arrives."""
        end = time.monotonic() + seconds
        while not stop.is_set() and (left_s := end - time.monotonic()) > 0:
            slice_s = min(left_s, _SLICE_S)
            if self._drain(0):
                continue
            self.tick()
            stop.wait(slice_s)

    def close(self) -> None:
        """Give back, in order, what was not acknowledged."""
        if self._connection is None:
            return
        try:
            with broker_errors():
                self._connection.release()
        except BrokerUnavailable:
            self.drop()
        self._forget()

    def drop(self) -> None:
        """Let go of a connection that may be beyond answering."""
        if self._connection is not None:
            self._connection.collect()
        self._forget()

    def _forget(self) -> None:
        self._held.clear()
        self._connection = self._channel = None

    def _hold(self, message: Any) -> None:
        self._held.append(Delivery(message.delivery_tag, message.body))

    def _drain(self, timeout_s: float) -> bool:
        with broker_errors():
            try:
                self._connection.drain_events(timeout=timeout_s)
            except TimeoutError:
                return False
            return True
