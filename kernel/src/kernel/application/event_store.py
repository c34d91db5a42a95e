"""The event store as a port: whatever keeps its contract may stand behind it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from kernel.application.envelope import Recorded
from kernel.application.unit_of_work import StagingUnitOfWork
from kernel.domain.events import Event


class EventStore(Protocol):
    """Streams of events, and one contiguous order over all of them."""

    def begin(self) -> AbstractContextManager[StagingUnitOfWork]:
        """
        Run one unit of work, kept whole at the end of the block.

        :raises Conflict: a stream is no longer at the version that was read; nothing was written
        """
        ...

    def read_after(self, after: int, limit: int) -> Sequence[Recorded[Event]]:
        """Return the events with positions after+1 …, in order, at most `limit`."""
        ...

    def head(self) -> int:
        """Return the last position; 0 in an empty store."""
        ...
