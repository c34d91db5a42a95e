"""Look at the broker as a service sees it: which of its queues are there, and served."""

from collections.abc import Iterator, Sequence
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection

from kernel.adapters.broker_errors import broker_errors
from kernel.adapters.topology import queue_name

_PATIENCE_S = 5


def examine(amqp_url: str, consumer: str, producers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """
    Yield one row per queue: {queue, ok, messages, consumers, advice}.

    :raises BrokerUnavailable: there is no broker to look at
    """
    for name in (f"rpc-{consumer}", *(queue_name(consumer, producer) for producer in producers)):
        with broker_errors(), Connection(amqp_url, connect_timeout=_PATIENCE_S) as connection:
            yield _look(connection, name)


def _look(connection: Connection, name: str) -> dict[str, Any]:
    # Each queue gets a connection of its own: a refused passive declare closes the channel.
    try:
        found = connection.channel().queue_declare(name, passive=True)
    except (AMQPError, TimeoutError) as error:
        return _sick(name, f"not usable ({type(error).__name__}): start `work`, which declares it")
    if not found.consumer_count:
        return _row(name, found, ok=False, advice="nobody consumes it: is the process running?")
    return _row(name, found, ok=True, advice="")


def _row(name: str, found: Any, *, ok: bool, advice: str) -> dict[str, Any]:
    return {
        "queue": name,
        "ok": ok,
        "messages": found.message_count,
        "consumers": found.consumer_count,
        "advice": advice,
    }


def _sick(name: str, advice: str) -> dict[str, Any]:
    return {"queue": name, "ok": False, "messages": None, "consumers": None, "advice": advice}
