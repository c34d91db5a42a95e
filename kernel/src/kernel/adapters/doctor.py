"""Look at the broker as a service sees it: which of its queues are there, and served."""

from collections.abc import Callable, Iterator
from typing import Any

from amqp.exceptions import NotFound
from kombu import Connection

from kernel.adapters.broker_errors import broker_errors
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.rpc_wire import service_queue
from kernel.adapters.topology import Destination, QueueDiffers, queue_name

_PATIENCE_S = 5

Row = dict[str, Any]


def examine(amqp_url: str, definition: ServiceDefinition) -> Iterator[Row]:
    """
    Yield one row per queue: {queue, ok, messages, consumers, advice}.

    :raises BrokerUnavailable: there is no broker to look at
    """
    name = definition.name
    processes = {service_queue(name): "serve"}
    processes |= {queue_name(name, one.producer): "work" for one in definition.subscriptions}
    for queue, process in processes.items():
        yield _look_at_queue(amqp_url, queue, process)
    for outlet in definition.outlets:
        if outlet.destination.stream is not None:
            yield _look_at_stream(amqp_url, outlet.destination.stream, outlet.destination)


def _look_at_queue(amqp_url: str, queue: str, process: str) -> Row:
    found = _found(amqp_url, queue)
    if found is None:
        return _row(queue, None, advice=f"it is not there: `{process}` has never run")
    if not found.consumer_count:
        return _row(queue, found, advice=f"nobody consumes it: is `{process}` running?")
    return _row(queue, found)


def _look_at_stream(amqp_url: str, stream: str, destination: Destination) -> Row:
    found = _found(amqp_url, stream)
    if found is None:
        return _row(stream, None, advice="it is not there: is `work` running?")
    try:
        _ask(amqp_url, destination.declare)
    except QueueDiffers as error:
        return _row(stream, found, advice=error.message)
    return _row(stream, found)


def _found(amqp_url: str, queue: str) -> Any:
    def look(channel: Any) -> Any:
        try:
            return channel.queue_declare(queue, passive=True)
        except NotFound:
            return None

    return _ask(amqp_url, look)


def _ask(amqp_url: str, question: Callable[[Any], Any]) -> Any:
    # Each question gets a connection of its own: a refused declaration closes the channel.
    patience = {"read_timeout": _PATIENCE_S, "write_timeout": _PATIENCE_S}
    with (
        broker_errors(),
        Connection(amqp_url, connect_timeout=_PATIENCE_S, transport_options=patience) as connection,
    ):
        connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
        return question(connection.channel())


def _row(queue: str, found: Any, *, advice: str = "") -> Row:
    return {
        "queue": queue,
        "ok": not advice,
        "messages": found.message_count if found else None,
        "consumers": found.consumer_count if found else None,
        "advice": advice,
    }
