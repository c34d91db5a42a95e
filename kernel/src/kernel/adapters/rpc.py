"""The RPC client of `work`: plain threads, no eventlet, over any broker that kombu reaches."""

import logging
import threading
from typing import Any
from uuid import uuid4

from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError

from kernel.adapters import rpc_wire as wire
from kernel.application.tracing import current_trace

_log = logging.getLogger(__name__)
_CONNECT_S = 5.0


class KombuRpc:
    """
    Calls services as nameko does. It may be shared: every thread gets a connection of its own.

    The connection is made by the first call and replaced when it breaks. It has no heartbeat,
    since nothing reads it between two calls: each call looks first whether it still stands.
    """

    def __init__(self, amqp_url: str, *, name: str = "work") -> None:
        self._amqp_url = amqp_url
        self._name = name
        self._threads = threading.local()

    def call(
        self,
        service: str,
        method: str,
        *,
        deadline_s: float = wire.DEFAULT_DEADLINE_S,
        **arguments: Any,
    ) -> Any:
        """
        Return the answer of ``service.method(**arguments)``.

        :raises KernelError: as the other side refused, of the same family and code
        :raises Unavailable: no answer in time, or no broker; it may have happened all the same
        """
        deadline = wire.Deadline(deadline_s)
        line = self._line(deadline)
        try:
            return wire.decode_reply(line.ask(service, method, arguments, deadline))
        except TimeoutError:
            # A fresh line cannot bring the answer to this question when the next one is asked.
            self._hang_up()
            raise wire.timed_out(service) from None
        except line.errors as error:
            _log.info("lost the broker while calling %s.%s: %s", service, method, error)
            self._hang_up()
            raise wire.broker_unavailable() from None

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        line: _Line | None = getattr(self._threads, "line", None)
        if line is not None:
            self._threads.line = None
            line.close()

    def _line(self, deadline: wire.Deadline) -> "_Line":
        line: _Line | None = getattr(self._threads, "line", None)
        if line is not None and line.stands():
            return line
        self._hang_up()
        new = _Line(self._amqp_url, self._name, timeout_s=min(_CONNECT_S, deadline.seconds))
        try:
            new.open()
        except new.errors as error:
            _log.info("cannot reach the broker: %s", error)
            new.drop()
            raise wire.broker_unavailable() from None
        self._threads.line = new
        return new

    def _hang_up(self) -> None:
        line: _Line | None = getattr(self._threads, "line", None)
        if line is not None:
            self._threads.line = None
            line.drop()


class _Line:
    """One connection with a reply queue of its own, for one question at a time."""

    def __init__(self, amqp_url: str, name: str, *, timeout_s: float) -> None:
        self._address = str(uuid4())
        self._queue = f"rpc.reply-{name}-{self._address}"
        self._connection = Connection(amqp_url, connect_timeout=timeout_s)
        self.errors = (
            *self._connection.connection_errors,
            *self._connection.channel_errors,
            OperationalError,
        )
        self._replies: dict[str, bytes] = {}
        self._returned: set[str] = set()

    def open(self) -> None:
        self._connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
        self._channel = self._connection.channel()
        self._channel.events["basic_return"].add(self._on_return)
        # auto_delete forgets the queue with the line; x-expires, a line that died half-made.
        queue = Queue(
            self._queue,
            Exchange(wire.EXCHANGE, type="topic", durable=True),
            routing_key=self._address,
            queue_arguments=wire.REPLY_QUEUE_ARGUMENTS,
            auto_delete=True,
        )
        self._consumer = self._connection.Consumer(
            [queue], channel=self._channel, no_ack=True, on_message=self._on_reply
        )
        self._consumer.consume()

    def stands(self) -> bool:
        """Read whatever has arrived since the last call: late answers, or the end of the line."""
        try:
            while True:
                self._connection.drain_events(timeout=0)
        except TimeoutError:
            self._replies.clear()
            return True
        except self.errors:
            return False

    def ask(
        self, service: str, method: str, arguments: dict[str, Any], deadline: wire.Deadline
    ) -> bytes:
        """
        Send the question and wait for its own answer.

        :raises TimeoutError: the deadline has passed
        :raises Unavailable: there is no queue for the service
        """
        call_id = str(uuid4())
        message = self._channel.prepare_message(
            wire.encode_request(arguments),
            headers=wire.request_headers(deadline, current_trace()),
            properties=wire.request_properties(deadline, call_id=call_id, reply_to=self._address),
            **wire.CONTENT,
        )
        self._channel.basic_publish(
            message, exchange=wire.EXCHANGE, routing_key=f"{service}.{method}", mandatory=True
        )
        while call_id not in self._replies:
            if call_id in self._returned:
                self._returned.clear()
                raise wire.service_absent(service)
            self._connection.drain_events(timeout=deadline.left_s())
        return self._replies.pop(call_id)

    def close(self) -> None:
        self._connection.release()

    def drop(self) -> None:
        """Let go without a word: the broker may be beyond answering."""
        self._connection.collect()

    def _on_reply(self, message: Any) -> None:
        self._replies[message.properties.get("correlation_id")] = message.body

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._returned.add(message.properties["correlation_id"])
