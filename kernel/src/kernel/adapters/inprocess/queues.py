"""One queue of the in-process broker: its messages in order, its consumers, its own rules."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from kernel.adapters.inprocess.messages import Publication, Stored


@dataclass(slots=True, kw_only=True, eq=False)
class Consumer:
    """A subscription to one queue; `credit` says whether it may hold one more message."""

    tag: str
    queue: "Queue"
    no_ack: bool
    credit: Callable[["Consumer"], bool]
    hand_over: Callable[["Consumer", Stored], None]
    unacked: int = 0

    @property
    def has_credit(self) -> bool:
        return self.credit(self)


@dataclass(slots=True, kw_only=True, eq=False)
class Queue:
    """Messages wait here, ordered by their number, until a consumer with credit takes them."""

    name: str
    durable: bool = True
    auto_delete: bool = False
    owner: object | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    ready: deque[Stored] = field(default_factory=deque)
    consumers: list[Consumer] = field(default_factory=list)
    failed: bool = False
    idle_since: float = field(default_factory=time.monotonic)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def quorum(self) -> bool:
        return bool(self.arguments.get("x-queue-type") == "quorum")

    @property
    def single_active(self) -> bool:
        return bool(self.arguments.get("x-single-active-consumer"))

    def put(self, publication: Publication) -> None:
        lifetime = publication.lifetime_s
        expires_at = None if lifetime is None else time.monotonic() + lifetime
        number = next(self._numbers)
        self.ready.append(Stored(publication=publication, number=number, expires_at=expires_at))

    def give_back(self, message: Stored) -> bool:
        """Put the message where it was; False says it came back too often and is not taken."""
        message.returns += 1
        limit = self.arguments.get("x-delivery-limit")
        if limit is not None and message.returns > limit:
            return False
        place = next(
            (at for at, other in enumerate(self.ready) if other.number > message.number),
            len(self.ready),
        )
        self.ready.insert(place, message)
        return True

    def take(self) -> Stored | None:
        return self.ready.popleft() if self.ready and not self.failed else None

    def take_expired(self) -> Iterator[Stored]:
        """Remove what has expired at the head, as RabbitMQ does."""
        now = time.monotonic()
        while self.ready and self.ready[0].expired(now):
            yield self.ready.popleft()

    def free_consumer(self) -> Consumer | None:
        """Return who gets the next message: the active one, or each in turn."""
        if self.single_active:
            return next((one for one in self.consumers[:1] if one.has_credit), None)
        chosen = next((one for one in self.consumers if one.has_credit), None)
        if chosen is not None:
            self.consumers.remove(chosen)
            self.consumers.append(chosen)
        return chosen

    def leave(self, consumer: Consumer) -> None:
        self.consumers.remove(consumer)
        self.idle_since = time.monotonic()

    def lapsed(self, now: float) -> bool:
        """Tell whether ``x-expires`` has passed without a consumer."""
        expires_ms = self.arguments.get("x-expires")
        return (
            expires_ms is not None
            and not self.consumers
            and now - self.idle_since > int(expires_ms) / 1000
        )

    def survive_restart(self) -> None:
        """Forget what a broker would have held in memory alone."""
        if not self.quorum:
            self.ready = deque(one for one in self.ready if one.publication.persistent)
