"""Requests that no client of ours would send, and queues of services that are not there."""

from typing import Any

from kombu import Connection, Exchange, Queue

from kernel.adapters import rpc_wire as wire

_YESTERDAY_MS = -86_400_000


def stale_call(url: str, service: str, method: str, **arguments: Any) -> Any:
    """
    Call with a deadline that has passed, as after a long outage, and return the answer.

    :raises KernelError: as the service refused
    """
    replies: list[bytes] = []
    with Connection(url) as connection:
        queue = Queue("", exclusive=True, durable=False)(connection.default_channel)
        address = queue.queue_declare().queue
        queue = Queue(address, exclusive=True, durable=False, no_declare=True)
        connection.default_channel.queue_bind(address, wire.EXCHANGE, address)
        with connection.Consumer(
            [queue], on_message=lambda message: replies.append(message.body), no_ack=True
        ):
            connection.Producer().publish(
                wire.encode_request(arguments),
                exchange=wire.EXCHANGE,
                routing_key=f"{service}.{method}",
                headers={wire.DEADLINE_HEADER: wire.Deadline(_YESTERDAY_MS / 1000).epoch_ms},
                reply_to=address,
                correlation_id="stale",
                **wire.CONTENT,
            )
            while not replies:
                connection.drain_events(timeout=5)
    return wire.decode_reply(replies[0])


def declare_service_queue(url: str, service: str) -> None:
    """Leave the queue that a service has declared before it went away."""
    exchange = Exchange(wire.EXCHANGE, type="topic", durable=True)
    with Connection(url) as connection:
        Queue(
            f"rpc-{service}.v1",
            exchange,
            routing_key=f"{service}.*",
            queue_arguments={"x-queue-type": "quorum", "x-delivery-limit": 1_000_000},
        )(connection.default_channel).declare()
