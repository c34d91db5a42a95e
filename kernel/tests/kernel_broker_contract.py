"""What Malpro relies on of a broker, asked through kombu of RabbitMQ and the in-process one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import amqp
import pytest
from kombu import Connection, Exchange, Queue

QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}


@contextmanager
def connected(url: str, **options: Any) -> Iterator[Any]:
    with Connection(url, transport_options={"confirm_publish": True, **options}) as connection:
        connection.ensure_connection(max_retries=3)
        yield connection


def declared(connection: Any, name: str, **arguments: Any) -> Any:
    exchange = Exchange(f"{name}.x", type="topic", durable=True)
    queue = Queue(name, exchange, routing_key=f"{name}.#", queue_arguments={**QUORUM, **arguments})(
        connection.default_channel
    )
    queue.declare()
    return queue


def publish(connection: Any, name: str, *bodies: Any, **options: Any) -> None:
    producer = connection.Producer()
    for body in bodies:
        producer.publish(
            body, exchange=f"{name}.x", routing_key=f"{name}.news", serializer="json", **options
        )


class Inbox:
    """A consumer on a channel of its own that keeps what it was given."""

    def __init__(self, connection: Any, queue: str, *, prefetch: int = 0) -> None:
        self.connection = connection
        self.channel = connection.channel()
        a_global = False
        self.channel.basic_qos(0, prefetch, a_global)
        self.messages: list[Any] = []
        self.consumer = connection.Consumer(
            [Queue(queue, no_declare=True)],
            channel=self.channel,
            on_message=self.messages.append,
            auto_declare=False,
        )
        self.consumer.consume()

    def wait_for(self, number: int, *, within_s: float = 5.0) -> list[Any]:
        end = time.monotonic() + within_s
        while len(self.messages) < number and (left := end - time.monotonic()) > 0:
            self.drain(left)
        return [message.payload for message in self.messages]

    def settle(self, for_s: float = 0.3) -> list[Any]:
        return self.wait_for(1_000_000, within_s=for_s)

    def drain(self, timeout: float) -> None:
        try:
            self.connection.drain_events(timeout=timeout)
        except TimeoutError:
            return


class BrokerContract:
    """Inherit and give `broker_url`."""

    @pytest.fixture
    def connection(self, broker_url: str) -> Iterator[Any]:
        with connected(broker_url) as connection:
            yield connection

    def test_a_message_arrives_as_it_was_published(self, connection: Any, unique_name: str) -> None:
        declared(connection, unique_name)

        publish(connection, unique_name, {"n": 1}, headers={"why": "news"}, correlation_id="c1")

        inbox = Inbox(connection, unique_name)
        assert inbox.wait_for(1) == [{"n": 1}]
        [message] = inbox.messages
        assert message.headers["why"] == "news"
        assert message.properties["correlation_id"] == "c1"
        assert message.properties["content_type"] == "application/json"
        assert message.delivery_info["routing_key"] == f"{unique_name}.news"
        assert not message.delivery_info["redelivered"]

    def test_a_mandatory_message_to_nobody_is_returned(
        self, connection: Any, unique_name: str
    ) -> None:
        declared(connection, unique_name)

        with pytest.raises(amqp.exceptions.ChannelError, match="NO_ROUTE"):
            connection.Producer().publish(
                {}, exchange=f"{unique_name}.x", routing_key="nobody", mandatory=True
            )

    def test_every_bound_queue_gets_a_copy_of_its_own(
        self, connection: Any, unique_name: str
    ) -> None:
        declared(connection, unique_name)
        exchange = Exchange(f"{unique_name}.x", type="topic", durable=True)
        Queue(f"{unique_name}.two", exchange, routing_key="#", queue_arguments=QUORUM)(
            connection.default_channel
        ).declare()

        publish(connection, unique_name, 7)

        first, second = (Inbox(connection, name) for name in (unique_name, f"{unique_name}.two"))
        assert first.wait_for(1) == [7]
        first.messages[0].ack()
        assert second.wait_for(1) == [7]

    def test_no_more_than_the_prefetch_is_handed_out(
        self, connection: Any, unique_name: str
    ) -> None:
        declared(connection, unique_name)
        publish(connection, unique_name, 1, 2, 3)
        inbox = Inbox(connection, unique_name, prefetch=2)
        assert inbox.settle() == [1, 2]

        inbox.messages[0].ack()

        assert inbox.wait_for(3) == [1, 2, 3]

    def test_one_acknowledgement_can_cover_all_before_it(
        self, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)
            publish(connection, unique_name, 1, 2, 3)
            inbox = Inbox(connection, unique_name)
            inbox.wait_for(3)

            inbox.messages[1].ack(multiple=True)

        with connected(broker_url) as connection:
            assert Inbox(connection, unique_name).settle() == [3]

    def test_what_a_closed_channel_held_comes_back_in_order(
        self, connection: Any, unique_name: str
    ) -> None:
        declared(connection, unique_name)
        publish(connection, unique_name, *range(8))
        first = Inbox(connection, unique_name, prefetch=5)
        first.wait_for(5)

        first.channel.close()

        second = Inbox(connection, unique_name)
        assert second.wait_for(8) == list(range(8))
        assert second.messages[0].headers["x-delivery-count"] == 1
        assert second.messages[0].delivery_info["redelivered"]
        assert "x-delivery-count" not in second.messages[7].headers

    def test_only_one_consumer_is_active_and_the_next_takes_over_in_order(
        self, connection: Any, unique_name: str
    ) -> None:
        declared(connection, unique_name, **{"x-single-active-consumer": True})
        first, second = (Inbox(connection, unique_name, prefetch=4) for _ in range(2))
        publish(connection, unique_name, *range(6))
        assert first.wait_for(4) == [0, 1, 2, 3]
        assert second.settle() == []
        first.messages[0].ack()
        assert first.wait_for(5) == [0, 1, 2, 3, 4]

        first.channel.close()

        assert second.wait_for(4) == [1, 2, 3, 4]
        second.messages[3].ack(multiple=True)
        assert second.wait_for(5) == [1, 2, 3, 4, 5]

    def test_a_message_given_back_too_often_is_dead_lettered(
        self, connection: Any, unique_name: str
    ) -> None:
        dead = Exchange(f"{unique_name}.dlx", type="topic", durable=True)
        Queue(f"{unique_name}.dead", dead, routing_key="#", queue_arguments=QUORUM)(
            connection.default_channel
        ).declare()
        declared(
            connection,
            unique_name,
            **{"x-delivery-limit": 2, "x-dead-letter-exchange": f"{unique_name}.dlx"},
        )
        inbox = Inbox(connection, unique_name)
        publish(connection, unique_name, "poison")

        for attempt in range(1, 4):
            inbox.wait_for(attempt)
            inbox.messages[-1].requeue()

        buried = Inbox(connection, f"{unique_name}.dead")
        assert buried.wait_for(1) == ["poison"]
        assert len(inbox.messages) == 3
        assert buried.messages[0].headers["x-first-death-reason"] == "delivery_limit"
        assert buried.messages[0].headers["x-first-death-queue"] == unique_name

    def test_an_expired_message_is_not_delivered(self, connection: Any, unique_name: str) -> None:
        declared(connection, unique_name)
        publish(connection, unique_name, "late", expiration=0.05)
        publish(connection, unique_name, "kept")
        time.sleep(0.2)

        assert Inbox(connection, unique_name).settle() == ["kept"]

    def test_an_auto_delete_queue_goes_with_its_last_consumer(
        self, connection: Any, unique_name: str
    ) -> None:
        channel = connection.channel()
        channel.queue_declare(unique_name, auto_delete=True)
        inbox = Inbox(connection, unique_name)

        inbox.channel.close()

        with pytest.raises(amqp.exceptions.NotFound):
            channel.queue_declare(unique_name, passive=True)

    def test_a_queue_cannot_be_declared_again_with_other_arguments(
        self, broker_url: str, unique_name: str
    ) -> None:
        with connected(broker_url) as connection:
            declared(connection, unique_name)

            with pytest.raises(amqp.exceptions.PreconditionFailed):
                declared(connection, unique_name, **{"x-single-active-consumer": True})

    def test_a_message_can_be_fetched_without_consuming(
        self, connection: Any, unique_name: str
    ) -> None:
        queue = declared(connection, unique_name)
        publish(connection, unique_name, 1)
        # A quorum queue may answer a confirm before it answers a get.
        time.sleep(0.1)

        message = queue.get()

        assert message.payload == 1
        message.ack()
        assert queue.get() is None

    def test_deleting_and_purging_say_how_many_messages_went(
        self, connection: Any, unique_name: str
    ) -> None:
        queue = declared(connection, unique_name)
        publish(connection, unique_name, 1, 2)
        assert queue.purge() == 2
        publish(connection, unique_name, 3)

        assert queue.delete() == 1
