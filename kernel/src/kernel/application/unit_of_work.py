"""The identity map and the staging area behind every unit of work, whatever store it ends in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import Any, TypeVar, cast

from kernel.application.envelope import Context
from kernel.application.ports import Timer
from kernel.application.tracing import Trace, tracing
from kernel.domain.errors import Invalid
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.domain.streams import Kind

S = TypeVar("S")
E = TypeVar("E", bound=Event)
Needs = Iterable[tuple[Kind[Any, Any], str]]
LoadStreams = Callable[[Sequence[str]], Mapping[str, Sequence[Event]]]
LoadAfter = Callable[[str, int], Iterable[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """A staged event; `version` says which version of the stream it must become."""

    event: Event
    event_id: str
    stream_id: str
    stream_type: str
    version: int
    occurred_at: datetime
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Personal data on its way into the vault."""

    ref: str
    kind: str
    data: Mapping[str, Any]
    lookup: str | None


@dataclass(slots=True)
class Staged:
    """What a unit of work will write. A timer that maps to None is to be deleted."""

    events: list[NewEvent] = field(default_factory=list)
    timers: dict[str, Timer | None] = field(default_factory=dict)
    sealed: list[Sealed] = field(default_factory=list)

    def absorb(self, other: "Staged") -> None:
        self.events.extend(other.events)
        self.timers.update(other.timers)
        self.sealed.extend(other.sealed)


class TimeInvalid(Invalid):
    code = "time_invalid"


def instant(told: datetime) -> datetime:
    """
    Return the time in UTC.

    :raises TimeInvalid: it has no zone, or is beyond what a calendar can hold
    """
    if told.tzinfo is None:
        raise TimeInvalid("a time must have a zone")
    try:
        return told.astimezone(UTC)
    except OverflowError:
        raise TimeInvalid("a time is beyond what a calendar can hold") from None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a stream's first events fold into."""

    state: Any
    version: int


_NEW = Entry(None, 0)


class Remembered:
    """
    States of long streams as committed units of work have left them, a few for each process.

    They may be behind: events never change, so what came later is folded on top.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._entries: dict[str, Entry] = {}

    def get(self, stream: str) -> Entry:
        return self._entries.get(stream, _NEW)

    def keep(self, stream: str, entry: Entry) -> None:
        # What was kept last is forgotten last.
        self._entries.pop(stream, None)
        self._entries[stream] = entry
        for surplus in list(self._entries)[: -self._most]:
            self._entries.pop(surplus, None)


class StagingUnitOfWork:
    """
    Loads each stream once, folds what is staged, and keeps a refused command's traces out.

    Everything happens inside a `scope`: one command, one policy or one timer of a batch. A scope
    that raises leaves the unit of work exactly as it was before, so its neighbours go on. Staging
    anything outside of a scope is a bug.
    """

    def __init__(
        self,
        load: LoadStreams,
        *,
        now: datetime,
        load_after: LoadAfter,
        remembered: Remembered | None = None,
    ) -> None:
        self._load = load
        self._load_after = load_after
        self._remembered = remembered or Remembered()
        self._long: list[str] = []
        self._now = now
        self._entries: dict[str, Entry] = {}
        self._overlay: dict[str, Entry] = {}
        self._scope: Staged | None = None
        self._context: Context | None = None
        self.staged = Staged()

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def context(self) -> Context:
        """:raises RuntimeError: outside of a scope nobody acts"""
        if self._context is None:
            raise RuntimeError("nobody acts outside of a scope")
        return self._context

    @contextmanager
    def scope(self, context: Context) -> Iterator[None]:
        """
        Stage what the block does, under this context and its trace, or nothing of it.

        :raises RuntimeError: another scope is open, whose traces would be lost
        """
        if self._scope is not None:
            raise RuntimeError("a scope within a scope")
        self._scope, self._context = Staged(), context
        try:
            with tracing(Trace.of(context)):
                yield
            self._entries.update(self._overlay)
            self.staged.absorb(self._scope)
        finally:
            self._overlay, self._scope, self._context = {}, None, None

    def preload(self, needs: Needs) -> None:
        """Load all these streams with one question to the store."""
        kinds = {kind.stream(key): kind for kind, key in needs}
        missing = [stream for stream in kinds if stream not in self._entries]
        for stream in [one for one in missing if kinds[one].long]:
            missing.remove(stream)
            self._entries[stream] = self._caught_up(kinds[stream], stream)
            self._long.append(stream)
        loaded = self._load(missing) if missing else {}
        for stream in missing:
            events = loaded.get(stream, ())
            state = reduce(kinds[stream].evolve, events, None)
            self._entries[stream] = Entry(state, len(events))

    def remember(self) -> None:
        """Keep the states of long streams for the next unit of work: they are committed now."""
        for stream in self._long:
            self._remembered.keep(stream, self._entries[stream])

    def get(self, kind: Kind[S, E], key: str) -> S | None:
        return cast("S | None", self._entry(kind, key).state)

    def version(self, kind: Kind[Any, Any], key: str) -> int:
        return self._entry(kind, key).version

    def add(
        self,
        kind: Kind[S, E],
        key: str,
        events: Sequence[E],
        *,
        occurred_at: datetime | None = None,
        new: bool = False,
    ) -> Sequence[str]:
        scope, stream = self._scoped(), kind.stream(key)
        at = instant(occurred_at) if occurred_at else self._now
        if new and stream not in self._entries:
            self._overlay.setdefault(stream, Entry(None, 0))
        entry = self._entry(kind, key)
        added = [
            NewEvent(
                event=event,
                event_id=new_id(),
                stream_id=stream,
                stream_type=kind.name,
                version=version,
                occurred_at=at,
                context=self.context,
            )
            for version, event in enumerate(events, start=entry.version + 1)
        ]
        scope.events.extend(added)
        state = reduce(kind.evolve, events, entry.state)
        self._overlay[stream] = Entry(state, entry.version + len(events))
        return [one.event_id for one in added]

    def schedule(self, timer: Timer) -> None:
        self._scoped().timers[timer.timer_id] = timer

    def cancel(self, timer_id: str) -> None:
        self._scoped().timers[timer_id] = None

    def seal(
        self, ref: str, kind: str, data: Mapping[str, Any], *, lookup: str | None = None
    ) -> None:
        self._scoped().sealed.append(Sealed(ref=ref, kind=kind, data=data, lookup=lookup))

    def _caught_up(self, kind: Kind[Any, Any], stream: str) -> Entry:
        """Fold what came later into what is remembered, one by one: there may be much of it."""
        known = self._remembered.get(stream)
        state, version = known.state, known.version
        for event in self._load_after(stream, version):
            state, version = kind.evolve(state, event), version + 1
        return Entry(state, version)

    def _scoped(self) -> Staged:
        if self._scope is None:
            raise RuntimeError("nothing is staged outside of a scope")
        return self._scope

    def _entry(self, kind: Kind[Any, Any], key: str) -> Entry:
        stream = kind.stream(key)
        if stream in self._overlay:
            return self._overlay[stream]
        if stream not in self._entries:
            self.preload([(kind, key)])
        return self._entries[stream]
