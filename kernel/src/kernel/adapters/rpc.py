"""The RPC client of `work`: plain threads, no eventlet, over any broker that kombu reaches."""

import logging
from typing import Any
from uuid import uuid4

from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError

from kernel.adapters import rpc_wire as wire
from kernel.application.tracing import current_trace
from kernel.domain.errors import Unavailable

_log = logging.getLogger(__name__)
_CONNECT_S = 5.0


class KombuRpc:
    """
    Calls services as nameko does. Threads may share it: each call has a connection to itself.

    Connections are made when they are needed, kept for later calls, and replaced when they
    break. They have no heartbeat, since nothing reads them between calls: each call looks first
    whether its connection still stands.
    """

    def __init__(self, amqp_url: str, *, name: str = "work") -> None:
        self._amqp_url = amqp_url
        self._name = name
        # Appending to a list and popping from it need no lock.
        self._idle: list[_Line] = []

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
        line = self._standing_line() or self._new_line(deadline)
        try:
            reply = line.ask(service, method, arguments, deadline)
        except TimeoutError:
            # A fresh line cannot bring the answer to this question when the next one is asked.
            line.drop()
            raise wire.timed_out(service) from None
        except line.errors as error:
            _log.info("lost the broker while calling %s.%s: %s", service, method, error)
            line.drop()
            raise wire.broker_unavailable() from None
        except BaseException as error:
            # An absent service leaves the line as good as it was.
            self._idle.append(line) if isinstance(error, Unavailable) else line.drop()
            raise
        self._idle.append(line)
        return wire.decode_reply(reply)

    def close(self) -> None:
        """Close the connections that no call is using."""
        while self._idle:
            self._idle.pop().close()

    def _standing_line(self) -> "_Line | None":
        while self._idle:
            line = self._idle.pop()
            if line.stands():
                return line
            line.drop()
        return None

    def _new_line(self, deadline: wire.Deadline) -> "_Line":
        line = _Line(self._amqp_url, self._name, timeout_s=min(_CONNECT_S, deadline.seconds))
        try:
            line.open()
        except line.errors as error:
            _log.info("cannot reach the broker: %s", error)
            line.drop()
            raise wire.broker_unavailable() from None
        return line


class _Line:
    """One connection with a reply queue of its own, for one question at a time."""

    def __init__(self, amqp_url: str, name: str, *, timeout_s: float) -> None:
        self._address = str(uuid4())
        self._queue = f"rpc.reply-{name}-{self._address}"
        # py-amqp waits for answers without a limit of its own; these are the socket's.
        limits = {"read_timeout": timeout_s, "write_timeout": timeout_s}
        self._connection = Connection(amqp_url, connect_timeout=timeout_s, transport_options=limits)
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
