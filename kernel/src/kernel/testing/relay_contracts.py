"""What a relay promises on every broker. Subclass, provide `hands` and `deaths`, inherit."""

import time

from kernel.adapters.metrics import RELAY_NACK_STREAK
from kernel.testing.deaths import Deaths
from kernel.testing.messaging import BrokerHands, until
from kernel.testing.messaging_contracts import MessagingFixtures
from kernel.testing.mortals import BEFORE_CHECKPOINT
from kernel.testing.pairs import Pair


class RelayContract(MessagingFixtures):
    """Every stored event is published, in order, by one leader; nothing is lost, whoever falls."""

    def test_consecutive_events_share_messages_of_up_to_100(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        pair.declare()
        pair.happen("a", *range(250))

        pair.published(pair.produce())

        until(lambda: hands.depth(pair.queue) == 3)

    def test_a_standby_takes_over_when_the_leader_goes(self, pair: Pair) -> None:
        first = pair.produce()
        until(lambda: first.status().leads)
        second = pair.produce()
        pair.consume()
        pair.happen("a", 1)
        pair.heard([1])
        assert not second.status().leads

        first.stop()
        pair.happen("a", 2)

        pair.heard([1, 2])
        assert second.status().leads

    def test_a_kill_between_publishing_and_checkpoint_loses_nothing(
        self, pair: Pair, deaths: Deaths
    ) -> None:
        pair.consume()
        for number in range(3):
            pair.happen("a", number)
            deaths.die(pair, "relay", line=BEFORE_CHECKPOINT)
        pair.heard(range(3))
        assert pair.checkpoint() == 0

        work = pair.produce()
        pair.happen("a", 3)

        pair.heard(range(4))
        pair.published(work)

    def test_one_queue_unavailable_loses_nothing_and_is_seen(
        self, pair: Pair, hands: BrokerHands
    ) -> None:
        streak = RELAY_NACK_STREAK.labels(service=pair.producer, relay="main")
        relay = pair.produce()
        work = pair.consume()
        pair.happen("a", 1)
        pair.heard([1])
        pair.published(relay)
        hands.refuse_all(pair.producer)

        pair.happen("a", 2)
        until(lambda: streak._value.get() >= 3)  # noqa: SLF001 - the client has no other way
        pair.happen("a", 3)

        assert relay.status().published == 1
        # The others have the event over and over; what comes behind it they get from the feed.
        work.check()
        pair.heard([1, 2, 3])
        hands.mend(pair.producer)
        pair.published(relay)
        assert streak._value.get() == 0  # noqa: SLF001 - the client has no other way
        pair.happen("a", 4)
        pair.heard([1, 2, 3, 4])

    def test_a_leader_stopped_and_woken_after_another_took_over_loses_and_doubles_nothing(
        self, pair: Pair, deaths: Deaths
    ) -> None:
        pair.consume()

        with deaths.sleeping_leader(pair) as wake:
            pair.happen("a", 2, 3)
            successor = pair.produce()
            pair.heard([1, 2, 3])
            assert successor.status().leads
            wake()
            pair.happen("a", 4)
            pair.heard([1, 2, 3, 4])
            time.sleep(1)
            assert successor.status().leads

        assert pair.positions() == [1, 2, 3, 4]
