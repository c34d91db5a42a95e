"""The relay's way out: messages that are either confirmed by the broker or not published."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from amqp.basic_message import Message
from kombu import Connection

from kernel.adapters.broker_errors import BrokerUnavailable, broker_errors
from kernel.adapters.confirms import ConfirmBook
from kernel.adapters.inprocess import Outcome, broker_at
from kernel.adapters.topology import EXCHANGE, declare_exchange
from kernel.domain.errors import Unavailable

log = logging.getLogger(__name__)

HEARTBEAT_S = 10
CONNECT_S = 4
CONFIRM_S = 8.0
_PERSISTENT = 2


class PublishRefused(Unavailable):
    """The broker said no to some of it: a queue that is bound to the exchange is unavailable."""

    code = "publish_refused"


class PublishUnconfirmed(BrokerUnavailable):
    """The broker said nothing in time. It may have taken the messages all the same."""

    code = "publish_unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message on its way to the exchange of all events."""

    routing_key: str
    message_id: str
    content_type: str
    body: bytes


class Publisher(Protocol):
    def publish(self, messages: Sequence[Outgoing]) -> None:
        """
        Return once the broker has confirmed each of them.

        :raises PublishRefused: it refused at least one; others may have arrived
        :raises BrokerUnavailable: it is away, or did not answer in time
        """
        ...

    def tick(self) -> None:
        """Keep an idle connection alive; call it every second or so."""
        ...

    def close(self) -> None: ...


def publisher_for(amqp_url: str) -> Publisher:
    """Return the publisher that the scheme of the URL asks for."""
    if amqp_url.startswith("memory://"):
        return InProcessPublisher(amqp_url)
    return AmqpPublisher(amqp_url)


class AmqpPublisher:
    """py-amqp without its own waiting: many messages in flight, confirms counted in a book."""

    def __init__(self, amqp_url: str, *, confirm_s: float = CONFIRM_S) -> None:
        self._amqp_url = amqp_url
        self._confirm_s = confirm_s
        self._line: _Line | None = None

    def publish(self, messages: Sequence[Outgoing]) -> None:
        try:
            with broker_errors():
                self._line = self._line or _Line(self._amqp_url)
                for message in messages:
                    self._line.send(message, timeout_s=self._confirm_s)
                self._line.await_confirms(self._confirm_s)
        except BrokerUnavailable:
            self._drop()
            raise

    def tick(self) -> None:
        if self._line is None:
            return
        try:
            with broker_errors():
                self._line.tick()
        except BrokerUnavailable as error:
            log.info("publisher.connection_lost", extra={"code": error.own_code})
            self._drop()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _drop(self) -> None:
        if self._line is not None:
            self._line.drop()
            self._line = None


class _Line:
    """One connection in confirm mode. It is thrown away at the first sign of trouble."""

    def __init__(self, amqp_url: str) -> None:
        self._connection = Connection(
            amqp_url,
            heartbeat=HEARTBEAT_S,
            connect_timeout=CONNECT_S,
            transport_options={"confirm_publish": False},
        )
        try:
            self._connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
            self._channel = self._connection.channel()
            declare_exchange(self._channel)
            self._channel.confirm_select()
        except BaseException:
            self.drop()
            raise
        self._book = ConfirmBook()
        self._channel.events["basic_ack"].add(self._book.on_ack)
        self._channel.events["basic_nack"].add(self._book.on_nack)

    def send(self, message: Outgoing, *, timeout_s: float) -> None:
        amqp_message = Message(
            message.body,
            content_type=message.content_type,
            message_id=message.message_id,
            delivery_mode=_PERSISTENT,
        )
        self._channel.basic_publish(amqp_message, EXCHANGE, message.routing_key, timeout=timeout_s)
        self._book.sent()

    def await_confirms(self, timeout_s: float) -> None:
        end = time.monotonic() + timeout_s
        while self._book.open:
            left_s = end - time.monotonic()
            if left_s <= 0:
                raise PublishUnconfirmed("the broker has not confirmed in time")
            self._drain(left_s)
        refused = self._book.take_refused()
        if refused:
            raise PublishRefused("the broker refused to store a message", refused=refused)

    def tick(self) -> None:
        self._drain(0)
        self._connection.heartbeat_check()

    def close(self) -> None:
        try:
            with broker_errors():
                self._connection.release()
        except BrokerUnavailable:
            self.drop()

    def drop(self) -> None:
        """Let go without a word: the broker may be beyond answering."""
        self._connection.collect()

    def _drain(self, timeout_s: float) -> None:
        try:
            self._connection.drain_events(timeout=timeout_s)
        except TimeoutError:
            return


class InProcessPublisher:
    """The broker inside the process answers at once."""

    def __init__(self, amqp_url: str) -> None:
        self._amqp_url = amqp_url

    def publish(self, messages: Sequence[Outgoing]) -> None:
        with broker_errors():
            broker = broker_at(self._amqp_url)
            broker.declare_exchange(EXCHANGE, "topic")
            refused = [self._send(broker, one) for one in messages].count(Outcome.REFUSED)
        if refused:
            raise PublishRefused("the broker refused to store a message", refused=refused)

    def tick(self) -> None:
        """There is no connection that could go stale."""

    def close(self) -> None:
        """There is no connection to close."""

    def _send(self, broker: Any, message: Outgoing) -> Outcome:
        properties = {
            "content_type": message.content_type,
            "message_id": message.message_id,
            "delivery_mode": _PERSISTENT,
        }
        outcome: Outcome = broker.publish(
            EXCHANGE, message.routing_key, message.body, properties=properties
        )
        return outcome
