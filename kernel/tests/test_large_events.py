"""Large events travel too: no message and no page of a feed grows beyond what carries it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from kernel_counting import COUNTING, counting_database

from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import unpack
from kernel.adapters.codec import EVENT_BYTES_MAX
from kernel.adapters.database import Database
from kernel.adapters.outlets import PACKED, pack_messages
from kernel.adapters.publisher import Outgoing, publisher_for
from kernel.adapters.service import FeedRangeInvalid, ServiceApp
from kernel.adapters.store import read_after
from kernel.testing.counters import COUNTER, NOON, NOTE, SOMEBODY, Noted, count

# RabbitMQ 4 refuses messages above 16 MiB, and closes the channel.
BROKER_TAKES = 16 * 2**20
LARGEST = EVENT_BYTES_MAX - 100
PAGE = 500


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        yield database


@pytest.fixture
def app(database: Database) -> ServiceApp:
    # Without read models: those of the counters know no notes.
    return ServiceApp(replace(COUNTING, projections=()), database, clock=ManualClock(NOON))


def note(app: ServiceApp, many: int) -> None:
    with app.units.begin() as work, work.scope(SOMEBODY):
        work.add(NOTE, "n", [Noted(text="é" * (LARGEST // 2)) for _ in range(many)])


def small(app: ServiceApp, many: int) -> None:
    with app.units.begin() as work, work.scope(SOMEBODY):
        work.add(COUNTER, "c", count(*range(many)))


def messages(app: ServiceApp) -> list[Outgoing]:
    with app.database.transaction() as connection:
        return pack_messages("testing", read_after(connection, 0, PAGE))


def positions(bodies: list[Outgoing]) -> list[list[int]]:
    return [[one["position"] for one in unpack(message.body)] for message in bodies]


def test_small_events_share_messages_of_a_hundred(app: ServiceApp) -> None:
    small(app, PACKED * 2 + 1)

    assert [len(one) for one in positions(messages(app))] == [PACKED, PACKED, 1]


def test_large_events_travel_in_messages_that_a_broker_takes(
    app: ServiceApp, amqp_url: str, unique_name: str
) -> None:
    note(app, 30)
    small(app, 3)

    packed = messages(app)

    assert [one for each in positions(packed) for one in each] == list(range(1, 34))
    assert max(len(one.body) for one in packed) < BROKER_TAKES / 4
    publisher = publisher_for(amqp_url)
    publisher.publish([replace(one, routing_key=unique_name) for one in packed])
    publisher.close()


def test_a_page_of_the_feed_fits_into_one_answer_and_the_next_goes_on(app: ServiceApp) -> None:
    note(app, 9)
    small(app, 2)
    seen: list[int] = []

    while page := app.events(len(seen), PAGE):
        assert len(msgspec.json.encode(page)) < BROKER_TAKES / 2
        seen += [one["position"] for one in page]

    assert seen == list(range(1, 12))


@pytest.mark.parametrize(
    ("after", "limit"),
    [(-1, 1), (2**63, 1), (0, 0), (0, -1), ("0", 1), (0, None), (0.5, 1), (True, 1)],
)
def test_a_range_that_makes_no_sense_is_refused(app: ServiceApp, after: Any, limit: Any) -> None:
    with pytest.raises(FeedRangeInvalid):
        app.events(after, limit)
