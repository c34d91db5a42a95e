"""What a relay and its checkpoint promise on every store. Subclass, provide `database`, inherit."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from threading import Event

import pytest

from kernel.adapters.checkpoints import MAIN, NotPublishedYet, move_back, published
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import unpack
from kernel.adapters.leadership import open_seat
from kernel.adapters.outlets import Batch, events_outlet
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import Outgoing
from kernel.adapters.relay import Relay
from kernel.adapters.seat import LeadershipLost, Seat
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.testing.append_contracts import append_alone, new
from kernel.testing.counters import NOON
from kernel.testing.messaging import PATIENCE_S, until
from kernel.testing.stores import Killed, Moment

RHYTHM = Rhythm(pace_s=0.0, poll_s=0.01, lease_s=5.0)
Open = Callable[..., Seat]


class OneRound(Event):
    """Is set as soon as somebody rests."""

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        self.set()
        return True


class Post:
    """A broker that confirms everything; its relay ends when there is no more to publish."""

    def __init__(self, stop: Event, *, moment: Moment | None = None) -> None:
        self.stop = stop
        self._moment = moment or Moment()
        self.confirmed: list[int] = []

    def publish(self, messages: Sequence[Outgoing]) -> None:
        self._moment.pass_by()
        for message in messages:
            self.confirmed += [one["position"] for one in unpack(message.body)]

    def tick(self) -> None:
        self.stop.set()

    def close(self) -> None:
        """Nothing is open."""


class Interrupted(Post):
    """A broker beside which something happens as soon as there is no more to publish."""

    def __init__(self, stop: Event, *, by: Callable[[], None]) -> None:
        super().__init__(stop)
        self._left = [by]

    def tick(self) -> None:
        if self._left:
            self._left.pop()()
        else:
            super().tick()


def moved_back(database: AnyDatabase, start: int) -> None:
    with database.transaction() as one:
        move_back(one, MAIN, start)


class RelayStoreContract:
    """One session leads, the checkpoint follows the confirms, and nothing is passed over."""

    relay: type[Relay] = Relay

    def run(self, database: AnyDatabase, post: Post) -> None:
        """Let a relay publish all there is."""
        outlet = events_outlet("p")
        relay = self.relay("p", outlet, database, post, clock=ManualClock(NOON), rhythm=RHYTHM)
        relay.run(post.stop)

    @pytest.fixture
    def seat(self, database: AnyDatabase) -> Iterator[Open]:
        with ExitStack() as seats:
            yield lambda lease_s=5.0: seats.enter_context(
                closing(open_seat(database, MAIN, lease_s=lease_s))
            )

    def test_only_one_leads_and_the_next_when_it_goes(self, seat: Open) -> None:
        first, second = seat(), seat()

        assert first.take()
        assert first.take()
        assert not second.take()
        first.close()

        until(second.take)

    def test_a_checkpoint_that_somebody_else_has_moved_is_not_moved(self, seat: Open) -> None:
        first, second = seat(), seat()
        assert first.checkpoint() == 0
        first.advance(0, 5, at=NOON)

        with pytest.raises(LeadershipLost):
            second.advance(0, 3, at=NOON)

        assert second.checkpoint() == 5

    def test_a_silent_leader_loses_the_lead_and_learns_of_it(self, seat: Open) -> None:
        stopped, standby = seat(lease_s=0.2), seat()
        assert stopped.take()

        until(standby.take)

        with pytest.raises(LeadershipLost):
            stopped.ping()
        with pytest.raises(LeadershipLost):
            stopped.advance(0, 1, at=NOON)
        assert standby.checkpoint() == 0

    def test_whoever_leads_is_told_of_what_is_appended(
        self, database: AnyDatabase, seat: Open
    ) -> None:
        leader = seat(lease_s=600.0)
        leader.take()
        leader.forget_hints()
        append_alone(database, new("a", 1))
        patience_ends = time.monotonic() + PATIENCE_S

        leader.wait(2 * PATIENCE_S)

        assert time.monotonic() < patience_ends, "nobody told it"

    def test_an_operator_moves_it_back_to_what_was_published(
        self, database: AnyDatabase, seat: Open
    ) -> None:
        leader = seat()
        leader.advance(0, 5, at=NOON)
        with database.transaction() as one:
            move_back(one, MAIN, 3)
            assert published(one).position == 2

        with pytest.raises(NotPublishedYet), database.transaction() as one:
            move_back(one, MAIN, 9)

        assert leader.checkpoint() == 2

    def test_all_that_was_appended_is_published_and_then_noted(self, database: AnyDatabase) -> None:
        append_alone(database, new("a", 1), new("b", 1), new("a", 2))
        post = Post(Event())

        self.run(database, post)

        assert post.confirmed == [1, 2, 3]
        with database.transaction() as one:
            assert published(one).position == 3
            assert published(one).at == NOON

    def test_a_leader_whose_checkpoint_was_moved_back_publishes_from_there(
        self, database: AnyDatabase
    ) -> None:
        append_alone(database, new("a", 1), new("b", 1), new("a", 2))
        post = Interrupted(Event(), by=lambda: moved_back(database, 2))

        self.run(database, post)

        assert post.confirmed == [1, 2, 3, 2, 3]
        with database.reading() as one:
            assert published(one).position == 3

    def test_what_was_not_confirmed_is_published_by_the_next(self, database: AnyDatabase) -> None:
        append_alone(database, new("a", 1), new("b", 1))
        moment = Moment()
        moment.kill()
        with pytest.raises(Killed):
            self.run(database, Post(Event(), moment=moment))

        post = Post(Event())
        append_alone(database, new("a", 2))
        self.run(database, post)

        assert post.confirmed == [1, 2, 3]

    def test_a_leader_that_is_stopped_while_it_reads_loses_the_lead(
        self, database: AnyDatabase, seat: Open
    ) -> None:
        append_alone(database, new("a", 1))
        outlet, standby, post = events_outlet("p"), seat(), Post(OneRound())

        def stopped(transaction: AnyTransaction) -> Batch:
            batch = outlet.read(transaction)
            until(standby.take)
            return batch

        self.relay(
            "p",
            replace(outlet, read=stopped),
            database,
            post,
            clock=ManualClock(NOON),
            rhythm=replace(RHYTHM, lease_s=0.2),
        ).run(post.stop)

        # It could not know, and has told the broker; it has moved nothing.
        assert post.confirmed == [1]
        assert standby.checkpoint() == 0

    def test_while_one_leads_nobody_else_publishes(self, database: AnyDatabase) -> None:
        append_alone(database, new("a", 1))
        moment, other = Moment(), Post(OneRound())
        moment.next(lambda: self.run(database, other))
        post = Post(Event(), moment=moment)

        self.run(database, post)

        assert (post.confirmed, other.confirmed) == ([1], [])
