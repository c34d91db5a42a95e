"""A session that may move a relay's checkpoint, in memory; it can be lost as any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kernel.adapters.checkpoints import (
    MAIN,
    Checkpoint,
    NotPublishedYet,
    Published,
    hint,
    move_back,
    published,
)
from kernel.adapters.leadership import open_seat
from kernel.adapters.memory.database import MemoryDatabase
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.schema import relay
from kernel.adapters.seat import LeadershipLost, Seat


class MemorySeat(Seat):
    """Holds, or waits for, a relay's lock. Who is silent for `lease_s` has lost its session."""

    def __init__(self, database: MemoryDatabase, checkpoint: Checkpoint, *, lease_s: float) -> None:
        super().__init__(lease_s / 3)
        self._database = database
        self._checkpoint = checkpoint
        self._lease_s = lease_s
        self._news = database.event()
        self._spoke_at = database.now()
        self._ended = False

    @property
    def told(self) -> bool:
        """Tell whether there was a hint since they were forgotten."""
        return self._news.is_set()

    def take(self) -> bool:
        with self._session():
            holder = self._database.sessions.get(self._checkpoint.lock)
            if holder not in (None, self) and not holder.is_gone():
                return False
            self._database.sessions[self._checkpoint.lock] = self
            self._database.listen(self._checkpoint.hint, self._news)
            return True

    def checkpoint(self) -> int:
        with self._session(), self._database.transaction() as transaction:
            return published(transaction, self._checkpoint).position

    def advance(self, start: int, end: int, *, at: datetime) -> None:
        name = self._checkpoint.name
        with self._session(), self._database.transaction() as transaction:
            # The first may have to make the row, which a migration makes on PostgreSQL.
            transaction.hold((relay, name))
            if published(transaction, self._checkpoint).position != start:
                raise LeadershipLost("somebody else has moved the checkpoint")
            transaction.upsert(relay, [{"name": name, "position": end, "published_at": at}])

    def forget_hints(self) -> None:
        self._news.clear()

    def wait(self, timeout_s: float) -> None:
        self.ping()
        self._look_at_the_line()
        if not self._news.is_set():
            self._news.wait(min(timeout_s, self._ping_s))
            self._look_at_the_line()

    def ping(self) -> None:
        if self._database.now() - self._spoke_at > self._ping_s:
            with self._session():
                pass

    def close(self) -> None:
        """End the session, whoever has seen it end already."""
        database = self._database
        with database.mutex:
            self._ended = True
            database.unlisten(self._news)
            self._news.set()  # Who waits for news sees the line go dead.
            if database.sessions.get(self._checkpoint.lock) is self:
                del database.sessions[self._checkpoint.lock]

    def is_gone(self) -> bool:
        if not self._ended and self._database.now() - self._spoke_at > self._lease_s:
            self.close()
        return self._ended

    def _look_at_the_line(self) -> None:
        # Who listens on a line reads its end as well, without saying anything.
        if self.is_gone():
            raise LeadershipLost("the session that held the lead is gone")

    @contextmanager
    def _session(self) -> Iterator[None]:
        self._look_at_the_line()
        self._spoke_at = self._database.now()
        yield


@open_seat.register(MemoryDatabase)
def _open_seat(database: MemoryDatabase, checkpoint: Checkpoint, *, lease_s: float) -> Seat:
    return MemorySeat(database, checkpoint, lease_s=lease_s)


@published.on(MemoryTransaction)
def _published(transaction: MemoryTransaction, checkpoint: Checkpoint = MAIN) -> Published:
    row = transaction.row(relay, (checkpoint.name,))
    if row is None:
        return Published(position=0, at=None)
    return Published(position=row["position"], at=row["published_at"])


@move_back.on(MemoryTransaction)
def _move_back(transaction: MemoryTransaction, checkpoint: Checkpoint, start: int) -> None:
    rows = transaction.locked(relay, [(checkpoint.name,)])
    if any(row["position"] >= start - 1 for row in rows.values()):
        transaction.change(relay, (checkpoint.name,), position=start - 1)
        hint(transaction, checkpoint.hint)
    else:
        raise NotPublishedYet(f"position {start} was not published yet")
