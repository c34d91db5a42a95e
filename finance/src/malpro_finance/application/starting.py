"""Where a tail begins: at the first event, at a number, or with the first event of a day.

The first event of a day is the first that entered the books on that day or later, by the envelope's
`recordedtime` in WIB. That time grows along the chain, but for moments: of two that are booked at
once, the later may get the smaller number. `time` and `business_date` do not, as facts may come
late; but nothing is booked before it happens, so all that happened on a day, as far as it is known,
follows from there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from malpro_finance.application.ports import Away, Feed, Life, Notes, Refused, Stream
from malpro_finance.domain.chain import START, Chain, Envelope, Link
from malpro_finance.domain.errors import FinanceError
from malpro_finance.domain.money import EventUnreadable
from malpro_finance.domain.wib import business_date

_IDLE_S = 3.0
_RETRY_S = 5.0
# Far more than are booked at once.
_LOOK_BACK = 500


class StartMalformed(FinanceError):
    code = "start_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """:param day: begin with its first event; else with this number"""

    financeseq: int = 1
    day: date | None = None

    @classmethod
    def parse(cls, text: str) -> "Start":
        """:raises StartMalformed: it is neither `first`, nor a number, nor a date"""
        if text == "first":
            return cls()
        if re.fullmatch(r"[1-9]\d{0,15}", text):
            return cls(financeseq=int(text))
        try:
            return cls(day=date.fromisoformat(text))
        except ValueError as error:
            raise StartMalformed(
                f"{text!r} is no start: write first, a number from 1, or a day as 2026-03-02"
            ) from error

    def reached_by(self, envelope: Envelope) -> bool:
        if self.day is None:
            return envelope.financeseq >= self.financeseq
        try:
            return business_date(str(envelope.fields.get("recordedtime"))) >= self.day
        except ValueError as error:
            raise EventUnreadable(
                f"{envelope.financeseq} does not say when it was recorded: take a newer finance"
                " program, or begin with a number"
            ) from error


def find_start(
    start: Start,
    *,
    stream: Stream | None,
    feed: Feed | None,
    life: Life,
    notes: Notes,
    once: bool = False,
) -> Link | None:
    """
    Return the link before the first wanted one, however often it takes to ask.

    :param once: do not wait for what is not there yet
    :raises Refused: it cannot be had
    """
    while not life.stopping:
        try:
            if feed is not None:
                return start_by_feed(start, feed)
            assert stream is not None, "there is a stream or a feed"
            return start_by_stream(start, stream, life, once=once)
        except Away as away:
            notes.say(str(away))
            life.wait(_RETRY_S)
    return None


def start_by_feed(start: Start, feed: Feed) -> Link:
    """
    Return the link before the first wanted one.

    :raises Away: the feed does not answer
    :raises Refused: the chain is not so long yet
    """
    if start == Start():
        return START
    head = feed.head()
    if start.day is None:
        return _before(start.financeseq, feed, head)
    low, high = 1, head.financeseq + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if start.reached_by(_one(middle, feed)) else (middle + 1, high)
    return _before(_earliest(low, start, feed), feed, head)


def _earliest(found: int, start: Start, feed: Feed) -> int:
    """Return the first that belongs to the day, if shortly before this one there is another."""
    number = max(1, found - _LOOK_BACK)
    while number < found:
        for line in _lines(number, feed, limit=found - number):
            if start.reached_by(Chain().understand(line)):
                return number
            number += 1
    return found


def _before(number: int, feed: Feed, head: Link) -> Link:
    if number == head.financeseq + 1:
        return head
    if number > head.financeseq:
        raise Refused(f"there is no {number} yet: the chain ends with {head.financeseq}")
    return _one(number, feed).before


def _one(number: int, feed: Feed) -> Envelope:
    return Chain().understand(_lines(number, feed, limit=1)[0])


def _lines(number: int, feed: Feed, *, limit: int) -> Sequence[bytes]:
    """Return that line, and perhaps some behind it."""
    lines = feed.page(number - 1, limit=limit).lines
    if not lines:
        raise Refused(f"the feed has no {number}, though its head is further on")
    return lines


def start_by_stream(start: Start, stream: Stream, life: Life, *, once: bool) -> Link | None:
    """
    Return the link before the first wanted one, reading the stream from its first message.

    Nothing, if we are to end, or once the stream is silent.

    :raises Away: the broker does not answer
    :raises Refused: the stream begins after it
    """
    if start == Start():
        return START
    chain, seen = Chain(), 0
    stream.open("first")
    try:
        while not life.stopping:
            message = stream.next(_IDLE_S)
            if message is None:
                if once:
                    return None
                continue
            envelope = chain.understand(message.body)
            stream.done(message)
            if start.reached_by(envelope):
                return _unless_lost(envelope, seen, start)
            seen = envelope.financeseq
    finally:
        stream.close()
    return None


def _unless_lost(envelope: Envelope, seen: int, start: Start) -> Link:
    wanted = start.financeseq if start.day is None else seen + 1
    if envelope.financeseq != wanted:
        raise Refused(
            f"the stream begins with {envelope.financeseq}, so what comes before it can only be"
            " had over HTTP: set MALPRO_URL and MALPRO_FINANCE_TOKEN"
        )
    return envelope.before
