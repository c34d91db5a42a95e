"""A tail begins at the first event, at a number, or with what was booked first on a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from finance_examples import chained, due, event, lives
from finance_world import MemoryFeed, MemoryLife, MemoryNotes, MemoryStream

from malpro_finance.application.ports import Away, Refused
from malpro_finance.application.starting import Start, StartMalformed, find_start
from malpro_finance.domain.chain import START, Chain, Link
from malpro_finance.domain.money import EventUnreadable

# Midnight in Malang falls between the second and the third payment.
LINES = tuple(chained(lives(6, datetime(2026, 3, 2, 16, 58, tzinfo=UTC))))
SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 3)


def link(number: int) -> Link:
    return Chain().understand(LINES[number - 1]).link if number else START


def by_feed(start: Start, feed: MemoryFeed | None = None) -> Link | None:
    found = feed or MemoryFeed(lines=list(LINES))
    life, notes = MemoryLife(), MemoryNotes()
    return find_start(start, stream=None, feed=found, life=life, notes=notes)


def by_stream(
    start: Start, log: Sequence[bytes] = LINES, *, once: bool = True, moments: int = 100
) -> Link | None:
    life = MemoryLife(moments=moments)
    stream = MemoryStream(life=life, log=list(log))
    return find_start(start, stream=stream, feed=None, life=life, notes=MemoryNotes(), once=once)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("first", Start()),
        ("1", Start()),
        ("17", Start(financeseq=17)),
        ("2026-03-02", Start(day=SECOND)),
    ],
)
def test_a_start_is_written_in_one_of_three_ways(text: str, start: Start) -> None:
    assert Start.parse(text) == start


@pytest.mark.parametrize("text", ["", "0", "-1", "last", "2026-02-30", "1.5", "9" * 20])
def test_anything_else_is_no_start(text: str) -> None:
    with pytest.raises(StartMalformed):
        Start.parse(text)


@pytest.mark.parametrize("find", [by_feed, by_stream])
def test_both_ways_find_the_same(find: type) -> None:
    assert find(Start()) == START
    assert find(Start(financeseq=7)) == link(6)
    assert find(Start(day=SECOND)) == START
    assert find(Start(day=THIRD)) == link(4)


@pytest.mark.parametrize("page_max", [1, 500])
def test_who_booked_before_midnight_and_was_numbered_after_it_hides_nobody(page_max: int) -> None:
    """Two workers book at once: 5 read the clock after midnight, 6 just before it."""
    events = list(lives(6, datetime(2026, 3, 2, 16, 58, tzinfo=UTC)))
    events[5]["recordedtime"] = "2026-03-02T16:59:59Z"
    lines = list(chained(events))

    assert by_stream(Start(day=THIRD), lines) == link(4)
    assert by_feed(Start(day=THIRD), MemoryFeed(lines=lines, page_max=page_max)) == link(4)


def test_what_is_not_there_yet_is_refused_or_waited_for() -> None:
    assert by_feed(Start(financeseq=13)) == link(12)
    assert by_feed(Start(day=THIRD + timedelta(days=1))) == link(12)
    with pytest.raises(Refused, match="there is no 14 yet: the chain ends with 12"):
        by_feed(Start(financeseq=14))
    assert by_stream(Start(financeseq=13)) is None
    assert by_stream(Start(financeseq=13), once=False, moments=5) is None


def test_a_feed_that_does_not_give_what_it_has_is_refused() -> None:
    with pytest.raises(Refused, match="the feed has no 11"):
        by_feed(Start(financeseq=11), MemoryFeed(lines=list(LINES), withheld=4))


def test_a_stream_that_begins_too_late_is_refused() -> None:
    with pytest.raises(Refused, match="the stream begins with 9"):
        by_stream(Start(financeseq=7), LINES[8:])
    with pytest.raises(Refused, match="the stream begins with 6"):
        by_stream(Start(day=THIRD), LINES[5:])


def test_who_does_not_answer_is_asked_again() -> None:
    feed = MemoryFeed(lines=list(LINES), refusals=[Away("no"), Away("no")])
    life, notes = MemoryLife(), MemoryNotes()
    found = find_start(Start(financeseq=3), stream=None, feed=feed, life=life, notes=notes)

    assert found == link(2)
    assert life.waited == [5.0, 5.0]
    assert notes.said == ["no", "no"]


def test_the_wish_to_end_ends_the_search() -> None:
    feed = MemoryFeed(refusals=[Away("no")] * 9)
    life = MemoryLife(moments=3)
    start = Start(financeseq=3)

    assert find_start(start, stream=None, feed=feed, life=life, notes=MemoryNotes()) is None


def test_an_event_that_does_not_say_when_it_was_booked_starts_no_day() -> None:
    lines = list(chained([event(1, "payment_due", due("x", 1)) | {"recordedtime": None}]))
    with pytest.raises(EventUnreadable, match="1 does not say when"):
        by_feed(Start(day=THIRD), MemoryFeed(lines=lines))
