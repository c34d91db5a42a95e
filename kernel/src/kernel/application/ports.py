"""What handlers and policies ask of the outside world, in their own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from kernel.application.envelope import Context
from kernel.domain.events import Event
from kernel.domain.streams import Kind

S = TypeVar("S")
E = TypeVar("E", bound=Event)


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the current instant, always in UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A promise to wake up: the handler of `kind` gets `subject` once `due_at` has passed."""

    timer_id: str
    kind: str
    subject: str
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


class UnitOfWork(Protocol):
    """One transaction as a handler sees it: everything staged in it is kept, or nothing is."""

    @property
    def now(self) -> datetime: ...

    @property
    def context(self) -> Context: ...

    def get(self, kind: Kind[S, E], key: str) -> S | None:
        """Return the state of the stream, with what this unit of work has added; None if new."""
        ...

    def version(self, kind: Kind[Any, Any], key: str) -> int:
        """Return how many events the stream has, those added here included."""
        ...

    def add(
        self,
        kind: Kind[S, E],
        key: str,
        events: Sequence[E],
        *,
        occurred_at: datetime | None = None,
        new: bool = False,
    ) -> Sequence[str]:
        """
        Stage the events and return their ids; the append refuses if somebody else wrote first.

        :param occurred_at: when it happened, if not now
        :param new: the key was made just now, so nobody needs to ask the store for its stream
        :raises Invalid: `occurred_at` has no zone, or no calendar holds it
        """
        ...

    def preload(self, needs: Iterable[tuple[Kind[Any, Any], str]]) -> None:
        """Load all these streams with one question to the store."""
        ...

    def schedule(self, timer: Timer) -> None:
        """Stage a timer; a timer of the same id is replaced."""
        ...

    def cancel(self, timer_id: str) -> None:
        """Stage the end of a timer; one that does not exist is no error."""
        ...

    def seal(
        self, ref: str, kind: str, data: Mapping[str, Any], *, lookup: str | None = None
    ) -> None:
        """
        Stage personal data for the vault.

        :param lookup: a keyed hash by which it can be found again; unique within the kind
        """
        ...


class Vault(Protocol):
    """Personal data, by reference. What was erased is simply not there."""

    def open(self, refs: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return the sealed data of each reference that still exists."""
        ...

    def find(self, kind: str, lookups: Sequence[str]) -> Mapping[str, str]:
        """Return the reference for each lookup value that is known."""
        ...


class Rpc(Protocol):
    """Ask another service, within a deadline."""

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any) -> Any:
        """
        Return the answer.

        :raises KernelError: as the other side refused, of the same family
        :raises Unavailable: no answer in time, or no broker
        """
        ...


class Feed(Protocol):
    """A producer's events, in order, from its own store: the truth that heals whatever was lost."""

    def events(self, producer: str, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        """
        Return the producer's CloudEvents with positions after+1 …, at most `limit`.

        :raises Unavailable: the producer does not answer
        """
        ...

    def head(self, producer: str) -> int:
        """
        Return the producer's last position.

        :raises Unavailable: it does not answer
        """
        ...
