"""The locks of one transaction: waiting for others, a circle of them, and letting go."""

from collections.abc import Hashable

from kernel.adapters.database import LockBusy
from kernel.adapters.memory.committed import Committed, Holder
from kernel.adapters.storage import OtherTransaction
from kernel.domain.errors import Conflict, KernelError


class StatementFailed(Exception):
    """
    A statement failed, and with it its transaction.

    Like the driver's errors it is none of the five families, so that no handler's refusal is
    mistaken for it or it for one; it leaves the transaction as what it means.
    """

    def __init__(self, told: KernelError) -> None:
        super().__init__(told.message)
        self.told = told


class Holding(OtherTransaction):
    """Holds what it took until it ends. After an error it is of no more use."""

    def __init__(self, database: Committed) -> None:
        self._database = database
        self._held: dict[Hashable, None] = {}
        self._failed = False
        self.lock_timeout_s = database.lock_timeout_s
        self.waits_for: Hashable = None

    def hold(self, lock: Hashable) -> None:
        """
        Hold an advisory lock until the transaction ends.

        :raises LockBusy: somebody else has held it for too long
        """
        self._begin("lock")
        self._take(lock)

    def try_hold(self, lock: Hashable) -> bool:
        """Hold a lock if nobody else does."""
        holder = self._database.locks.setdefault(lock, self)
        if holder is self:
            self._held[lock] = None
        return holder is self

    @property
    def failed(self) -> bool:
        return self._failed

    def let_go(self) -> None:
        """Give back every lock."""
        locks = self._database.locks
        for lock in self._held:
            del locks[lock]
        self._held.clear()
        self._failed = True

    def _begin(self, what: str) -> None:
        if self._failed:
            raise RuntimeError("this transaction has failed or ended")
        try:
            self._database.point(what)
        except KernelError as error:
            raise self._fails(error) from error

    def _take(self, lock: Hashable) -> None:
        locks = self._database.locks
        if lock in self._held:
            return
        if locks.setdefault(lock, self) is not self:
            self._wait_for(lock)
        self._held[lock] = None

    def _wait_for(self, lock: Hashable) -> None:
        database = self._database
        end = database.now() + self.lock_timeout_s
        self.waits_for = lock
        try:
            while database.locks.setdefault(lock, self) is not self:
                if self._waits_for_itself():
                    raise self._conflict("deadlock detected")
                if database.now() >= end:
                    raise self._fails(LockBusy("a row is locked by somebody else"))
                database.wait()
        finally:
            self.waits_for = None

    def _waits_for_itself(self) -> bool:
        seen: set[int] = set()
        holder: Holder | None = self._database.locks.get(self.waits_for)
        while holder is not None and holder is not self and id(holder) not in seen:
            seen.add(id(holder))
            holder = self._database.locks.get(holder.waits_for)
        return holder is self

    def _conflict(self, why: str) -> StatementFailed:
        return self._fails(Conflict(why))

    def _fails(self, told: KernelError) -> StatementFailed:
        self._failed = True
        return StatementFailed(told)
