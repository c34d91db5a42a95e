"""What a subscription promises on every broker. Subclass, provide `hands` and `deaths`, inherit."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kernel.adapters.metrics import MALFORMED
from kernel.application.ports import Timer
from kernel.testing.counters import NOON, SOMEBODY
from kernel.testing.deaths import Deaths
from kernel.testing.messaging import BrokerHands, consumer, producer, town, until
from kernel.testing.mortals import BEFORE_ACK
from kernel.testing.pairs import Pair, pair

HELD = 50
RESTARTS = 25


class MessagingFixtures:
    """A pair of services around the broker that `hands` is on."""

    @pytest.fixture
    def pair(
        self, hands: BrokerHands, new_database: Callable[[str], str], unique_name: str
    ) -> Iterator[Pair]:
        with pair(hands.url, new_database, unique_name) as lent:
            yield lent


class SubscriptionContract(MessagingFixtures):
    """Every event of every producer is applied in order, each once; what is lost is found."""

    def test_a_new_consumer_gets_all_history(self, pair: Pair) -> None:
        pair.happen("a", *range(700))
        pair.published(pair.produce())

        pair.consume()

        pair.heard(range(700))
        assert pair.positions() == list(range(1, 701))

    def test_news_is_applied_in_the_order_of_the_store(self, pair: Pair) -> None:
        pair.produce()
        pair.consume()

        for number in range(300):
            pair.happen(f"s{number % 7}", number)

        pair.heard(range(300))
        assert pair.town.tally(pair.consumer, "s3") == tuple(range(3, 300, 7))

    def test_types_nobody_subscribes_to_only_advance_the_row(self, pair: Pair) -> None:
        other = consumer(f"{pair.consumer}x", [pair.consumer], pair.town.poison)
        pair.town.found(other)
        pair.happen("a", 1, 2, 3)
        pair.produce()
        pair.consume()

        work = pair.town.work(other.name)

        until(lambda: work.status().subscriptions[0].position == 3)
        assert pair.town.numbers(other.name, pair.consumer) == []

    def test_the_last_message_of_a_stream_lost_is_found_by_the_check(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        relay = pair.produce()
        pair.consume(check_s=0.5)
        pair.happen("a", 1)
        pair.heard([1])

        hands.unbind(pair.queue, pair.producer)
        pair.happen("a", 2)
        pair.published(relay)
        hands.bind(pair.queue, pair.producer)

        pair.heard([1, 2])

    def test_a_check_asked_for_finds_at_once_what_was_lost(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        relay, work = pair.produce(), pair.consume()
        until(work.has_caught_up)
        hands.unbind(pair.queue, pair.producer)
        pair.happen("a", 1)
        pair.published(relay)
        time.sleep(0.2)
        assert pair.numbers() == []

        work.check()

        pair.heard([1])

    def test_a_hole_is_healed_while_the_producer_is_down_for_a_time_and_other_work_goes_on(
        self, hands: BrokerHands, new_database: Callable[[str], str], unique_name: str
    ) -> None:
        down, up, hearer = f"{unique_name}d", f"{unique_name}u", f"{unique_name}h"
        with town(hands.url, new_database) as lent:
            lent.found(producer(down))
            lent.found(producer(up))
            app = lent.found(consumer(hearer, [down, up], lent.poison))
            relay, _, work = lent.work(down), lent.work(up), lent.work(hearer)
            until(work.has_caught_up)
            hands.unbind(f"{hearer}.{down}.v1", down)
            lent.happen(down, "a", 1)
            until(lambda: relay.status().idle)
            hands.bind(f"{hearer}.{down}.v1", down)
            lent.switchboard.down.add(down)

            lent.happen(down, "a", 2)
            with app.units.begin() as unit, unit.scope(SOMEBODY):
                unit.schedule(Timer(timer_id="t", kind="alarm", subject="a", due_at=NOON))
            lent.happen(up, "b", 7, 8)

            until(lambda: lent.numbers(hearer, up) == [7, 8])
            until(lambda: lent.poison.fired == ["t"])
            until(lambda: work.status().published == app.head() == 3)
            assert lent.numbers(hearer, down) == []

            lent.switchboard.down.clear()
            until(lambda: lent.numbers(hearer, down) == [1, 2])

    def test_two_workers_on_one_subscription_apply_nothing_twice(self, pair: Pair) -> None:
        pair.happen("a", *range(400))
        pair.produce()
        pair.consume(check_s=0.2)
        pair.consume(check_s=0.2)

        for number in range(400, 700):
            pair.happen(f"s{number % 3}", number)

        pair.heard(range(700))
        assert pair.positions() == list(range(1, 701))

    def test_one_of_two_workers_goes_and_the_other_takes_over(self, pair: Pair) -> None:
        pair.produce()
        first = pair.consume()
        pair.happen("a", 1)
        pair.heard([1])
        pair.consume()

        first.stop()
        pair.happen("a", 2)

        pair.heard([1, 2])

    def test_a_neighbour_that_is_away_is_waited_for_and_the_order_is_kept(self, pair: Pair) -> None:
        pair.town.poison.unavailable.add(2)
        pair.produce()
        work = pair.consume()

        pair.happen("a", 1)
        pair.heard([1])
        pair.happen("b", 2)
        pair.happen("c", 3)
        time.sleep(0.5)
        assert pair.numbers() == [1]
        pair.town.poison.unavailable.clear()

        pair.heard([1, 2, 3])
        assert work.status().subscriptions[0].parked == 0

    def test_what_is_not_applied_is_given_back_when_the_worker_stops(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        pair.town.poison.unavailable.add(1)
        pair.produce()
        work = pair.consume()
        until(work.has_caught_up)
        pair.happen("a", 1)
        until(lambda: hands.depth(pair.queue) == 0 and pair.checkpoint() == 1)

        work.stop()

        until(lambda: hands.depth(pair.queue) == 1)
        assert pair.numbers() == []

    def test_a_message_that_cannot_be_read_is_counted_and_nothing_is_lost(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        pair.produce()
        work = pair.consume()
        until(work.has_caught_up)
        count = MALFORMED.labels(service=pair.consumer, producer=pair.producer)

        hands.publish(pair.producer, b"\xff not json")
        hands.publish(pair.producer, b'[{"position": 1}]')
        hands.publish(pair.producer, b'[{"position": "2", "subject": "a", "type": "b"}]')
        pair.happen("a", 1, 2)

        pair.heard([1, 2])
        until(lambda: count._value.get() == 3)  # noqa: SLF001 - the client has no other way
        until(lambda: hands.depth(pair.queue) == 0)

    def test_a_broker_gone_and_back_loses_nothing(self, pair: Pair, hands: BrokerHands) -> None:
        pair.produce()
        pair.consume()
        pair.happen("a", 1)
        pair.heard([1])

        hands.stop()
        pair.happen("a", 2, 3)
        time.sleep(0.5)
        hands.start()
        pair.happen("a", 4)

        pair.heard([1, 2, 3, 4])

    def test_a_consumer_killed_with_50_unacknowledged_messages_keeps_order(
        self, pair: Pair, hands: BrokerHands, deaths: Deaths
    ) -> None:
        deaths.hold_and_die(pair, hands, range(HELD))
        assert hands.depth(pair.queue) == HELD
        pair.town.switchboard.down.add(pair.producer)
        pair.consume()

        # The feed is down, so these are the messages themselves.
        pair.heard(range(HELD))
        until(lambda: hands.depth(pair.queue) == 0)

    def test_25_restarts_in_a_row_dead_letter_nothing(self, pair: Pair, hands: BrokerHands) -> None:
        pair.declare()
        pair.happen("a", *range(HELD))
        pair.publish_one_by_one()

        for restart in range(RESTARTS):
            deliveries = pair.deliveries()
            deliveries.open()
            deliveries.consume()
            until(lambda: hands.depth(pair.queue) == 0)
            if restart % 2:
                deliveries.close()
            else:
                deliveries.drop()
            until(lambda: hands.depth(pair.queue) == HELD)
        pair.town.switchboard.down.add(pair.producer)
        pair.consume()

        pair.heard(range(HELD))

    def test_a_kill_between_commit_and_acknowledgement_applies_nothing_twice(
        self, pair: Pair, hands: BrokerHands, deaths: Deaths
    ) -> None:
        pair.declare()
        pair.produce()

        for number in range(3):
            pair.happen("a", number)
            until(lambda: hands.depth(pair.queue) > 0)
            deaths.die(pair, "subscriber", line=BEFORE_ACK)
            until(lambda: hands.depth(pair.queue) > 0)
        assert pair.numbers() == [0, 1, 2]
        pair.consume()
        pair.happen("a", 3)

        pair.heard(range(4))
        until(lambda: hands.depth(pair.queue) == 0)

    def test_caught_up_at_is_the_clock_before_the_head_was_asked(
        self, hands: BrokerHands, new_database: Callable[[str], str], unique_name: str
    ) -> None:
        with town(hands.url, new_database) as lent:
            lent.found(producer(f"{unique_name}p"))
            lent.found(consumer(f"{unique_name}c", [f"{unique_name}p"], lent.poison))
            work = lent.work(f"{unique_name}c")
            until(lambda: work.status().subscriptions[0].caught_up_at == NOON)
            lent.advance(timedelta(hours=1))

            lent.switchboard.down.add(f"{unique_name}p")
            work.check()
            time.sleep(0.3)
            assert work.status().subscriptions[0].caught_up_at == NOON

            lent.switchboard.down.clear()
            later = NOON + timedelta(hours=1)
            work.check()
            until(lambda: work.status().subscriptions[0].caught_up_at == later)
