"""A load generator of our own: many people on raw sockets in one process, as cheap as can be.

A person is a generator: she yields the bytes of a request and gets an `Answer`, or yields a number
of seconds and waits.
"""

import heapq
import itertools
import select
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

Life = Generator[bytes | float, Any, None]
_READ_BYTES = 1 << 16
_LENGTH = b"ontent-Length: "
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """:param sent_at: when the request was due, in seconds of the epoch; :param took_s: since"""

    status: int
    body: bytes
    sent_at: float
    took_s: float


@dataclass(slots=True)
class Book:
    """What the people of one process note down."""

    took_s: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[Any] = field(default_factory=list)
    cpu_s: float = 0.0
    seconds: float = 0.0

    def note(self, what: str, answer: Answer, good: int) -> bool:
        """Count an answer, and return whether it was as hoped for."""
        if answer.status != good:
            self.add(f"{what} {answer.status}")
            return False
        self.add(what)
        self.took_s.setdefault(what, []).append(answer.took_s)
        return True

    def add(self, what: str, many: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + many

    @property
    def failed(self) -> dict[str, int]:
        return {what: many for what, many in self.counts.items() if " " in what}


class _Person:
    __slots__ = ("due_at", "life", "received", "sock")

    def __init__(self, address: tuple[str, int]) -> None:
        self.sock = socket.create_connection(address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.due_at = 0.0
        self.life: Life | None = None


class Crowd:
    """
    People who share their connections with those who come after them.

    :param next_life: the next person's life; None: nobody comes any more
    """

    def __init__(
        self, address: tuple[str, int], *, size: int, next_life: Callable[[], Life | None]
    ) -> None:
        self._people = [_Person(address) for _ in range(size)]
        self._by_socket = {one.sock.fileno(): one for one in self._people}
        self._idle = list(self._people)
        self._nobody_left = False
        self._next_life = next_life
        self._pauses: list[tuple[float, int, _Person]] = []
        self._tickets = itertools.count()
        self._poll = select.epoll()
        for number in self._by_socket:
            self._poll.register(number, select.EPOLLIN)

    def closed_loop(self, seconds: float) -> None:
        """Let everybody begin anew as soon as she is through, and finish what was begun."""
        end = time.time() + seconds
        deadline = end + _PATIENCE_S
        for one in self._take_all():
            self._begin(one, time.time())
        while time.time() < deadline and len(self._idle) < len(self._people):
            self._turn(0.2)
            if self._idle and time.time() < end and not self._nobody_left:
                for one in self._take_all():
                    self._begin(one, time.time())

    def open_loop(self, seconds: float, rate: float) -> None:
        """Let so many a second begin, whoever is still busy; her clock starts when she is due."""
        start = time.time()
        total, begun = int(seconds * rate), 0
        deadline = start + seconds + _PATIENCE_S
        while time.time() < deadline and (begun < total or len(self._idle) < len(self._people)):
            while begun < total and self._idle and time.time() >= start + begun / rate:
                self._begin(self._idle.pop(), start + begun / rate)
                begun += 1
            next_at = start + begun / rate if begun < total else time.time() + 0.2
            self._turn(max(0.0, min(0.2, next_at - time.time())))

    def close(self) -> None:
        self._poll.close()
        for one in self._people:
            one.sock.close()

    def _take_all(self) -> list[_Person]:
        taken, self._idle = self._idle, []
        return taken

    def _turn(self, timeout_s: float) -> None:
        if self._pauses:
            timeout_s = max(0.0, min(timeout_s, self._pauses[0][0] - time.time()))
        for number, _ in self._poll.poll(timeout_s):
            self._read(self._by_socket[number])
        while self._pauses and self._pauses[0][0] <= time.time():
            _, _, one = heapq.heappop(self._pauses)
            self._go_on(one, None, time.time())

    def _begin(self, one: _Person, due_at: float) -> None:
        one.life = self._next_life()
        if one.life is None:
            self._nobody_left = True
            self._idle.append(one)
        else:
            self._go_on(one, None, due_at)

    def _go_on(self, one: _Person, answer: Answer | None, due_at: float) -> None:
        assert one.life is not None, "only who has begun goes on"
        try:
            step = one.life.send(answer)
        except StopIteration:
            self._idle.append(one)
            return
        if isinstance(step, bytes):
            one.due_at = due_at
            one.sock.sendall(step)
        else:
            heapq.heappush(self._pauses, (time.time() + step, next(self._tickets), one))

    def _read(self, one: _Person) -> None:
        piece = one.sock.recv(_READ_BYTES)
        if not piece:
            raise ConnectionError("the server hung up")
        received = one.received = one.received + piece if one.received else piece
        head = received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = received.find(_LENGTH, 0, head) + len(_LENGTH)
        end = head + 4 + int(received[length : received.index(b"\r", length)])
        if len(received) < end:
            return
        one.received = b""
        now = time.time()
        answer = Answer(int(received[9:12]), received[head + 4 : end], one.due_at, now - one.due_at)
        self._go_on(one, answer, now)
