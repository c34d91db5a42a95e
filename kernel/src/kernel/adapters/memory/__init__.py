"""A service's database in this process: what PostgreSQL promises, kept in dicts."""

from kernel.adapters.memory import rows
from kernel.adapters.memory.database import MemoryDatabase
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.memory.unit_store import MemoryStore

__all__ = ["MemoryDatabase", "MemoryStore", "MemoryTransaction", "rows"]
