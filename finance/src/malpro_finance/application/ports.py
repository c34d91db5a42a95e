"""What the errands need of the world: a feed, a stream, a place to keep, and a way to wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from malpro_finance.domain.chain import Envelope, Link
from malpro_finance.domain.errors import FinanceError


class Away(FinanceError):
    """The other side does not answer now; it is worth another try."""

    code = "away"


class Refused(FinanceError):
    """The other side answers, and another try will not help."""

    code = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    Some links of the feed.

    :param lines: the exact envelopes, in order
    :param head: the last number there is
    """

    lines: Sequence[bytes]
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One message of the stream.

    :param offset: where it stands in the stream
    :param tag: what the broker wants to hear when we are done with it
    """

    body: bytes
    offset: int | None
    tag: int


class Feed(Protocol):
    """The HTTP feed: complete, and the truth."""

    def page(self, after: int, limit: int = ...) -> Page:
        """
        Return the links that follow this number; none if there are none.

        :raises Away: it does not answer
        :raises Refused: it does not want to
        """
        ...

    def head(self) -> Link:
        """Return the last link; raises as `page`."""
        ...


class Stream(Protocol):
    """The RabbitMQ stream: fast, may repeat, may have holes."""

    def open(self, offset: int | str) -> None:
        """
        Begin to read.

        :param offset: a number, `first` or `last`
        :raises Away: the broker does not answer, or the stream is not there
        :raises Refused: the broker does not let us in
        """
        ...

    def next(self, wait_s: float) -> Message | None:
        """Return the next message, or nothing if none came within the time; raises as `open`."""
        ...

    def done(self, message: Message) -> None:
        """Say that all up to this message is kept; raises as `open`."""
        ...

    def breathe(self) -> None:
        """Let the connection live while other things take long; raises as `open`."""
        ...

    def close(self) -> None: ...


class Kept(Protocol):
    """The output, and how far it has come."""

    @property
    def last(self) -> Link: ...

    @property
    def offset(self) -> int | None: ...

    def commit(self, envelopes: Sequence[Envelope], offset: int | None) -> None:
        """Write the envelopes and keep the place, both or neither."""
        ...


class Life(Protocol):
    """Time, and the wish to end."""

    @property
    def stopping(self) -> bool: ...

    def now(self) -> float:
        """Return seconds that only ever grow."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the wish to end."""
        ...


class Notes(Protocol):
    """What a person at the terminal is told meanwhile."""

    def say(self, text: str) -> None: ...

    def reached(self, link: Link) -> None: ...
