"""What Malpro declares at the broker: one exchange of all events, queues on it, and streams."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from amqp.exceptions import PreconditionFailed

from kernel.domain.errors import Unavailable

EXCHANGE = "malpro.events"
QUEUE_VERSION = 1
QUEUE_ARGUMENTS = {
    # Said explicitly: the default type differs from broker to broker.
    "x-queue-type": "quorum",
    "x-single-active-consumer": True,
    # A restart gives messages back. The default limit would throw healthy events away after 20
    # restarts, and -1 throws them away after the first.
    "x-delivery-limit": 1_000_000,
}


class QueueDiffers(Unavailable):
    """A queue of that name is there with other arguments, which nobody can change."""

    code = "queue_differs"


class Destination(Protocol):
    """
    Where a relay's messages go.

    :ivar exchange: what they are published to
    :ivar stream: the stream that must be there, if it is one
    """

    @property
    def exchange(self) -> str: ...
    @property
    def stream(self) -> str | None: ...
    def declare(self, channel: Any) -> None:
        """
        Make sure that it is there.

        :raises QueueDiffers: it is there, and is something else
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsExchange:
    """The exchange of all events. What is bound to it is its consumers' affair."""

    exchange: str = EXCHANGE
    stream: None = None

    def declare(self, channel: Any) -> None:
        declare_exchange(channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """
    A queue that keeps what was read, for everybody who has still to read it.

    :param max_age: how long it is kept, as RabbitMQ writes it: 10Y, 12M, 30D
    """

    stream: str
    max_age: str
    # The default exchange leads to the queue that the routing key names.
    exchange: str = field(default="", init=False)

    @property
    def arguments(self) -> dict[str, str]:
        return {"x-queue-type": "stream", "x-max-age": self.max_age}

    def declare(self, channel: Any) -> None:
        try:
            channel.queue_declare(
                self.stream, durable=True, auto_delete=False, arguments=self.arguments
            )
        except PreconditionFailed as error:
            raise QueueDiffers(
                f"the queue {self.stream} is there, but is no stream that keeps messages for"
                f" {self.max_age}: set the setting back, or delete the queue and republish",
                queue=self.stream,
            ) from error


EVENTS = EventsExchange()


def queue_name(consumer: str, producer: str) -> str:
    """Return the queue of a subscription; new arguments need a new version in the name."""
    return f"{consumer}.{producer}.v{QUEUE_VERSION}"


def declare_exchange(channel: Any) -> None:
    channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)


def declare_queue(channel: Any, consumer: str, producer: str) -> str:
    """Declare the queue with its binding, and return its name."""
    declare_exchange(channel)
    name = queue_name(consumer, producer)
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=dict(QUEUE_ARGUMENTS))
    channel.queue_bind(name, EXCHANGE, producer)
    return name
