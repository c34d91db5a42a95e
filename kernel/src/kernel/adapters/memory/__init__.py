"""A service's database in this process: what PostgreSQL promises, kept in dicts."""

from kernel.adapters.memory import answers, consuming, events, rows, seat, timers
from kernel.adapters.memory.database import MemoryDatabase
from kernel.adapters.memory.seat import MemorySeat
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.memory.unit_store import MemoryStore
from kernel.adapters.memory.vault import MemoryVault
from kernel.adapters.unit_of_work import UnitsOfWork

MemoryUnitsOfWork = UnitsOfWork[MemoryDatabase]

# Importing them lets the functions of the store be answered in memory.
ANSWERED = (answers, consuming, events, rows, seat, timers)

__all__ = [
    "ANSWERED",
    "MemoryDatabase",
    "MemorySeat",
    "MemoryStore",
    "MemoryTransaction",
    "MemoryUnitsOfWork",
    "MemoryVault",
]
