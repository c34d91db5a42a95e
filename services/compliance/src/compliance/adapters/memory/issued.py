"""What was issued, as rows in memory."""

from collections.abc import Sequence

from compliance.adapters.issued import insert_consequences
from compliance.adapters.tables import consequences
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row


@insert_consequences.on(MemoryTransaction)
def _insert_consequences(transaction: MemoryTransaction, rows: Sequence[Row]) -> None:
    transaction.insert(consequences, rows)
