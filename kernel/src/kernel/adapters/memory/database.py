"""One service's database in memory: its transactions, its sessions, and who waits for news."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from typing import Protocol

from kernel.adapters.memory.committed import Committed
from kernel.adapters.memory.holding import StatementFailed
from kernel.adapters.memory.transaction import MemoryTransaction


def nothing(_: str) -> None:
    """Do nothing where something could happen."""


def short_sleep() -> None:
    """Let other threads go on."""
    time.sleep(0.0005)


class Session(Protocol):
    """Something that holds a lock until it ends."""

    def close(self) -> None: ...

    def is_gone(self) -> bool:
        """Tell whether it was ended, if only by its silence."""
        ...


class _Block(AbstractContextManager[MemoryTransaction]):
    """The block of one transaction; not a generator, which costs as much as a statement."""

    def __init__(self, database: "MemoryDatabase") -> None:
        self._database = database
        self._transaction = MemoryTransaction(database)

    def __enter__(self) -> MemoryTransaction:
        return self._transaction

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        database, transaction = self._database, self._transaction
        try:
            if error is None:
                database.point("commit")
                database.commit(transaction)
        finally:
            transaction.let_go()
        if error is None:
            database.point("committed")
        elif isinstance(error, StatementFailed):
            raise error.told from error


class MemoryDatabase(Committed):
    """
    The promises of PostgreSQL at READ COMMITTED, for as long as this process lives.

    :param point: is told ("statement", "lock", "append", "commit", "committed") wherever a real
        transaction could be overtaken or killed; it may let others run, or raise
    :param wait: is called again and again while somebody else holds what a transaction needs
    :param event: makes what a relay waits on for news
    """

    def __init__(
        self,
        *,
        point: Callable[[str], None] = nothing,
        wait: Callable[[], None] = short_sleep,
        now: Callable[[], float] = time.monotonic,
        event: Callable[[], Event] = Event,
        lock_timeout_s: float = 5.0,
    ) -> None:
        super().__init__(point=point, wait=wait, now=now, lock_timeout_s=lock_timeout_s)
        self.event = event
        # Who holds which lock outside of any transaction.
        self.sessions: dict[int, Session] = {}
        self._listeners: dict[str, list[Event]] = {}

    def transaction(self) -> AbstractContextManager[MemoryTransaction]:
        """
        Run one transaction, committed at the end of the block; an exception rolls it back.

        :raises Conflict: somebody else wrote first
        :raises LockBusy: a lock was not to be had in time
        """
        return _Block(self)

    def commit(self, transaction: MemoryTransaction) -> None:
        """Keep all that a transaction did, and tell those who wait for news."""
        # A transaction that has failed commits nothing, as PostgreSQL has it.
        if not transaction.failed:
            self.keep(transaction.changed, transaction.appended)
            self._tell(transaction.hints)

    @contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """Ask questions; a change is a bug, and nothing is committed."""
        transaction = MemoryTransaction(self)
        transaction.read_only = True
        try:
            yield transaction
        except StatementFailed as error:
            raise error.told from error
        finally:
            transaction.let_go()

    def close(self) -> None:
        """Do nothing: what is in memory is there until the end."""

    def end_sessions(self) -> None:
        """End every session, as a server does that is restarted: nobody leads any more."""
        for session in tuple(self.sessions.values()):
            session.close()

    def listen(self, channel: str, news: Event) -> None:
        """Set the event whenever somebody commits a hint on the channel."""
        self._listeners.setdefault(channel, []).append(news)

    def unlisten(self, news: Event) -> None:
        for events in self._listeners.values():
            if news in events:
                events.remove(news)

    def _tell(self, channels: dict[str, None]) -> None:
        for channel in channels:
            for news in tuple(self._listeners.get(channel, ())):
                news.set()
