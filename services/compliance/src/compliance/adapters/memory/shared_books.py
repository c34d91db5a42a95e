"""The lock on an institution's books in memory: one may hold it, or several may share it."""

from collections.abc import Hashable

from kernel.adapters.memory import MemoryTransaction

# Locks in memory have one holder. Who shares the books takes one of these, who holds them all.
_SHARES = 4


class MemoryBooks:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def hold(self, institution_id: str) -> None:
        for share in _shares(institution_id):
            self._transaction.hold(share)

    def share(self, institution_id: str) -> None:
        """Keep out who would hold the books, until the end of the transaction."""
        shares = _shares(institution_id)
        if not any(self._transaction.try_hold(share) for share in shares):
            self._transaction.hold(shares[0])


def _shares(institution_id: str) -> list[Hashable]:
    return [("books", institution_id, number) for number in range(_SHARES)]
