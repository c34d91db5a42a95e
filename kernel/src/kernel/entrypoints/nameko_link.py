"""One connection to the broker that comes back by itself, read by one greenthread.

nameko rc11 publishes from a pool that nobody reads, so it learns of a lost broker by losing a
message, and by dying of the error. Here the greenthread that consumes also notices the loss, and
whoever publishes uses the same connection: it is either up, or known to be down.
"""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any

import eventlet
from kombu import Connection
from kombu.exceptions import OperationalError

from kernel.adapters import rpc_wire as wire

_log = logging.getLogger(__name__)

_HEARTBEAT_S = 10
_CONNECT_S = 5
_PREPARE_S = 10
_TICK_S = 1.0
_FIRST_PAUSE_S, _PAUSE_STEP_S, _LONGEST_PAUSE_S = 0.2, 0.3, 2.0
_GOODBYE_S = 1.0


class LinkDown(Exception):
    """There is no broker at the moment, or the channel of the message is gone."""


class Link:
    """`prepare(channel)` declares and consumes, anew after every reconnection."""

    def __init__(self, amqp_url: str, *, name: str, prepare: Callable[[Any], None]) -> None:
        self._amqp_url = amqp_url
        self._name = name
        self._prepare = prepare
        self._connection: Any = None
        self._channel: Any = None
        self._reader: Any = None
        self._up = Event()
        self._closed = False
        probe = Connection(amqp_url)
        # py-amqp may also trip over its own half-closed connection.
        self._errors = (
            *probe.connection_errors,
            *probe.channel_errors,
            OperationalError,
            AttributeError,
        )

    def run(self) -> None:
        """Keep the connection up until it is closed. Nothing that happens to it ends this loop."""
        self._reader = eventlet.getcurrent()
        pause_s = _FIRST_PAUSE_S
        while not self._closed:
            try:
                self._connect()
                pause_s = _FIRST_PAUSE_S
                self._read()
            except self._errors as error:
                _log.warning("%s: no broker (%s), next try in %.1f s", self._name, error, pause_s)
            except Exception:  # noqa: BLE001 - whatever broke it, a new link is the answer
                _log.exception("%s: the link broke, next try in %.1f s", self._name, pause_s)
            self._let_go()
            if not self._closed:
                eventlet.sleep(pause_s)
            pause_s = min(pause_s + _PAUSE_STEP_S, _LONGEST_PAUSE_S)

    def wait_up(self, timeout_s: float) -> bool:
        return self._up.wait(timeout_s)

    @property
    def up(self) -> bool:
        return self._up.is_set()

    def publish(
        self,
        body: bytes,
        *,
        routing_key: str,
        headers: dict[str, Any],
        properties: dict[str, Any],
        on: Any = None,
    ) -> None:
        """
        Publish without waiting; `on` insists on the channel that a message came by.

        :raises LinkDown: it cannot be sent now
        """
        channel = self._channel
        if channel is None or (on is not None and on is not channel):
            raise LinkDown(self._name)
        message = channel.prepare_message(
            body, headers=headers, properties=properties, **wire.CONTENT
        )
        with self._writing():
            channel.basic_publish(
                message, exchange=wire.EXCHANGE, routing_key=routing_key, mandatory=on is None
            )

    def ack(self, message: Any) -> None:
        """Acknowledge. :raises LinkDown: the broker has taken the message back already."""
        if message.channel is not self._channel:
            raise LinkDown(self._name)
        with self._writing():
            message.ack()

    def cancel(self, tag: str) -> None:
        """Ask for no more messages; those at work can still be answered."""
        if self._channel is not None:
            with suppress(LinkDown), self._writing():
                self._channel.basic_cancel(tag, nowait=True)

    def close(self) -> None:
        """Say goodbye to the broker if it listens, and stop reading."""
        self._closed = True
        connection, reader = self._connection, self._reader
        if reader is not None and reader is not eventlet.getcurrent():
            reader.kill()
        if connection is not None:
            with eventlet.Timeout(_GOODBYE_S, False), suppress(*self._errors):  # noqa: FBT003
                connection.release()
        self._let_go()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Whatever goes wrong while writing breaks the link, and the reader mends it."""
        try:
            yield
        except self._errors as error:
            self._break_off()
            raise LinkDown(str(error)) from error

    def _break_off(self) -> None:
        self._up.clear()
        self._channel = None
        with suppress(*self._errors):
            self._connection.connection.sock.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        connection = Connection(self._amqp_url, heartbeat=_HEARTBEAT_S, connect_timeout=_CONNECT_S)
        self._connection = connection
        # A queue without a leader does not answer a declaration, and py-amqp would wait for ever.
        with eventlet.Timeout(_PREPARE_S, TimeoutError("the broker does not answer")):
            connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
            channel = connection.channel()
            self._prepare(channel)
        _leave_reading_to_the_reader(connection)
        self._channel = channel
        self._up.set()

    def _read(self) -> None:
        connection = self._connection
        last_tick = time.monotonic()
        while not self._closed:
            with suppress(TimeoutError):
                connection.drain_events(timeout=_TICK_S)
            if time.monotonic() - last_tick >= _TICK_S:
                last_tick = time.monotonic()
                connection.heartbeat_check()

    def _let_go(self) -> None:
        self._up.clear()
        self._channel = None
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*self._errors):
                connection.collect()


def _leave_reading_to_the_reader(connection: Any) -> None:
    """Keep py-amqp from reading the socket before each publish, which it does to see alarms."""
    properties = getattr(connection.connection, "client_properties", None)
    if properties:
        properties["capabilities"]["connection.blocked"] = False
