"""The event store of unit tests: a database in memory with a unit of work at its door."""

from collections.abc import Mapping
from typing import Any

from kernel.adapters.codec import Codec
from kernel.adapters.memory.database import MemoryDatabase
from kernel.adapters.schema import timers, vault
from kernel.adapters.timers import delete_timers, timer_of
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.ports import Clock, Timer


class MemoryStore(UnitsOfWork[MemoryDatabase]):
    """Streams, positions, timers and a vault, held in this process and lost with it."""

    def __init__(self, codec: Codec, *, clock: Clock) -> None:
        super().__init__(MemoryDatabase(), codec, clock=clock)

    @property
    def timers(self) -> Mapping[str, Timer]:
        """The timers that wait, by id."""
        with self.database.transaction() as transaction:
            return {row["timer_id"]: timer_of(row) for row in transaction.rows(timers)}

    def take_timer(self, timer_id: str) -> Timer:
        """Take away a timer that fires."""
        timer = self.timers[timer_id]
        with self.database.transaction() as transaction:
            delete_timers(transaction, [timer])
        return timer

    @property
    def vault(self) -> Mapping[str, Mapping[str, Any]]:
        """What is sealed, by reference."""
        with self.database.transaction() as transaction:
            return {row["ref"]: row["data"] for row in transaction.rows(vault)}
