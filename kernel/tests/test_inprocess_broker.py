"""The in-process broker behaves as RabbitMQ does, and fails as it does when a test asks for it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import amqp
import pytest
from kernel_broker_contract import (
    QUORUM,
    BrokerContract,
    Inbox,
    connected,
    declared,
    publish,
)
from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError

from kernel.adapters.inprocess import Broker, Outcome, broker_at, install, reset
from kernel.adapters.inprocess.routing import topic_fits


@pytest.fixture
def broker_url() -> Iterator[str]:
    install()
    yield "memory://tests"
    reset()


@pytest.fixture
def broker(broker_url: str) -> Broker:
    return broker_at(broker_url)


class TestRabbitmq(BrokerContract):
    @pytest.fixture
    def broker_url(self, amqp_url: str) -> str:
        return amqp_url


class TestInProcess(BrokerContract):
    def test_a_stopped_broker_breaks_connections_and_keeps_durable_messages(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)
            publish(connection, unique_name, 1, 2)
            channel, link = connection.default_channel, connection.connection

            broker.stop()

            with pytest.raises(ConnectionError):
                channel.basic_publish({}, "", unique_name)
            with pytest.raises(ConnectionError):
                link.drain_events(timeout=0)
            with pytest.raises(OperationalError), Connection(broker_url) as other:
                other.ensure_connection(max_retries=1, interval_start=0)
        broker.start()
        with connected(broker_url) as connection:
            assert Inbox(connection, unique_name).wait_for(2) == [1, 2]

    def test_a_stopped_broker_loses_what_was_only_in_memory(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            channel = connection.default_channel
            channel.queue_declare(f"{unique_name}.durable", durable=True, auto_delete=False)
            channel.queue_declare(unique_name, durable=False, auto_delete=False)
            producer = connection.Producer()
            for mode in (1, 2):
                producer.publish(mode, routing_key=f"{unique_name}.durable", delivery_mode=mode)
            broker.stop()
        broker.start()

        assert broker.depth(f"{unique_name}.durable") == 1
        with pytest.raises(amqp.exceptions.NotFound):
            broker.depth(unique_name)

    def test_a_waiting_consumer_notices_at_once_that_the_broker_stops(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)
            Inbox(connection, unique_name)
            threading.Timer(0.05, broker.stop).start()

            started = time.monotonic()
            with pytest.raises(ConnectionError):
                connection.drain_events(timeout=5)
        assert time.monotonic() - started < 1

    def test_a_failed_queue_refuses_while_the_others_take(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)
            exchange = Exchange(f"{unique_name}.x", type="topic", durable=True)
            Queue(f"{unique_name}.two", exchange, routing_key="#", queue_arguments=QUORUM)(
                connection.default_channel
            ).declare()
            broker.fail_queue(unique_name)

            with pytest.raises(amqp.exceptions.MessageNacked):
                publish(connection, unique_name, 1)

            assert broker.publish(f"{unique_name}.x", f"{unique_name}.a", b"2") is Outcome.REFUSED
            assert broker.depth(f"{unique_name}.two") == 2
            assert broker.depth(unique_name) == 0
            broker.mend_queue(unique_name)
            publish(connection, unique_name, 3)
            assert Inbox(connection, unique_name).wait_for(1) == [3]

    def test_without_confirms_nobody_hears_of_the_refusal(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url, confirm_publish=False) as connection:
            declared(connection, unique_name)
            broker.fail_queue(unique_name)

            publish(connection, unique_name, 1)

        assert broker.depth(unique_name) == 0

    def test_publishing_says_whether_anybody_listens(self, broker: Broker) -> None:
        broker.declare_exchange("news", "topic")

        assert broker.publish("news", "x", b"") is Outcome.UNROUTED
        assert broker.publish("", "no-such-queue", b"") is Outcome.UNROUTED
        with pytest.raises(amqp.exceptions.NotFound):
            broker.publish("unknown", "x", b"")

    def test_an_exchange_keeps_its_type(self, broker: Broker) -> None:
        broker.declare_exchange("news", "topic")

        with pytest.raises(amqp.exceptions.PreconditionFailed):
            broker.declare_exchange("news", "fanout")
        with pytest.raises(amqp.exceptions.PreconditionFailed):
            broker.declare_exchange("other", "headers")

    def test_a_queue_nobody_uses_expires(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name, **{"x-expires": 50})
            inbox = Inbox(connection, unique_name)
            time.sleep(0.1)
            assert broker.depth(unique_name) == 0
            inbox.channel.close()
            time.sleep(0.1)

            with pytest.raises(amqp.exceptions.NotFound):
                broker.depth(unique_name)

    def test_an_exclusive_queue_goes_with_its_connection(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            connection.default_channel.queue_declare(unique_name, exclusive=True, auto_delete=False)
            assert broker.depth(unique_name) == 0

        with pytest.raises(amqp.exceptions.NotFound):
            broker.depth(unique_name)

    def test_consumers_take_turns(self, broker_url: str, unique_name: str) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)
            inboxes = [Inbox(connection, unique_name) for _ in range(3)]

            publish(connection, unique_name, *range(6))

            inboxes[0].settle(0.1)
            assert [[m.payload for m in inbox.messages] for inbox in inboxes] == [
                [0, 3],
                [1, 4],
                [2, 5],
            ]

    def test_a_rejected_message_is_dead_lettered_and_a_nacked_batch_returns(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            connection.default_channel.queue_declare("dead", durable=True, auto_delete=False)
            declared(
                connection,
                unique_name,
                **{"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"},
            )
            inbox = Inbox(connection, unique_name, prefetch=3)
            publish(connection, unique_name, 1, 2, 3)
            inbox.wait_for(3)

            inbox.messages[0].reject()
            inbox.channel.basic_nack(inbox.messages[2].delivery_tag, multiple=True, requeue=True)

            assert inbox.wait_for(5)[3:] == [2, 3]
            assert broker.depth("dead") == 1

    def test_eight_threads_lose_nothing_and_double_nothing(
        self, broker: Broker, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)

            threads = [
                threading.Thread(target=publish_many, args=(broker_url, unique_name, base))
                for base in range(8)
            ]
            received: list[int] = []
            threads += [
                threading.Thread(target=consume_some, args=(broker_url, unique_name, received))
                for _ in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)

        assert sorted(received) == list(range(800))
        assert broker.depth(unique_name) == 0

    def test_it_works_under_greenthreads_too(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", GREEN], capture_output=True, text=True, timeout=60, check=False
        )

        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["500", "0"]


def publish_many(url: str, name: str, base: int) -> None:
    with connected(url) as connection:
        publish(connection, name, *range(base * 100, base * 100 + 100))


def consume_some(url: str, name: str, received: list[int]) -> None:
    with connected(url) as connection:
        inbox = Inbox(connection, name, prefetch=7)
        seen = 0
        while len(received) < 800 and seen < 8000:
            inbox.drain(0.05)
            for message in inbox.messages[seen:]:
                received.append(message.payload)
                message.ack()
            seen = len(inbox.messages)


GREEN = """
import warnings; warnings.simplefilter("ignore")
import eventlet; eventlet.monkey_patch()
from kernel.adapters.inprocess import broker_at, install
install()
from kombu import Connection, Queue
received = []
def consume():
    with Connection("memory://green") as c:
        with c.Consumer([Queue("q")], on_message=lambda m: (received.append(m.payload), m.ack())):
            while len(received) < 500: c.drain_events(timeout=5)
