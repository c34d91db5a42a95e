"""Whatever stream and feed do, every event is written once, in order, and only if it follows."""

from collections.abc import Sequence
from typing import Any

import pytest
from finance_examples import chain_of, chained, due, event, lives
from finance_world import (
    Killed,
    MemoryFeed,
    MemoryKept,
    MemoryLife,
    MemoryNotes,
    MemoryStream,
)
from hypothesis import given, settings, strategies as st

from malpro_finance.application import tailing
from malpro_finance.application.ports import Away, Refused
from malpro_finance.application.tailing import Tail
from malpro_finance.domain.chain import Chain, ChainBroken, Link, Reason

LINES = chain_of(12)
GONE = Away("the broker does not answer")


class World:
    def __init__(
        self, log: Sequence[bytes] = (), feed: Sequence[bytes] | None = LINES, moments: int = 10_000
    ) -> None:
        self.life = MemoryLife(moments=moments)
        self.stream = MemoryStream(life=self.life, log=list(log))
        self.feed = None if feed is None else MemoryFeed(lines=list(feed), page_max=3)
        self.kept = MemoryKept()
        self.notes = MemoryNotes()

    def tail(self, **options: Any) -> Link:
        defaults = {"stream": self.stream, "feed": self.feed}
        return Tail(kept=self.kept, life=self.life, notes=self.notes, **(defaults | options)).run()


def links(count: int) -> Link:
    chain = Chain()
    for line in LINES[:count]:
        chain.read(line)
    return chain.last


def test_a_stream_that_flows_is_written_and_settled() -> None:
    world = World(LINES)

    assert world.tail(until=12) == links(12)

    assert world.kept.written == list(LINES)
    assert world.kept.offset == 11
    assert world.stream.done_with == [11]
    assert world.notes.came_to == [12]
    assert world.feed is not None
    assert world.feed.asked == []


def test_batches_are_settled_as_they_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tailing, "BATCH", 5)
    world = World(LINES)
    world.tail(until=12)

    assert world.kept.commits == 3
    assert world.stream.done_with == [4, 9, 11]


def test_repeats_are_passed_over_and_holes_are_filled() -> None:
    log = [LINES[0], LINES[0], LINES[1], LINES[7], LINES[1], LINES[7], LINES[8]]
    world = World(log)
    world.tail(until=9)

    assert world.kept.written == list(LINES[:9])
    assert world.stream.breaths == 2


def test_a_number_in_the_middle_of_a_hole_ends_it() -> None:
    world = World([LINES[0], LINES[9]])

    assert world.tail(until=5).financeseq == 5
    assert world.kept.written == list(LINES[:5])


def test_it_goes_on_where_it_stopped() -> None:
    world = World(LINES)
    world.tail(until=4)
    world.tail(until=12)

    assert world.kept.written == list(LINES)
    assert world.stream.opened == [0, 4]


def test_without_a_feed_the_stream_is_read_from_its_first_message() -> None:
    world = World(LINES, feed=None)
    world.tail(until=4)
    world.tail(once=True)

    assert world.kept.written == list(LINES)
    assert world.stream.opened == ["first", "first"]


def test_without_a_feed_a_hole_ends_it_and_what_came_before_is_kept() -> None:
    world = World([LINES[0], LINES[1], LINES[4]], feed=None)
    with pytest.raises(Refused, match="the stream has no 3, only 5 and on"):
        world.tail()

    assert world.kept.written == list(LINES[:2])


def test_what_retention_has_eaten_comes_from_the_feed() -> None:
    world = World(LINES)
    world.stream.oldest = 8
    world.tail(once=True)

    assert world.kept.written == list(LINES)


def test_a_silent_stream_is_not_believed() -> None:
    world = World()
    world.tail(once=True)

    assert world.kept.written == list(LINES)


def test_a_stream_that_was_made_anew_is_read_from_its_end() -> None:
    world = World(LINES[10:])
    world.kept.last, world.kept.offset = links(8), 7
    world.tail(until=12)
    assert world.kept.written == list(LINES[8:])

    # It counts from 0 again, and we wait for an offset that will not come for long.
    more = list(chained(lives(7)))
    assert world.feed is not None
    world.feed.lines = list(more[:13])
    world.kept.offset = 100
    world.stream.log = list(more[10:13])

    def grow() -> None:
        if world.life.seconds > 100 and len(world.stream.log) == 3:
            world.stream.log.append(more[13])

    world.stream.on_silence = grow
    world.tail(until=14)

    assert world.kept.written == more[8:]
    assert world.stream.opened[-2:] == [101, "last"]


def test_a_quiet_night_is_only_looked_at_now_and_then() -> None:
    world = World(LINES, moments=100)
    world.tail()

    assert world.feed is not None
    assert world.feed.asked == ["head"] * 4
    assert world.stream.opened == [0]


def test_what_the_stream_lost_after_it_flowed_is_found_at_the_next_look() -> None:
    world = World(LINES[:6], feed=LINES[:6], moments=80)
    assert world.feed is not None
    feed = world.feed

    def grow() -> None:
        if world.life.seconds > 20:
            feed.lines = list(LINES)

    world.stream.on_silence = grow
    world.tail()

    assert world.kept.written == list(LINES)


