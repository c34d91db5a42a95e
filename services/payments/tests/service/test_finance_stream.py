"""The finance chain is published byte for byte, in order, by one leader, whatever happens."""

import json
import logging
from collections.abc import Iterator, Sequence

import pytest
from payments_chain import live
from payments_mortal import BATCH, RELAY, chain, killed
from payments_stream import Stream, first_of_each, sequence_of, stream_of
from payments_world import World

from kernel.adapters import publisher
from kernel.adapters.checkpoints import move_back
from kernel.adapters.doctor import examine
from kernel.adapters.inspection import relay_rows
from kernel.adapters.metrics import RELAY_LAG_EVENTS, RELAY_LEADER
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.publisher import Outgoing, can_carry, publisher_for
from kernel.adapters.upkeep import Upkeep
from kernel.testing.messaging import until
from payments.adapters import finance_stream
from payments.adapters.finance_stream import STREAM, finance_outlet

OUTLET = finance_outlet("1Y")


@pytest.fixture
def stream(
    payments: World, own_rabbitmq: PrivateRabbitmq, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stream]:
    monkeypatch.setattr(finance_stream, "BATCH", BATCH)
    with stream_of(payments, own_rabbitmq.url) as lent:
        yield lent


def grow(payments: World, count: int) -> None:
    """Let the chain have as many more links."""
    live(payments, count // 2, start=len(payments.booked))
    chain(payments.app.database)


def test_every_link_is_one_message_with_its_bytes_and_its_name(
    payments: World, stream: Stream
) -> None:
    grow(payments, 8)
    stream.publish()
    stream.has(8)

    messages = stream.read()

    assert [bytes(one.body) for one in messages] == stream.table()
    for number, one in enumerate(messages, 1):
        told = json.loads(one.body)
        assert told["financeseq"] == sequence_of(one) == number
        assert one.properties["message_id"] == told["id"]
        assert one.properties["type"] == told["type"]
        assert one.properties["content_type"] == "application/cloudevents+json"
        assert one.properties["delivery_mode"] == 2
    assert payments.broken() == {}


def test_one_of_two_workers_leads_and_the_other_goes_on(payments: World, stream: Stream) -> None:
    first = stream.publish()
    until(lambda: first.leads)
    second = stream.publish()
    grow(payments, 4)
    stream.has(4)
    standing_by = not second.leads

    stream.stop(first)
    grow(payments, 4)
    stream.has(8)

    assert standing_by
    assert second.leads
    assert stream.sequences() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_whoever_is_killed_repeats_and_neither_skips_nor_swaps(
    payments: World, stream: Stream
) -> None:
    grow(payments, 30)
    for line in RELAY:
        killed(payments, line, amqp_url=stream.amqp_url)
    stream.publish()
    stream.has(30)

    messages = stream.read()

    sequences = [sequence_of(one) for one in messages]
    assert first_of_each(sequences) == list(range(1, 31))
    assert len(sequences) > 30
    table = stream.table()
    assert all(bytes(one.body) == table[sequence_of(one) - 1] for one in messages)


def test_a_broker_that_goes_and_comes_back_gets_all(
    payments: World, stream: Stream, own_rabbitmq: PrivateRabbitmq
) -> None:
    stream.publish()
    grow(payments, 4)
    stream.has(4)

    own_rabbitmq.stop()
    grow(payments, 10)
    assert stream.checkpoint() == 4
    own_rabbitmq.start()

    stream.has(14)
    assert first_of_each(stream.sequences()) == list(range(1, 15))


class _Overtaken:
    """Lets somebody else move the checkpoint while the first batch is on its way."""

    def __init__(self, stream: Stream) -> None:
        self._publisher = publisher_for(stream.amqp_url, OUTLET.destination)
        self._payments = stream.payments
        self._batches = 0

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._publisher.publish(messages)
        self._batches += 1
        if self._batches == 1:
            self._payments.run_sql("update relay set position = 1 where name = 'finance'")

    def tick(self) -> None:
        self._publisher.tick()

    def close(self) -> None:
        self._publisher.close()


def test_a_leader_that_was_overtaken_begins_where_the_checkpoint_is(
    payments: World, stream: Stream
) -> None:
    grow(payments, 4)
    stream.publish(_Overtaken(stream))
    stream.has(4)

    assert stream.sequences() == [1, 2, 3, 2, 3, 4]


def test_a_deleted_stream_is_declared_anew_and_published_anew_from_where_it_is_told(
    payments: World, stream: Stream
) -> None:
    stream.publish()
    grow(payments, 4)
    stream.has(4)

    stream.delete()
    grow(payments, 2)
    stream.has(6)
    assert stream.sequences() == [5, 6]
    with payments.app.database.transaction() as connection:
        move_back(connection, OUTLET.checkpoint, 2)
    until(lambda: stream.checkpoint() < 6)
    stream.has(6)

    assert stream.sequences() == [5, 6, 2, 3, 4, 5, 6]


def test_the_stream_is_there_though_nothing_is_published(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "DECLARE_S", 0.0)
    assert not stream.is_there()

    stream.publish()
    until(stream.is_there)
    stream.delete()

    until(stream.is_there)


@pytest.mark.parametrize(
    "arguments", [{"x-queue-type": "stream", "x-max-age": "2Y"}, {"x-queue-type": "quorum"}]
)
def test_a_queue_that_is_no_such_stream_is_named_with_what_to_do(
    payments: World,
    stream: Stream,
    caplog: pytest.LogCaptureFixture,
    arguments: dict[str, str],
) -> None:
    stream.declare(arguments)
    grow(payments, 2)

    with caplog.at_level(logging.WARNING):
        stream.publish()
        until(lambda: any(getattr(one, "code", "") == "queue_differs" for one in caplog.records))
        rows = {row["queue"]: row for row in examine(stream.amqp_url, payments.app.definition)}
    stream.delete()
    stream.has(2)

    assert not rows[STREAM]["ok"]
    assert "delete the queue and republish" in rows[STREAM]["advice"]
    assert stream.sequences() == [1, 2]


def test_operators_see_how_far_the_chain_is_published_and_by_whom(
    payments: World, stream: Stream
) -> None:
    grow(payments, 4)
    app = payments.app
    upkeep = Upkeep(app.definition, app.database, outlets=[OUTLET], clock=app.clock)
    upkeep.measure()
    lag = RELAY_LAG_EVENTS.labels(service="payments", relay="finance")
    assert lag._value.get() == 4  # noqa: SLF001 - the client has no other way

    stream.publish()
    stream.has(4)
    upkeep.measure()

    _, row = relay_rows(app.database, app.definition)
    assert (row["relay"], row["head"], row["published"], row["behind"]) == ("finance", 4, 4, 0)
    assert row["leader"].startswith("relay-finance@")
    assert lag._value.get() == 0  # noqa: SLF001 - the client has no other way
    leads = RELAY_LEADER.labels(service="payments", relay="finance")
    assert leads._value.get() == 1  # noqa: SLF001 - the client has no other way


def test_the_broker_in_the_process_has_no_streams_and_the_feed_serves() -> None:
    assert not can_carry("memory://anywhere", OUTLET.destination)
    assert can_carry("amqp://anywhere", OUTLET.destination)
