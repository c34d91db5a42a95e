"""Follow the chain: from the stream as long as it flows, from the feed wherever it does not.

Whatever the stream does, only the next verified envelope is ever written. Repeats are passed over,
a hole is filled from the feed, and while the stream is silent the feed is asked for its head.
"""

from dataclasses import dataclass, field

from malpro_finance.application.ports import (
    Away,
    Feed,
    Kept,
    Life,
    Message,
    Notes,
    Page,
    Refused,
    Stream,
)
from malpro_finance.domain.chain import Chain, ChainBroken, Envelope, Link, Reason

BATCH = 400
_SOON_S = 0.05
_MOMENT_S = 1.0
_POLL_S = 2.0
_LOOK_S = 30.0
_SILENCE_S = 3.0
_PATIENCE_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


@dataclass(slots=True, kw_only=True)
class Tail:
    """
    One run of `finance tail`.

    :param until: end with this number
    :param once: end where the chain ends now; without a feed, once the stream falls silent
    """

    kept: Kept
    stream: Stream | None
    feed: Feed | None
    life: Life
    notes: Notes
    until: int | None = None
    once: bool = False

    _chain: Chain = field(init=False)
    _waiting: list[Envelope] = field(init=False, default_factory=list)
    _latest: Message | None = field(init=False, default=None)
    _unsettled: int = field(init=False, default=0)
    _offset: int | str = field(init=False, default="first")
    _heard_at: float = field(init=False, default=0.0)
    _looked_at: float | None = field(init=False, default=None)
    _failures: int = field(init=False, default=0)
    _ended: bool = field(init=False, default=False)
    _end: Link | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._chain = Chain(self.kept.last)
        if self.feed is not None:
            # Offsets count messages from 0, so this is at or behind the one that is wanted.
            hint = self.kept.offset
            self._offset = self.kept.last.financeseq if hint is None else hint + 1

    def run(self) -> Link:
        """
        Follow until the end that was asked for, or the wish to end; return how far it came.

        :raises ChainBroken: what comes next does not follow; all before it is written
        :raises Refused: what is needed cannot be had
        """
        try:
            while not self._over():
                self._try()
        finally:
            self._write()
        if self._end is not None:
            self._require_same(self._end)
        return self._chain.last

    def _try(self) -> None:
        try:
            self._find_end()
            if self.stream is None:
                self._poll()
            else:
                self._follow(self.stream)
        except Away as away:
            self._bear(away)

    def _bear(self, away: Away) -> None:
        """Take from the feed what there is, and try again later."""
        self._write()
        self.notes.say(str(away))
        if self.feed is not None and self.stream is not None:
            try:
                self._fill(self.feed, None)
            except Away as other:
                self.notes.say(str(other))
        if not self._over():
            self.life.wait(_PATIENCE_S[min(self._failures, len(_PATIENCE_S) - 1)])
        self._failures += 1

    def _find_end(self) -> None:
        if self.once and self.feed is not None and self._end is None:
            self._end = self.feed.head()
            reach = self._end.financeseq
            self.until = reach if self.until is None else min(self.until, reach)

    def _over(self) -> bool:
        reached = self.until is not None and self._chain.last.financeseq >= self.until
        return self.life.stopping or self._ended or reached

    def _poll(self) -> None:
        assert self.feed is not None, "there is a stream or a feed"
        self._fill(self.feed, None)
        self._failures = 0
        if not self._over():
            self.life.wait(_POLL_S)

    def _follow(self, stream: Stream) -> None:
        if self._over():
            return
        stream.open(self._offset)
        self._heard_at = self.life.now()
        self._latest, self._unsettled = None, 0
        try:
            while not self._over():
                message = stream.next(_SOON_S if self._waiting else _MOMENT_S)
                if message is not None:
                    self._hear(stream, message)
                else:
                    self._settle(stream)
                    self._rest(stream)
            self._settle(stream)
        finally:
            stream.close()

    def _hear(self, stream: Stream, message: Message) -> None:
        self._failures, self._heard_at = 0, self.life.now()
        envelope = self._chain.understand(message.body)
        if envelope.financeseq > self._chain.last.financeseq + 1:
            self._fill_hole(stream, envelope.financeseq - 1)
        wanted = self._chain.last.financeseq + 1
        if envelope.financeseq == wanted and not self._over():
            self._waiting.append(self._chain.accept(envelope))
        elif envelope.financeseq == wanted - 1:
            self._require_same(envelope.link)
        self._latest = message
        self._unsettled += 1
        if self._unsettled >= BATCH:
            self._settle(stream)

    def _fill_hole(self, stream: Stream, up_to: int) -> None:
        if self.feed is None:
            raise Refused(
                f"the stream has no {self._chain.last.financeseq + 1}, only {up_to + 1} and on:"
                " it can be had over HTTP; set MALPRO_URL and MALPRO_FINANCE_TOKEN"
            )
        self._fill(self.feed, up_to, stream)

    def _fill(self, feed: Feed, up_to: int | None, stream: Stream | None = None) -> None:
        """Take from the feed up to this number, or up to its head."""
        while not self._over():
            if up_to is not None and self._chain.last.financeseq >= up_to:
                return
            page = feed.page(self._chain.last.financeseq)
            self._take(page, page.head if up_to is None else up_to)
            if stream is not None:
                stream.breathe()
            if up_to is None and self._chain.last.financeseq >= page.head:
                return

    def _take(self, page: Page, promised: int) -> None:
        last = self._chain.last.financeseq
        if not page.lines and last < promised:
            raise Refused(
                f"the feed has nothing after {last}, though there is {promised}: is MALPRO_URL the"
                " gateway of the same broker?"
            )
        for line in page.lines:
            if not self._over():
                self._waiting.append(self._chain.read(line))
        self._write()

    def _rest(self, stream: Stream) -> None:
        """The stream is silent: perhaps there is nothing, perhaps it has lost something."""
        now = self.life.now()
        if self.feed is None:
            self._ended = self.once and now - self._heard_at >= _SILENCE_S
        elif self._looked_at is None or now - self._looked_at >= _LOOK_S:
            silent = self._looked_at is None or self._heard_at <= self._looked_at
            self._looked_at = now
            if self._look(self.feed) and silent:
                # It does not bring what there is: it was made anew, and counts from 0 again.
                self._offset = "last"
                stream.close()
                stream.open(self._offset)

    def _look(self, feed: Feed) -> bool:
        """Take what the feed has and the stream did not bring; tell whether there was anything."""
        try:
            head = feed.head()
        except (Away, Refused) as error:
            if self.until is not None:
                raise
            self.notes.say(f"{error} (going on with the stream alone)")
            return False
        self._require_same(head)
        before = self._chain.last
        self._fill(feed, head.financeseq)
        return self._chain.last != before

    def _require_same(self, link: Link) -> None:
        """What others say about the number that is written last must be what is written."""
        last = self._chain.last
        if link.financeseq > last.financeseq or link == last:
            return
        raise ChainBroken(
            self._chain.lines,
            last.financeseq,
            Reason.OTHER_HEAD,
            f"the other side now says {link.financeseq}:{link.hash[:12]}…, but {last.financeseq}:"
            f"{last.hash[:12]}… is written: it is another chain, or it was written anew",
        )

    def _settle(self, stream: Stream) -> None:
        self._write()
        if self._latest is not None:
            stream.done(self._latest)
        self._latest, self._unsettled = None, 0

    def _write(self) -> None:
        offset = self.kept.offset
        if self._latest is not None and self._latest.offset is not None:
            offset = self._latest.offset
            self._offset = "first" if self.feed is None else offset + 1
        if self._waiting:
            self.kept.commit(self._waiting, offset)
            self._waiting.clear()
            self.notes.reached(self._chain.last)
