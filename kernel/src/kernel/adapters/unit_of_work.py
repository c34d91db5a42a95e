"""The unit of work on a database: everything staged is written, and one append comes last."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Generic

from kernel.adapters.codec import Codec
from kernel.adapters.prepared import gathered
from kernel.adapters.projections import Projection
from kernel.adapters.storage import AnyTransaction, D
from kernel.adapters.store import (
    about_to_be,
    append,
    append_and_commit,
    head,
    load_after,
    load_streams,
    read_after,
    recorded,
)
from kernel.adapters.timers import write_timers
from kernel.adapters.vault import write_sealed
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock
from kernel.application.unit_of_work import Remembered, StagingUnitOfWork
from kernel.domain.events import Event


class StoredUnitOfWork(StagingUnitOfWork):
    """One transaction of one service's database."""

    def __init__(
        self,
        connection: AnyTransaction,
        codec: Codec,
        projections: Sequence[Projection],
        *,
        clock: Clock,
        settings_version: str,
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__(
            lambda streams: load_streams(connection, codec, streams),
            now=clock.now(),
            load_after=lambda stream, version: load_after(connection, codec, stream, version),
            remembered=remembered,
        )
        self.connection = connection
        self._codec = codec
        self._projections = projections
        self._settings_version = settings_version

    def flush(self) -> int | None:
        """
        Write everything staged and return the last position, or None if there is no event.

        The append takes the lock that orders the store: it comes last, nothing waits after it.
        """
        events = self._write()
        return append(self.connection, self._codec, events, at=self.now) if events else None

    def finish(self) -> None:
        """Write everything staged; if there are events, append them and commit in one call."""
        if events := self._write():
            append_and_commit(self.connection, self._codec, events, at=self.now)

    def _write(self) -> list[Recorded[Event]]:
        """Write everything but the events, and return these."""
        staged = self.staged
        write_sealed(self.connection, staged.sealed, at=self.now)
        write_timers(self.connection, staged.timers)
        new = [
            replace(one, context=one.context.acting(settings_version=self._settings_version))
            for one in staged.events
        ]
        events = about_to_be(self._codec, new, at=self.now)
        for projection in self._projections if events else ():
            projection.apply(self.connection, events)
        return events


class UnitsOfWork(Generic[D]):
    """Opens units of work on one service's database."""

    def __init__(
        self,
        database: D,
        codec: Codec,
        projections: Sequence[Projection] = (),
        *,
        clock: Clock,
        settings_version: str = "1",
    ) -> None:
        self.database = database
        self.clock = clock
        self.codec = codec
        self._projections = projections
        self._settings_version = settings_version
        self._remembered = Remembered()

    @contextmanager
    def begin(self) -> Iterator[StoredUnitOfWork]:
        """
        Run one unit of work; at the end of the block it is flushed and committed.

        :raises Conflict: a stream is no longer at the version that was read; nothing was written
        :raises Unavailable: the database is away
        """
        with self.database.transaction() as connection, gathered(connection):
            work = StoredUnitOfWork(
                connection,
                self.codec,
                self._projections,
                clock=self.clock,
                settings_version=self._settings_version,
                remembered=self._remembered,
            )
            yield work
            work.finish()
        work.remember()

    def read_after(self, after: int, limit: int) -> Sequence[Recorded[Event]]:
        """Return the events that follow a position, in order, at most `limit`."""
        with self.database.reading() as connection:
            return [recorded(self.codec, one) for one in read_after(connection, after, limit)]

    def head(self) -> int:
        """Return the last position; 0 in an empty store."""
        with self.database.reading() as connection:
            return head(connection)
