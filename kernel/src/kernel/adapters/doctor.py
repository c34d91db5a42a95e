"""Look at the broker as a service sees it: which of its queues are there, and served."""

from collections.abc import Iterator, Sequence
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection

from kernel.adapters.broker_errors import broker_errors
from kernel.adapters.rpc_wire import service_queue
from kernel.adapters.topology import queue_name

_PATIENCE_S = 5


def examine(amqp_url: str, consumer: str, producers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """
    Yield one row per queue: {queue, ok, messages, consumers, advice}.

    :raises BrokerUnavailable: there is no broker to look at
    """
    processes = {service_queue(consumer): "serve"}
    processes |= {queue_name(consumer, producer): "work" for producer in producers}
    for queue, process in processes.items():
        yield _look(amqp_url, queue, process)


def _look(amqp_url: str, queue: str, process: str) -> dict[str, Any]:
    # Each queue gets a connection of its own: a refused passive declare closes the channel.
    patience = {"read_timeout": _PATIENCE_S, "write_timeout": _PATIENCE_S}
    with (
        broker_errors(),
        Connection(amqp_url, connect_timeout=_PATIENCE_S, transport_options=patience) as connection,
    ):
        connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
        try:
            found = connection.channel().queue_declare(queue, passive=True)
        except NotFound:
            return _row(queue, None, advice=f"it is not there: `{process}` has never run")
    if not found.consumer_count:
        return _row(queue, found, advice=f"nobody consumes it: is `{process}` running?")
    return _row(queue, found)


def _row(queue: str, found: Any, *, advice: str = "") -> dict[str, Any]:
    return {
        "queue": queue,
        "ok": not advice,
        "messages": found.message_count if found else None,
        "consumers": found.consumer_count if found else None,
        "advice": advice,
    }
