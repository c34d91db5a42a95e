"""What Malpro declares at the broker for its events: one exchange, one queue per subscription."""

from typing import Any

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
