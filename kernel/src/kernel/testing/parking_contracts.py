"""What parking promises on every broker. Subclass, provide `hands`, inherit."""

from kernel.testing.messaging import until
from kernel.testing.messaging_contracts import MessagingFixtures
from kernel.testing.pairs import Pair


class ParkingContract(MessagingFixtures):
    """What fails is set aside with its stream; nothing else waits for it, and nothing is lost."""

    def test_a_poisoned_event_parks_only_its_stream_later_events_behind_it_retried_in_order(
        self, pair: Pair
    ) -> None:
        pair.town.poison.refused.add(2)
        pair.produce()
        work = pair.consume()

        pair.happen("a", 1, 2, 3)
        pair.happen("b", 10)
        pair.happen("a", 4)
        pair.happen("b", 11)

        pair.heard([1, 10, 11])
        until(lambda: work.status().subscriptions[0].position == 6)
        parking = pair.parking()
        parked = parking.events()
        assert [(one.position, one.reason_code) for one in parked] == [
            (2, "count_poisoned"),
            (3, "stream_parked"),
            (5, "stream_parked"),
        ]
        assert parked[0].attempts == 3

        again = parking.retry(pair.producer, "counter-a")
        assert (again.applied, again.left, again.reason_code) == (0, 3, "count_poisoned")
        pair.happen("a", 5)
        until(lambda: work.status().subscriptions[0].parked == 4)

        pair.town.poison.refused.clear()
        cured = parking.retry(pair.producer, "counter-a")
        assert (cured.applied, cured.left, cured.reason_code) == (4, 0, None)
        pair.happen("a", 6)
        pair.heard([1, 10, 11, 2, 3, 4, 5, 6])
        assert pair.town.tally(pair.consumer, "a") == (1, 2, 3, 4, 5, 6)

    def test_a_bug_parks_like_a_refusal_and_its_neighbours_in_the_batch_go_on(
        self, pair: Pair
    ) -> None:
        pair.town.poison.breaking.update({13, 40})
        for number in range(60):
            pair.happen(f"s{number}", number)

        pair.produce()
        pair.consume()

        pair.heard([number for number in range(60) if number not in (13, 40)])
        until(lambda: len(pair.parking().events()) == 2)
        assert {one.reason_code for one in pair.parking().events()} == {"unexpected_error"}

    def test_an_unknown_version_of_a_subscribed_type_is_parked_at_once(self, pair: Pair) -> None:
        pair.produce()
        pair.consume()

        pair.happen("a", 1)
        pair.town.happen_anew(pair.producer, "a", 2)
        pair.happen("a", 3)
        pair.happen("b", 4)

        pair.heard([1, 4])
        assert [
            (one.position, one.reason_code, one.attempts) for one in pair.parking().events()
        ] == [
            (2, "unknown_event_type", 1),
            (3, "stream_parked", 0),
        ]

    def test_discarding_lets_the_stream_go_on(self, pair: Pair) -> None:
        pair.town.poison.refused.add(1)
        pair.happen("a", 1, 2)
        pair.produce()
        pair.consume()
        until(lambda: len(pair.parking().events()) == 2)

        pair.parking().discard(pair.producer, 1)
        assert pair.parking().retry(pair.producer, "counter-a").applied == 1
        pair.happen("a", 3)

        pair.heard([2, 3])
        assert pair.parking().show(pair.producer, 1).status == "discarded"

    def test_a_refusal_that_was_only_early_is_applied_in_order_and_forgotten(
        self, pair: Pair
    ) -> None:
        pair.town.poison.refused.add(2)
        pair.happen("a", 1, 2, 3)
        pair.produce()
        work = pair.consume(attempts_max=1000)
        pair.heard([1])

        pair.town.poison.refused.clear()

        pair.heard([1, 2, 3])
        assert work.status().subscriptions[0].parked == 0
