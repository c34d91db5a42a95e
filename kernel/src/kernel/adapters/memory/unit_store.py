"""The event store of unit tests: dicts that keep the same promises as PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from threading import RLock
from typing import Any

from kernel.adapters.codec import Codec, loads
from kernel.adapters.storable import encode_storable
from kernel.adapters.store import about_to_be
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock, Timer
from kernel.application.unit_of_work import Sealed, StagingUnitOfWork
from kernel.domain.errors import Conflict
from kernel.domain.events import Event


class MemoryStore:
    """Streams, positions, timers and a vault, held in this process and lost with it."""

    def __init__(self, codec: Codec, *, clock: Clock) -> None:
        self._codec = codec
        self._clock = clock
        self._lock = RLock()
        self._events: list[Recorded[Event]] = []
        self._streams: dict[str, list[Event]] = {}
        self.timers: dict[str, Timer] = {}
        self.vault: dict[str, Mapping[str, Any]] = {}
        self._lookups: dict[str, tuple[str, str]] = {}

    @contextmanager
    def begin(self) -> Iterator[StagingUnitOfWork]:
        """
        Run one unit of work.

        :raises Conflict: a stream is no longer at the version that was read; nothing was written
        """
        work = StagingUnitOfWork(self._load, now=self._clock.now())
        yield work
        self._commit(work)

    def read_after(self, after: int, limit: int) -> Sequence[Recorded[Event]]:
        with self._lock:
            return self._events[after : after + limit]

    def head(self) -> int:
        return len(self._events)

    def _load(self, streams: Sequence[str]) -> Mapping[str, Sequence[Event]]:
        with self._lock:
            return {name: tuple(self._streams.get(name, ())) for name in streams}

    def _commit(self, work: StagingUnitOfWork) -> None:
        with self._lock:
            events = about_to_be(self._codec, work.staged.events, at=work.now)
            self._refuse_wrong_versions(events)
            lookups = self._lookups_with(work.staged.sealed)
            for one in [self._stored(one, at=work.now) for one in events]:
                self._streams.setdefault(one.stream_id, []).append(one.event)
                self._events.append(replace(one, position=len(self._events) + 1))
            for timer_id, timer in work.staged.timers.items():
                self.timers.pop(timer_id, None)
                if timer:
                    self.timers[timer_id] = timer
            self.vault |= {one.ref: one.data for one in work.staged.sealed}
            self._lookups = lookups

    def _refuse_wrong_versions(self, events: Sequence[Recorded[Event]]) -> None:
        expected = {name: len(written) for name, written in self._streams.items()}
        for one in events:
            now = expected.get(one.stream_id, 0)
            if one.version != now + 1:
                raise Conflict(
                    f"Wrong expected version: {one.version - 1}"
                    f" (Stream: {one.stream_id}, Stream Version: {now})"
                )
            expected[one.stream_id] = one.version

    def _lookups_with(self, sealed: Sequence[Sealed]) -> dict[str, tuple[str, str]]:
        anew = {one.ref for one in sealed}
        lookups = {ref: taken for ref, taken in self._lookups.items() if ref not in anew}
        lookups |= {one.ref: (one.kind, one.lookup) for one in sealed if one.lookup}
        if len(set(lookups.values())) < len(lookups):
            raise Conflict("another reference has this lookup")
        return lookups

    def _stored(self, one: Recorded[Event], *, at: datetime) -> Recorded[Event]:
        # Through JSON and back, so that a test meets what a database would give it, or refuse.
        event = self._codec.decode(one.type, self._codec.encode(one.event))
        metadata = loads(encode_storable(one.metadata))
        return replace(one, event=event, metadata=metadata, recorded_at=at)
