"""A world in memory for the errands: a feed, a stream with any history, time, and a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from malpro_finance.application.ports import Away, Message, Page, Refused
from malpro_finance.domain.chain import START, Chain, Envelope, Link


@dataclass(slots=True, kw_only=True)
class MemoryFeed:
    """
    :param withheld: how many of the last lines it knows of, but does not give
    :param refusals: what to raise, before it answers in earnest
    """

    lines: list[bytes] = field(default_factory=list)
    page_max: int = 500
    withheld: int = 0
    refusals: list[Away | Refused | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    on_page: Callable[[], None] = lambda: None

    def page(self, after: int, limit: int = 500) -> Page:
        self._perhaps_not(f"page {after}")
        self.on_page()
        given = self.lines[: len(self.lines) - self.withheld]
        lines = given[after : after + min(limit, self.page_max)]
        return Page(lines=lines, head=len(self.lines))

    def head(self) -> Link:
        self._perhaps_not("head")
        return Chain().understand(self.lines[-1]).link if self.lines else START

    def _perhaps_not(self, asked: str) -> None:
        self.asked.append(asked)
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal is not None:
            raise refusal


@dataclass(slots=True, kw_only=True)
class MemoryLife:
    """Time passes by waiting; after so many moments somebody wishes to end."""

    moments: int = 10_000
    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)

    @property
    def stopping(self) -> bool:
        return self.moments <= 0

    def now(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.moments -= 1
        self.seconds += seconds


@dataclass(slots=True, kw_only=True)
class MemoryStream:
    """
    :param log: the messages that the broker holds
    :param oldest: the first that retention has left
    :param faults: what to raise at each next message, before there are no more faults
    :param openings: what to raise at each opening
    """

    life: MemoryLife
    log: list[bytes] = field(default_factory=list)
    oldest: int = 0
    faults: list[Away | None] = field(default_factory=list)
    openings: list[Away | None] = field(default_factory=list)
    opened: list[int | str] = field(default_factory=list)
    done_with: list[int] = field(default_factory=list)
    breaths: int = 0
    on_silence: Callable[[], None] = lambda: None
    _next: int = 0
    _reading: bool = False

    def open(self, offset: int | str) -> None:
        self.opened.append(offset)
        fault = self.openings.pop(0) if self.openings else None
        if fault is not None:
            raise fault
        if offset == "first":
            self._next = self.oldest
        elif offset == "last":
            self._next = max(len(self.log) - 1, self.oldest)
        else:
            self._next = max(int(offset), self.oldest)
        self._reading = True

    def next(self, wait_s: float) -> Message | None:
        assert self._reading
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        if self._next >= len(self.log):
            self.life.pass_by(wait_s)
            self.on_silence()
            return None
        offset, self._next = self._next, self._next + 1
        return Message(body=self.log[offset], offset=offset, tag=offset)

    def done(self, message: Message) -> None:
        assert self._reading
        self.done_with.append(message.tag)

    def breathe(self) -> None:
        self.breaths += 1

    def close(self) -> None:
        self._reading = False


class Killed(BaseException):
    """The process is gone."""


@dataclass(slots=True, kw_only=True)
class MemoryKept:
    """
    :param kills: whether to die at each commit: before it is kept, after it, or not
    """

    last: Link = START
    offset: int | None = None
    written: list[bytes] = field(default_factory=list)
    commits: int = 0
    kills: list[str | None] = field(default_factory=list)
    _dead: bool = False

    def commit(self, envelopes: Sequence[Envelope], offset: int | None) -> None:
        if self._dead:
            raise Killed
        kill = self.kills.pop(0) if self.kills else None
        if kill == "before":
            self._dead = True
            raise Killed
        self.written += [one.line for one in envelopes]
        self.last, self.offset = envelopes[-1].link, offset
        self.commits += 1
        if kill == "after":
            self._dead = True
            raise Killed

    def revive(self) -> None:
        self._dead = False


@dataclass(slots=True)
class MemoryNotes:
    said: list[str] = field(default_factory=list)
    came_to: list[int] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def reached(self, link: Link) -> None:
        self.came_to.append(link.financeseq)
