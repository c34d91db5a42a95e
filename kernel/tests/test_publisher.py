"""A publisher that reaches the broker at all gets its messages confirmed."""

import time

from kombu import Connection

from kernel.adapters.publisher import AmqpPublisher, Outgoing
from kernel.adapters.topology import EXCHANGE, EventsExchange, declare_exchange

CONFIRM_S = 3.0


class SlowlyThere(EventsExchange):
    """The first declaration takes longer than a confirm may."""

    def declare(self, channel: object) -> None:
        time.sleep(CONFIRM_S + 0.1)
        super().declare(channel)


def test_what_connecting_takes_is_not_taken_from_the_confirms(amqp_url: str) -> None:
    publisher = AmqpPublisher(amqp_url, SlowlyThere(), confirm_s=CONFIRM_S)
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        declare_exchange(channel)
        queue = channel.queue_declare("", exclusive=True).queue
        channel.queue_bind(queue, EXCHANGE, "slow")

        publisher.publish(
            [Outgoing(routing_key="slow", message_id="1", content_type="text/plain", body=b"told")]
        )
        publisher.close()
        message = channel.basic_get(queue, no_ack=True)

    assert message is not None
    assert bytes(message.body) == b"told"
