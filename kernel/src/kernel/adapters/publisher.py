"""A relay's way out: messages that are either confirmed by the broker or not published."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from amqp.basic_message import Message
from kombu import Connection

from kernel.adapters.broker_errors import BrokerUnavailable, broker_errors
from kernel.adapters.confirms import ConfirmBook
from kernel.adapters.inprocess import Outcome, broker_at
from kernel.adapters.topology import EVENTS, EXCHANGE, Destination, QueueDiffers
from kernel.domain.errors import Unavailable

log = logging.getLogger(__name__)

HEARTBEAT_S = 10
CONNECT_S = 4
ANSWER_S = 8.0
CONFIRM_S = 8.0
DECLARE_S = 30.0
TICK_S = 1.0
_PERSISTENT = 2
_LEAST_S = 0.05
_IN_PROCESS = "memory://"


class PublishRefused(Unavailable):
    """The broker said no to some of it: a queue that is bound to the exchange is unavailable."""

    code = "publish_refused"


class PublishUnconfirmed(BrokerUnavailable):
    """The broker said nothing in time. It may have taken the messages all the same."""

    code = "publish_unconfirmed"


class QueueGone(BrokerUnavailable):
    """The queue was deleted behind our backs; whoever connects anew declares it."""

    code = "queue_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message on its way to the broker."""

    routing_key: str
    message_id: str
    content_type: str
    body: bytes
    type: str = ""
    headers: Mapping[str, Any] = field(default_factory=dict)


class Publisher(Protocol):
    def publish(self, messages: Sequence[Outgoing]) -> None:
        """
        Return once the broker has confirmed each of them.

        :raises PublishRefused: it refused at least one; others may have arrived
        :raises BrokerUnavailable: it is away, or did not answer in time
        """
        ...

    def tick(self) -> None:
        """
        Keep an idle connection alive, and what it declared; call it every second, or more often.

        :raises BrokerUnavailable: it is away
        """
        ...

    def close(self) -> None: ...


def publisher_for(amqp_url: str, destination: Destination = EVENTS) -> Publisher:
    """Return the publisher that the scheme of the URL asks for."""
    if amqp_url.startswith(_IN_PROCESS):
        return InProcessPublisher(amqp_url)
    return AmqpPublisher(amqp_url, destination)


def can_carry(amqp_url: str, destination: Destination) -> bool:
    """Tell whether the broker has what the destination is made of: no streams in the process."""
    return destination.stream is None or not amqp_url.startswith(_IN_PROCESS)


class AmqpPublisher:
    """py-amqp without its own waiting: many messages in flight, confirms counted in a book."""

    def __init__(
        self, amqp_url: str, destination: Destination = EVENTS, *, confirm_s: float = CONFIRM_S
    ) -> None:
        self._amqp_url = amqp_url
        self._destination = destination
        self._confirm_s = confirm_s
        self._line: _Line | None = None

    def publish(self, messages: Sequence[Outgoing]) -> None:
        with self._open_line() as line:
            end = time.monotonic() + self._confirm_s
            for message in messages:
                line.send(message, end=end)
            line.await_confirms(end)

    def tick(self) -> None:
        with self._open_line() as line:
            line.tick()

    @contextmanager
    def _open_line(self) -> Iterator["_Line"]:
        try:
            with broker_errors():
                self._line = self._line or _Line(self._amqp_url, self._destination)
                yield self._line
        except (BrokerUnavailable, QueueDiffers):
            self._drop()
            raise

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

    def __init__(self, amqp_url: str, destination: Destination) -> None:
        self._destination = destination
        self._connection = Connection(
            amqp_url,
            heartbeat=HEARTBEAT_S,
            connect_timeout=CONNECT_S,
            transport_options={"confirm_publish": False, "read_timeout": ANSWER_S},
        )
        try:
            self._connection.ensure_connection(max_retries=0, reraise_as_library_errors=False)
            self._channel = self._connection.channel()
            self._declare()
            self._channel.confirm_select()
        except BaseException:
            self.drop()
            raise
        self._book = ConfirmBook()
        self._channel.events["basic_ack"].add(self._book.on_ack)
        self._channel.events["basic_nack"].add(self._book.on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._returned = 0
        self._ticked_at = 0.0

    def send(self, message: Outgoing, *, end: float) -> None:
        amqp_message = Message(message.body, **_properties(message))
        self._channel.basic_publish(
            amqp_message,
            self._destination.exchange,
            message.routing_key,
            # The broker confirms what no queue has taken, too.
            mandatory=self._destination.stream is not None,
            timeout=max(_LEAST_S, end - time.monotonic()),
        )
        self._book.sent()

    def await_confirms(self, end: float) -> None:
        while self._book.open:
            left_s = end - time.monotonic()
            if left_s <= 0:
                raise PublishUnconfirmed("the broker has not confirmed in time")
            self._drain(left_s)
        if self._returned:
            raise QueueGone(f"there is no queue {self._destination.stream} any more")
        refused = self._book.take_refused()
        if refused:
            raise PublishRefused("the broker refused to store a message", refused=refused)

    def tick(self) -> None:
        now = time.monotonic()
        if now - self._ticked_at < TICK_S:
            return
        self._ticked_at = now
        self._drain(0)
        self._connection.heartbeat_check()
        if now >= self._declare_at:
            self._declare()

    def _declare(self) -> None:
        self._destination.declare(self._channel)
        self._declare_at = time.monotonic() + DECLARE_S

    def _on_return(self, *_: Any) -> None:
        self._returned += 1

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
        outcome: Outcome = broker.publish(
            EXCHANGE, message.routing_key, message.body, properties=_properties(message)
        )
        return outcome


def _properties(message: Outgoing) -> dict[str, Any]:
    told: dict[str, Any] = {
        "content_type": message.content_type,
        "message_id": message.message_id,
        "delivery_mode": _PERSISTENT,
    }
    if message.type:
        told["type"] = message.type
    if message.headers:
        told["application_headers"] = dict(message.headers)
    return told
