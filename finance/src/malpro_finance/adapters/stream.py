"""The RabbitMQ stream, by pika over AMQP 0-9-1.

A stream wants a prefetch and acknowledgements; an acknowledgement only lets more messages come. The
reader's place is no business of the broker's.
"""

from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pika
import pika.exceptions

from malpro_finance.application.ports import Away, Message, Refused

STREAM = "payments.finance.v1"
PREFETCH = 1000
HEARTBEAT_S = 30
_TIMEOUT_S = 10
# With two strokes, as kombu and we write the default virtual host, pika would look for another.
_DEFAULT_HOST = frozenset({"", "/", "//"})
_NOT_FOUND = 404
_REFUSED = frozenset({403, 406})
_FAILURES = (pika.exceptions.AMQPError, OSError)


class RabbitStream:
    def __init__(self, url: str, stream: str = STREAM) -> None:
        """:raises Refused: it is no AMQP address"""
        try:
            self._parameters = pika.URLParameters(url)
        except (ValueError, TypeError) as error:
            raise Refused("MALPRO_AMQP_URL is not an address like amqp://host:5672/") from error
        if urlsplit(url).path in _DEFAULT_HOST:
            self._parameters.virtual_host = "/"
        self._parameters.heartbeat = HEARTBEAT_S
        self._parameters.socket_timeout = _TIMEOUT_S
        self._parameters.stack_timeout = _TIMEOUT_S
        self._parameters.blocked_connection_timeout = _TIMEOUT_S
        self._parameters.client_properties = {"connection_name": "finance"}
        self._stream = stream
        self._connection: Any = None
        self._channel: Any = None
        self._came: deque[Message] = deque()
        self._cancelled = False

    def open(self, offset: int | str) -> None:
        self._came.clear()
        self._cancelled = False
        try:
            self._connection = pika.BlockingConnection(self._parameters)
            self._channel = self._connection.channel()
            self._channel.basic_qos(prefetch_count=PREFETCH)
            self._channel.add_on_cancel_callback(self._on_cancel)
            arguments = {"x-stream-offset": offset}
            self._channel.basic_consume(self._stream, self._on_message, arguments=arguments)
        except _FAILURES as error:
            self.close()
            raise self._told(error) from error

    def next(self, wait_s: float) -> Message | None:
        if not self._came:
            if self._cancelled or not self._channel.is_open:
                raise Away(f"the broker has ended the reading of {self._stream}")
            try:
                self._connection.process_data_events(wait_s)
            except _FAILURES as error:
                raise self._told(error) from error
        return self._came.popleft() if self._came else None

    def done(self, message: Message) -> None:
        try:
            self._channel.basic_ack(message.tag, multiple=True)
        except _FAILURES as error:
            raise self._told(error) from error

    def breathe(self) -> None:
        try:
            self._connection.process_data_events(0)
        except _FAILURES as error:
            raise self._told(error) from error

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None or not connection.is_open:
            return
        try:
            connection.close()
        except _FAILURES:
            # It is gone anyhow.
            return

    def _on_message(self, _channel: Any, method: Any, properties: Any, body: bytes) -> None:
        offset = (properties.headers or {}).get("x-stream-offset")
        self._came.append(Message(body=body, offset=offset, tag=method.delivery_tag))

    def _on_cancel(self, _frame: Any) -> None:
        self._cancelled = True

    def _told(self, error: Exception) -> Away | Refused:
        where = f"{self._parameters.host}:{self._parameters.port}"
        code = getattr(error, "reply_code", None)
        if code == _NOT_FOUND:
            return Away(f"the broker at {where} has no stream {self._stream} yet")
        denied = (
            pika.exceptions.ProbableAuthenticationError,
            pika.exceptions.ProbableAccessDeniedError,
            pika.exceptions.AuthenticationError,
        )
        if code in _REFUSED or isinstance(error, denied):
            return Refused(
                f"the broker at {where} does not let us read {self._stream}: check user, password"
                " and virtual host in MALPRO_AMQP_URL"
            )
        return Away(f"the broker at {where} does not answer ({type(error).__name__})")
