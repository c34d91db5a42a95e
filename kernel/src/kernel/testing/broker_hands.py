"""What tests do to either broker behind the backs of its clients."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu import Connection

from kernel.adapters.inprocess import Broker, broker_at
from kernel.adapters.inprocess.queues import Queue
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.topology import EXCHANGE


class InProcessHands:
    """Hands on the broker inside the process."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def _broker(self) -> Broker:
        return broker_at(self.url)

    def stop(self) -> None:
        self._broker.stop()

    def start(self) -> None:
        self._broker.start()

    def depth(self, queue: str) -> int:
        return self._broker.depth(queue)

    def consumers(self, queue: str) -> int:
        return len(self._broker.queue(queue).consumers)

    def bind(self, queue: str, key: str) -> None:
        self._broker.bind(queue, EXCHANGE, key)

    def unbind(self, queue: str, key: str) -> None:
        self._broker.unbind(queue, EXCHANGE, key)

    def refuse_all(self, key: str) -> None:
        self._broker.declare_exchange(EXCHANGE, "topic")
        self._broker.declare_queue(Queue(name=_broken(key)))
        self._broker.bind(_broken(key), EXCHANGE, key)
        self._broker.fail_queue(_broken(key))

    def mend(self, key: str) -> None:
        self._broker.mend_queue(_broken(key))

    def publish(self, key: str, body: bytes) -> None:
        self._broker.publish(EXCHANGE, key, body)


class RabbitmqHands:
    """Hands on a node of RabbitMQ that belongs to the test."""

    def __init__(self, server: PrivateRabbitmq) -> None:
        self.url = server.url
        self._server = server

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def depth(self, queue: str) -> int:
        with self._channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)

    def consumers(self, queue: str) -> int:
        with self._channel() as channel:
            return int(channel.queue_declare(queue, passive=True).consumer_count)

    def bind(self, queue: str, key: str) -> None:
        with self._channel() as channel:
            channel.queue_bind(queue, EXCHANGE, key)

    def unbind(self, queue: str, key: str) -> None:
        with self._channel() as channel:
            channel.queue_unbind(queue, EXCHANGE, key)

    def refuse_all(self, key: str) -> None:
        # As a quorum queue without its majority does: the broker answers every publish with a nack.
        full = {"x-max-length": 0, "x-overflow": "reject-publish"}
        with self._channel() as channel:
            channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
            channel.queue_declare(_broken(key), durable=True, auto_delete=False, arguments=full)
            channel.queue_bind(_broken(key), EXCHANGE, key)

    def mend(self, key: str) -> None:
        with self._channel() as channel:
            channel.queue_delete(_broken(key))

    def publish(self, key: str, body: bytes) -> None:
        with self._channel() as channel:
            channel.basic_publish(channel.prepare_message(body), EXCHANGE, key)

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        with Connection(self.url) as connection:
            yield connection.channel()


def _broken(key: str) -> str:
    return f"broken.{key}"
