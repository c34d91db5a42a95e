"""The finance stream as its readers and its operators find it, on a broker of the test's own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from amqp.basic_message import Message
from amqp.exceptions import NotFound
from kombu import Connection
from payments_mortal import relay
from payments_world import World

from kernel.adapters.checkpoints import published
from kernel.adapters.publisher import Publisher
from kernel.adapters.relay import Relay
from kernel.testing.messaging import until
from payments.adapters.finance_stream import STREAM, finance_outlet

_END = "the end"


@dataclass(slots=True, kw_only=True)
class Stream:
    """
    The stream `payments.finance.v1` of one broker.

    :ivar relays: those that run, with what stops them
    """

    payments: World
    amqp_url: str
    relays: list[tuple[Relay, Event, Thread]] = field(default_factory=list)

    def publish(self, publisher: Publisher | None = None) -> Relay:
        """Start a relay, which goes on until it is told to stop."""
        one, stop = relay(self.payments.app.database, self.amqp_url, publisher), Event()
        thread = Thread(target=one.run, args=(stop,))
        thread.start()
        self.relays.append((one, stop, thread))
        return one

    def stop(self, one: Relay | None = None) -> None:
        """Stop one relay, or all."""
        for told, stop, thread in [*self.relays]:
            if one in (None, told):
                stop.set()
                thread.join(20)
                self.relays.remove((told, stop, thread))

    def has(self, financeseq: int) -> None:
        """Wait until that link, and all before it, are noted as published."""
        until(lambda: self.checkpoint() == financeseq)

    def checkpoint(self) -> int:
        with self.payments.app.database.transaction() as connection:
            return published(connection, finance_outlet("1Y").checkpoint).position

    def table(self) -> list[bytes]:
        """Return every link as it is stored."""
        query = sa.text("select envelope from finance_chain order by financeseq")
        with self.payments.app.database.transaction() as connection:
            return [bytes(row.envelope) for row in connection.execute(query)]

    def read(self) -> list[Any]:
        """Return every message of the stream, the first first, repeats included."""
        found: list[Any] = []
        # An earlier reader's is still there.
        end = f"{_END} {uuid4()}".encode()
        with Connection(self.amqp_url) as connection:
            channel = connection.channel()
            channel.basic_publish(Message(end), "", STREAM)
            channel.basic_qos(0, 100, False)  # noqa: FBT003 - py-amqp asks so

            def take(message: Any) -> None:
                found.append(message)
                channel.basic_ack(message.delivery_tag)

            channel.basic_consume(STREAM, callback=take, arguments={"x-stream-offset": "first"})
            while not found or found[-1].body != end:
                connection.drain_events(timeout=20)
            connection.collect()
        return [one for one in found if not one.body.startswith(_END.encode())]

    def sequences(self) -> list[int]:
        return [sequence_of(one) for one in self.read()]

    def delete(self) -> None:
        with Connection(self.amqp_url) as connection:
            connection.channel().queue_delete(STREAM)

    def declare(self, arguments: dict[str, Any]) -> None:
        with Connection(self.amqp_url) as connection:
            channel = connection.channel()
            channel.queue_declare(STREAM, durable=True, auto_delete=False, arguments=arguments)

    def is_there(self) -> bool:
        with Connection(self.amqp_url) as connection:
            try:
                connection.channel().queue_declare(STREAM, passive=True)
            except NotFound:
                return False
            return True


def sequence_of(message: Any) -> int:
    return int(message.properties["application_headers"]["financeseq"])


def first_of_each(sequences: Sequence[int]) -> list[int]:
    """Return what a reader takes that skips repeats."""
    return list(dict.fromkeys(sequences))


@contextmanager
def stream_of(payments: World, amqp_url: str) -> Iterator[Stream]:
    """Lend the stream, which is not there yet; what was started in it ends with the block."""
    stream = Stream(payments=payments, amqp_url=amqp_url)
    stream.delete()
    try:
        yield stream
    finally:
        stream.stop()
