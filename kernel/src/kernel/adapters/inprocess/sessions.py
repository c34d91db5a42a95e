"""The two ends of a connection to the in-process broker: what it was given and has not answered."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from threading import RLock
from typing import Protocol

from kernel.adapters.inprocess.messages import Stored
from kernel.adapters.inprocess.queues import Consumer, Queue


class Rules(Protocol):
    """What a session asks of its broker, always under the broker's lock."""

    lock: RLock

    def queue(self, name: str) -> Queue: ...
    def dispatch(self, queue: Queue) -> None: ...
    def give_back(self, queue: Queue, message: Stored) -> None: ...
    def dead_letter(self, queue: Queue, message: Stored, reason: str) -> None: ...
    def drop_expired(self, queue: Queue) -> None: ...
    def consumer_left(self, queue: Queue) -> None: ...
    def connection_closed(self, connection: "Connection") -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way to a consumer, or the answer to a get (then without a consumer)."""

    session: "Session"
    consumer: Consumer | None
    queue: Queue
    tag: int
    message: Stored


class Connection:
    """An inbox that can be waited on, and the sessions that share it."""

    def __init__(self, broker: Rules) -> None:
        self.broker = broker
        self.alive = True
        self.sessions: list[Session] = []
        self._inbox: deque[Delivery] = deque()
        self._changed = threading.Condition(broker.lock)

    def open_session(self) -> "Session":
        with self.broker.lock:
            self.check()
            session = Session(connection=self)
            self.sessions.append(session)
            return session

    def check(self) -> None:
        if not self.alive:
            raise ConnectionResetError("the in-process broker has closed this connection")

    def deliver(self, delivery: Delivery) -> None:
        self._inbox.append(delivery)
        self._changed.notify()

    def receive(self, timeout_s: float | None) -> Delivery:
        """
        Wait for the next delivery to a session that is still open.

        :raises TimeoutError: nothing came in time
        :raises ConnectionResetError: the broker has gone
        """
        end = None if timeout_s is None else time.monotonic() + timeout_s
        with self.broker.lock:
            while True:
                self.check()
                while self._inbox:
                    delivery = self._inbox.popleft()
                    if delivery.session.open:
                        return delivery
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("nothing was delivered in time")
                self._changed.wait(left)

    def close(self) -> None:
        """End every session, in order; what they held goes back to its queues."""
        with self.broker.lock:
            self.alive = False
            for session in list(self.sessions):
                session.close()
            self.broker.connection_closed(self)
            self._inbox.clear()
            self._changed.notify_all()


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """A channel as the broker sees it: consumers, and deliveries not yet acknowledged."""

    connection: Connection
    open: bool = True
    prefetch_count: int = 0
    consumers: dict[str, Consumer] = field(default_factory=dict)
    unacked: dict[int, Delivery] = field(default_factory=dict)
    _tags: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def broker(self) -> Rules:
        return self.connection.broker

    def consume(self, queue_name: str, tag: str, *, no_ack: bool) -> None:
        """Subscribe. :raises NotFound: no such queue."""
        with self.broker.lock:
            queue = self.broker.queue(queue_name)
            consumer = Consumer(
                tag=tag,
                queue=queue,
                no_ack=no_ack,
                credit=self._has_credit,
                hand_over=self._deliver,
            )
            self.consumers[tag] = consumer
            queue.consumers.append(consumer)
            self.broker.dispatch(queue)

    def cancel(self, tag: str) -> None:
        with self.broker.lock:
            consumer = self.consumers.pop(tag, None)
            if consumer is not None:
                consumer.queue.leave(consumer)
                self.broker.consumer_left(consumer.queue)

    def get(self, queue_name: str, *, no_ack: bool) -> Delivery | None:
        """Take one message if there is one. :raises NotFound: no such queue."""
        with self.broker.lock:
            queue = self.broker.queue(queue_name)
            self.broker.drop_expired(queue)
            message = queue.take()
            return None if message is None else self._hand_over(queue, None, message, no_ack=no_ack)

    def _has_credit(self, consumer: Consumer) -> bool:
        if not self.connection.alive:
            return False
        return consumer.no_ack or not self.prefetch_count or consumer.unacked < self.prefetch_count

    def _deliver(self, consumer: Consumer, message: Stored) -> None:
        delivery = self._hand_over(consumer.queue, consumer, message, no_ack=consumer.no_ack)
        self.connection.deliver(delivery)

    def _hand_over(
        self, queue: Queue, consumer: Consumer | None, message: Stored, *, no_ack: bool
    ) -> Delivery:
        tag = next(self._tags)
        delivery = Delivery(session=self, consumer=consumer, queue=queue, tag=tag, message=message)
        if not no_ack:
            self.unacked[tag] = delivery
            if consumer is not None:
                consumer.unacked += 1
        return delivery

    def ack(self, tag: int, *, multiple: bool = False) -> None:
        with self.broker.lock:
            self.connection.check()
            for delivery in self._settle(tag, multiple=multiple):
                self.broker.dispatch(delivery.queue)

    def reject(self, tag: int, *, requeue: bool, multiple: bool = False) -> None:
        """Give the message back to its place, or let it die (to the dead-letter exchange)."""
        with self.broker.lock:
            self.connection.check()
            settled = self._settle(tag, multiple=multiple)
            for delivery in settled:
                if requeue:
                    self.broker.give_back(delivery.queue, delivery.message)
                else:
                    self.broker.dead_letter(delivery.queue, delivery.message, "rejected")
            for delivery in settled:
                self.broker.dispatch(delivery.queue)

    def recover(self) -> None:
        """Give everything unanswered back, in order."""
        with self.broker.lock:
            if self.unacked:
                self.reject(max(self.unacked), requeue=True, multiple=True)

    def close(self) -> None:
        with self.broker.lock:
            if not self.open:
                return
            self.open = False
            self.connection.sessions.remove(self)
            held = list(self.unacked.values())
            self.unacked.clear()
            for consumer in self.consumers.values():
                consumer.queue.leave(consumer)
            for delivery in held:
                self.broker.give_back(delivery.queue, delivery.message)
            for delivery in held:
                self.broker.dispatch(delivery.queue)
            for consumer in self.consumers.values():
                self.broker.consumer_left(consumer.queue)
            self.consumers.clear()

    def _settle(self, tag: int, *, multiple: bool) -> list[Delivery]:
        tags = [one for one in self.unacked if one <= tag] if multiple else [tag]
        settled = [self.unacked.pop(one) for one in tags if one in self.unacked]
        for delivery in settled:
            if delivery.consumer is not None:
                delivery.consumer.unacked -= 1
        return settled
