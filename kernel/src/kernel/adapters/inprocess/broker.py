"""The state of the in-process broker, and every rule by which a message moves in it."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from amqp.exceptions import NotFound, PreconditionFailed

from kernel.adapters.inprocess.messages import Outcome, Publication, Stored
from kernel.adapters.inprocess.queues import Queue
from kernel.adapters.inprocess.routing import KINDS, Exchange
from kernel.adapters.inprocess.sessions import Connection

_QUEUE_DECLARE = (50, 10)
_EXCHANGE_DECLARE = (40, 10)
_PUBLISH = (60, 40)


class Broker:
    """
    Exchanges, queues and connections of one name. Safe under threads and greenthreads alike.

    `stop` and `fail_queue` are for tests: they make it fail as a real broker does.
    """

    def __init__(self, name: str = "localhost") -> None:
        self.name = name
        self.lock = threading.RLock()
        self.running = True
        self.exchanges: dict[str, Exchange] = _standard_exchanges()
        self.queues: dict[str, Queue] = {}
        self._connections: list[Connection] = []

    # Connections

    def connect(self) -> Connection:
        """Open a connection. :raises ConnectionRefusedError: the broker is stopped."""
        with self.lock:
            self.check_running()
            connection = Connection(self)
            self._connections.append(connection)
            return connection

    def check_running(self) -> None:
        if not self.running:
            raise ConnectionRefusedError(f"the in-process broker {self.name!r} is stopped")

    def connection_closed(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for queue in [one for one in self.queues.values() if one.owner is connection]:
            self.delete_queue(queue.name)

    # Failures

    def stop(self) -> None:
        """Go away: every connection breaks, and what was only in memory is lost."""
        with self.lock:
            self.running = False
            for connection in list(self._connections):
                connection.close()
            for queue in [one for one in self.queues.values() if not one.durable]:
                self.delete_queue(queue.name)
            for queue in self.queues.values():
                queue.survive_restart()
            self.exchanges = {
                name: exchange for name, exchange in self.exchanges.items() if exchange.durable
            }

    def start(self) -> None:
        with self.lock:
            self.running = True

    def fail_queue(self, name: str) -> None:
        """Make one queue unavailable, as a quorum queue without its majority is."""
        with self.lock:
            self.queue(name).failed = True

    def mend_queue(self, name: str) -> None:
        with self.lock:
            queue = self.queue(name)
            queue.failed = False
            self.dispatch(queue)

    # Declarations

    def declare_exchange(
        self,
        name: str,
        kind: str,
        *,
        durable: bool = True,
        auto_delete: bool = False,
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        """Declare. :raises PreconditionFailed: it exists with other properties."""
        if kind not in KINDS:
            raise PreconditionFailed(f"unknown exchange type {kind!r}", _EXCHANGE_DECLARE)
        with self.lock:
            new = Exchange(
                kind=kind, durable=durable, auto_delete=auto_delete, arguments=arguments or {}
            )
            known = self.exchanges.setdefault(name, new)
            if (known.kind, known.durable, known.auto_delete) != (kind, durable, auto_delete):
                raise PreconditionFailed(
                    f"inequivalent arg for exchange {name!r}", _EXCHANGE_DECLARE
                )

    def exchange(self, name: str) -> Exchange:
        """Return the exchange. :raises NotFound: it was never declared."""
        with self.lock:
            if name not in self.exchanges:
                raise NotFound(f"NOT_FOUND - no exchange {name!r}", _EXCHANGE_DECLARE)
            return self.exchanges[name]

    def delete_exchange(self, name: str) -> None:
        with self.lock:
            self.exchanges.pop(name, None)

    def declare_queue(self, new: Queue) -> Queue:
        """Declare. :raises PreconditionFailed: it exists with other properties."""
        with self.lock:
            self._drop_lapsed_queues()
            known = self.queues.setdefault(new.name, new)
            if (known.durable, known.auto_delete, dict(known.arguments)) != (
                new.durable,
                new.auto_delete,
                dict(new.arguments),
            ):
                raise PreconditionFailed(f"inequivalent arg for queue {new.name!r}", _QUEUE_DECLARE)
            known.idle_since = time.monotonic()
            return known

    def queue(self, name: str) -> Queue:
        """Return the queue. :raises NotFound: it does not exist (any more)."""
        with self.lock:
            self._drop_lapsed_queues()
            if name not in self.queues:
                raise NotFound(f"NOT_FOUND - no queue {name!r}", _QUEUE_DECLARE)
            return self.queues[name]

    def bind(self, queue: str, exchange: str, key: str) -> None:
        """Bind. :raises NotFound: one of the two does not exist."""
        with self.lock:
            self.exchange(exchange).bind(self.queue(queue).name, key)

    def unbind(self, queue: str, exchange: str, key: str) -> None:
        with self.lock:
            self.exchange(exchange).unbind(queue, key)

    def delete_queue(self, name: str) -> int:
        with self.lock:
            queue = self.queues.pop(name, None)
            for exchange in self.exchanges.values():
                exchange.forget(name)
            return 0 if queue is None else len(queue.ready)

    def purge_queue(self, name: str) -> int:
        with self.lock:
            queue = self.queue(name)
            gone = len(queue.ready)
            queue.ready.clear()
            return gone

    def depth(self, name: str) -> int:
        """Return how many messages wait for a consumer. :raises NotFound: no such queue."""
        with self.lock:
            queue = self.queue(name)
            self.drop_expired(queue)
            return len(queue.ready)

    # Messages

    def publish(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        *,
        headers: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """
        Give every bound queue its copy; one that is unavailable makes the whole publish REFUSED.

        :raises ConnectionRefusedError: the broker is stopped
        :raises NotFound: the exchange was never declared
        """
        publication = Publication(
            exchange=exchange,
            routing_key=routing_key,
            body=body,
            headers=dict(headers or {}),
            properties=dict(properties or {}),
        )
        with self.lock:
            self.check_running()
            self._drop_lapsed_queues()
            return self._route(publication)

    def _route(self, publication: Publication) -> Outcome:
        if publication.exchange:
            names = self.exchange(publication.exchange).route(publication.routing_key)
        else:
            names = [publication.routing_key]
        queues = [self.queues[name] for name in names if name in self.queues]
        for queue in queues:
            if not queue.failed:
                queue.put(publication)
                self.dispatch(queue)
        if any(queue.failed for queue in queues):
            return Outcome.REFUSED
        return Outcome.ROUTED if queues else Outcome.UNROUTED

    def dispatch(self, queue: Queue) -> None:
        """Hand out what can be handed out."""
        self.drop_expired(queue)
        while self.running and queue.ready and not queue.failed:
            consumer = queue.free_consumer()
            if consumer is None:
                return
            consumer.hand_over(consumer, queue.ready.popleft())

    def give_back(self, queue: Queue, message: Stored) -> None:
        if not queue.give_back(message):
            self.dead_letter(queue, message, "delivery_limit")

    def dead_letter(self, queue: Queue, message: Stored, reason: str) -> None:
        exchange = queue.arguments.get("x-dead-letter-exchange")
        if exchange is None or (exchange and exchange not in self.exchanges):
            return
        old = message.publication
        key = queue.arguments.get("x-dead-letter-routing-key", old.routing_key)
        death = {"reason": reason, "queue": queue.name, "exchange": old.exchange}
        headers = {
            "x-first-death-reason": reason,
            "x-first-death-queue": queue.name,
            "x-first-death-exchange": old.exchange,
            **old.headers,
            "x-death": [death, *old.headers.get("x-death", [])],
        }
        properties = {name: value for name, value in old.properties.items() if name != "expiration"}
        self._route(
            Publication(
                exchange=exchange,
                routing_key=key,
                body=old.body,
                headers=headers,
                properties=properties,
            )
        )

    def drop_expired(self, queue: Queue) -> None:
        for message in queue.take_expired():
            self.dead_letter(queue, message, "expired")

    def consumer_left(self, queue: Queue) -> None:
        if queue.auto_delete and not queue.consumers:
            self.delete_queue(queue.name)
        else:
            self.dispatch(queue)

    def _drop_lapsed_queues(self) -> None:
        now = time.monotonic()
        for queue in [one for one in self.queues.values() if one.lapsed(now)]:
            self.delete_queue(queue.name)


def _standard_exchanges() -> dict[str, Exchange]:
    return {f"amq.{kind}": Exchange(kind=kind) for kind in KINDS}