def produce():
    with Connection("memory://green") as c:
        for n in range(100):
            c.Producer().publish(n, routing_key="q", declare=[Queue("q")])
            eventlet.sleep(0)
with eventlet.Timeout(20):
    workers = [eventlet.spawn(consume)] + [eventlet.spawn(produce) for _ in range(5)]
    for worker in workers: worker.wait()
print(len(received), broker_at("memory://green").depth("q"))
"""


@pytest.mark.parametrize(
    ("pattern", "key", "fits"),
    [
        ("orders.*", "orders.place", True),
        ("orders.*", "orders", False),
        ("orders.*", "orders.place.now", False),
        ("orders.#", "orders", True),
        ("#", "a.b.c", True),
        ("a.#.c", "a.c", True),
        ("a.#.c", "a.x.y.c", True),
        ("a.#.c", "a.x.y", False),
        ("", "", True),
    ],
)
def test_a_topic_pattern_matches_words(pattern: str, key: str, *, fits: bool) -> None:
    assert topic_fits(pattern, key) is fits


def test_unknown_url_parts_do_not_matter() -> None:
    assert broker_at("memory://") is broker_at("memory://localhost")
    assert broker_at("memory://a") is not broker_at("memory://b")


def test_a_returned_message_goes_to_whoever_listens_for_it(broker_url: str) -> None:
    returned: list[Any] = []
    with connected(broker_url, confirm_publish=False) as connection:
        channel = connection.default_channel
        channel.events["basic_return"].add(lambda *given: returned.append(given))

        connection.Producer().publish({}, routing_key="nobody", mandatory=True, correlation_id="c7")

    [(error, exchange, routing_key, message)] = returned
    assert (error.reply_code, exchange, routing_key) == (312, "", "nobody")
    assert message.properties["correlation_id"] == "c7"
