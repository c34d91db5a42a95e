"""How far the producers' events have been applied: from the kernel's own tables in memory."""

from collections.abc import Sequence

from compliance.adapters.sources import CONSUMER, PRODUCERS
from compliance.application.ports import Upstream
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.schema import parked, subscriptions


class MemorySources:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def standing(self) -> Sequence[Upstream]:
        return [self._upstream(producer) for producer in PRODUCERS]

    def _upstream(self, producer: str) -> Upstream:
        row = self._transaction.row(subscriptions, (CONSUMER, producer)) or {}
        waiting = self._transaction.rows(
            parked, consumer=CONSUMER, producer=producer, status="parked"
        )
        return Upstream(
            producer=producer,
            position=row.get("position", 0),
            caught_up_at=row.get("caught_up_at"),
            parked=len(waiting),
        )
