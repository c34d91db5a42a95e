"""Personal data in a dict."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.schema import vault
from kernel.adapters.vault import sealed_rows, write_sealed
from kernel.application.unit_of_work import Sealed


class MemoryVault:
    """The vault of one service, within the caller's transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def open(self, refs: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        found = {ref: self._transaction.row(vault, (ref,)) for ref in refs}
        return {ref: row["data"] for ref, row in found.items() if row}

    def find(self, kind: str, lookups: Sequence[str]) -> Mapping[str, str]:
        return {
            lookup: row["ref"]
            for lookup in lookups
            for row in self._transaction.rows(vault, kind=kind, lookup=lookup)
        }

    def erase(self, refs: Sequence[str]) -> int:
        """Destroy the data; the events that point at it stay. Return how many there were."""
        return self._transaction.delete(vault, [(ref,) for ref in refs])


@write_sealed.on(MemoryTransaction)
def _write_sealed(
    transaction: MemoryTransaction, sealed: Sequence[Sealed], *, at: datetime
) -> None:
    if sealed:
        transaction.upsert(vault, sealed_rows(sealed, at=at))