def test_a_feed_that_cannot_be_asked_does_not_stop_the_stream() -> None:
    for refusal in (Away("feed away"), Refused("token refused")):
        world = World(LINES, moments=40)
        assert world.feed is not None
        world.feed.refusals = [refusal]
        world.tail()

        assert world.kept.written == list(LINES)
        assert world.notes.said == [f"{refusal} (going on with the stream alone)"]


def test_a_feed_that_refuses_what_is_needed_ends_it() -> None:
    world = World(LINES[:5])
    assert world.feed is not None
    world.feed.refusals = [Refused("token refused")]
    with pytest.raises(Refused, match="token"):
        world.tail(until=12)

    assert world.kept.written == list(LINES[:5])


def test_a_feed_that_has_less_than_the_stream_is_another_gateway() -> None:
    world = World([LINES[0], LINES[5]], feed=LINES[:2])
    with pytest.raises(Refused, match="nothing after 2, though there is 5"):
        world.tail()


def test_lost_brokers_are_tried_again_and_the_feed_goes_on_meanwhile() -> None:
    world = World(LINES)
    world.stream.openings = [GONE, GONE]
    world.stream.faults = [None, None, GONE]
    assert world.feed is not None
    world.feed.refusals = [Away("feed away"), Away("feed away")]
    world.tail(until=12)

    assert world.kept.written == list(LINES)
    assert world.life.waited == [1.0, 2.0]
    assert world.notes.said[:2] == ["the broker does not answer", "feed away"]


def test_without_a_feed_lost_brokers_are_tried_again_too() -> None:
    world = World(LINES, feed=None)
    world.stream.openings = [GONE] * 8
    world.tail(until=12)

    assert world.kept.written == list(LINES)
    assert world.life.waited == [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0]


def test_over_http_alone() -> None:
    world = World()
    world.tail(stream=None, once=True)
    assert world.kept.written == list(LINES)

    waiting = World(feed=LINES[:3], moments=3)
    assert waiting.feed is not None
    waiting.feed.refusals = [Away("feed away")]
    waiting.tail(stream=None)
    assert waiting.kept.written == list(LINES[:3])
    assert waiting.life.waited == [1.0, 2.0, 2.0]


def test_the_earlier_of_two_ends_holds() -> None:
    world = World(LINES)
    assert world.tail(once=True, until=3).financeseq == 3
    assert world.tail(once=True, until=50).financeseq == 12
    assert world.tail(once=True).financeseq == 12


def test_an_unverified_line_is_never_written() -> None:
    altered = LINES[3].replace(b"10001", b"10009")
    world = World([*LINES[:3], altered, *LINES[4:]])
    with pytest.raises(ChainBroken) as caught:
        world.tail(until=12)

    assert caught.value.reason is Reason.ALTERED
    assert world.kept.written == list(LINES[:3])

    feed = World(feed=[*LINES[:3], altered, *LINES[4:]])
    with pytest.raises(ChainBroken):
        feed.tail(stream=None, until=12)
    assert feed.kept.written == list(LINES[:3])


def test_another_chain_is_not_followed() -> None:
    other = list(chained(event(number, "payment_due", due("x", number)) for number in range(1, 13)))
    for world in (
        World([*LINES[:3], other[3]]),
        World([*LINES[:3], other[2]]),
        World(LINES[:3], feed=other[:3]),
        World(LINES[:3], feed=other[:2]),
    ):
        with pytest.raises(ChainBroken) as caught:
            world.tail()
        assert caught.value.reason in {Reason.FOREIGN, Reason.OTHER_HEAD}
        assert world.kept.written == list(LINES[:3])


def test_a_head_that_lies_behind_what_is_written_is_another_chain() -> None:
    world = World(feed=LINES[:5])
    world.kept.last = links(8)
    with pytest.raises(ChainBroken, match="it is another chain"):
        world.tail(once=True)


def test_the_wish_to_end_is_heard_within_a_hole() -> None:
    world = World([LINES[0], LINES[11]], moments=1)
    assert world.feed is not None

    def end() -> None:
        world.life.moments = 0

    world.feed.on_page = end
    world.tail()

    assert world.kept.written == list(LINES[:1])


FAULTS = st.lists(st.sampled_from((None, None, None, GONE)), max_size=20)
KILLS = st.lists(st.sampled_from((None, "before", "after")), max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    history=st.lists(st.integers(0, len(LINES) - 1), max_size=30),
    faults=FAULTS,
    openings=FAULTS,
    kills=KILLS,
    oldest=st.integers(0, 5),
)
def test_any_history_with_any_kills_gives_each_line_once_and_in_order(
    history: list[int],
    faults: list[Away | None],
    openings: list[Away | None],
    kills: list[str | None],
    oldest: int,
) -> None:
    world = World([LINES[number] for number in history])
    world.stream.faults, world.stream.openings = faults, openings
    world.stream.oldest = min(oldest, len(history))
    world.kept.kills = kills
    while world.kept.last.financeseq < len(LINES):
        world.kept.revive()
        try:
            world.tail(once=True)
        except Killed:
            continue

    assert world.kept.written == list(LINES)
