"""Whatever is lost, repeated or reordered on the way, each event is applied once and in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies as st

from kernel.adapters.sequence import FeedBroken, Plan, Sequencer, plan


@dataclass(frozen=True, slots=True)
class Placed:
    position: int


@dataclass
class Consumer:
    """A row, a list of what was applied, and a producer's feed, without a database."""

    head: int
    row: int = 0
    applied: list[int] = field(default_factory=list)
    asked: int = 0

    def position(self) -> int:
        return self.row

    def fetch(self, after: int, limit: int) -> Sequence[Placed]:
        self.asked += 1
        return [Placed(one) for one in range(after + 1, min(after + limit, self.head) + 1)]

    def commit(self, run: Sequence[Placed]) -> int:
        fresh = [one.position for one in run if one.position > self.row]
        if fresh and fresh[0] == self.row + 1:
            self.applied += fresh
            self.row = fresh[-1]
        return self.row

    def sequencer(self) -> Sequencer[Placed]:
        return Sequencer(position=self.position, fetch=self.fetch, commit=self.commit)


HEAD = 60
messages = st.lists(
    st.integers(1, HEAD).flatmap(
        lambda first: st.integers(first, min(HEAD, first + 9)).map(
            lambda last: list(range(first, last + 1))
        )
    ),
    max_size=30,
)


@given(batches=st.lists(messages, max_size=6), begun_at=st.integers(0, HEAD))
def test_any_interleaving_of_repeated_reordered_and_lost_messages_ends_in_the_same_state(
    batches: list[list[list[int]]], begun_at: int
) -> None:
    consumer = Consumer(HEAD, row=begun_at)
    sequencer = consumer.sequencer()

    for batch in batches:
        sequencer.settle(Placed(place) for message in batch for place in message)
    sequencer.settle(consumer.fetch(consumer.row, HEAD))

    assert consumer.applied == list(range(begun_at + 1, HEAD + 1))


@given(batches=st.lists(messages, max_size=6), workers=st.lists(st.integers(0, 1), min_size=6))
def test_two_workers_that_take_turns_apply_each_event_once(
    batches: list[list[list[int]]], workers: list[int]
) -> None:
    consumer = Consumer(HEAD)
    sequencers = [consumer.sequencer(), consumer.sequencer()]

    for batch, worker in zip(batches, workers, strict=False):
        sequencers[worker].settle(Placed(place) for message in batch for place in message)

    assert consumer.applied == list(range(1, consumer.row + 1))


def test_a_run_ends_at_a_hole_and_at_its_limit() -> None:
    known = [Placed(3), Placed(1), Placed(2), Placed(2), Placed(5)]

    assert plan(0, known) == Plan(run=(Placed(1), Placed(2), Placed(3)))
    assert plan(0, known, limit=2) == Plan(run=(Placed(1), Placed(2)))
    assert plan(3, known) == Plan(missing=1)
    assert plan(5, known) == Plan()


def test_the_feed_is_not_asked_for_what_another_worker_has_applied() -> None:
    consumer = Consumer(HEAD)
    sequencer = consumer.sequencer()
    sequencer.settle([Placed(1)])
    consumer.row = 30

    sequencer.settle([Placed(31)])

    assert (consumer.row, consumer.asked) == (31, 0)


def test_a_row_that_was_moved_back_is_applied_anew_from_the_feed() -> None:
    consumer = Consumer(HEAD)
    sequencer = consumer.sequencer()
    sequencer.settle(consumer.fetch(0, 10))
    consumer.row = 4
    consumer.applied.clear()

    sequencer.settle([Placed(11)])

    assert consumer.applied == [5, 6, 7, 8, 9, 10, 11]


def test_an_event_that_the_feed_does_not_know_is_not_waited_for_in_a_hot_loop() -> None:
    consumer = Consumer(head=3)

    with pytest.raises(FeedBroken):
        consumer.sequencer().settle([Placed(9)])

    assert consumer.applied == [1, 2, 3]
