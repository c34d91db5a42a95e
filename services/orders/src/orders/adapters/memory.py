"""Orders' ports in memory: those of PostgreSQL, whose questions are answered by dicts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row
from orders.adapters.catalogue import rows_with, sellers_of
from orders.adapters.load import UNSENT, count_open, unsent_orders
from orders.adapters.stored_ports import InForce, ports_under
from orders.adapters.tables import OPEN_STATUSES, merchants, orders
from orders.application.ports import Ports


def memory_ports(settings: InForce) -> Callable[[MemoryTransaction], Ports]:
    """Return what makes the ports of one transaction in memory."""
    return ports_under(settings)


@rows_with.on(MemoryTransaction)
def _rows_with(
    transaction: MemoryTransaction, table: sa.Table, column: str, values: Sequence[str]
) -> Sequence[Row]:
    if list(table.primary_key.columns.keys()) == [column]:
        found = [transaction.row(table, (value,)) for value in values]
        return [row for row in found if row is not None]
    return [row for value in values for row in transaction.rows(table, **{column: value})]


@sellers_of.on(MemoryTransaction)
def _sellers_of(transaction: MemoryTransaction, order_ids: Sequence[str]) -> Sequence[Row]:
    placed = rows_with(transaction, orders, "order_id", order_ids)
    named = sorted({row["merchant_id"] for row in placed})
    return rows_with(transaction, merchants, "merchant_id", named)


@count_open.on(MemoryTransaction)
def _count_open(
    transaction: MemoryTransaction, party: str, wanted: Sequence[str]
) -> Mapping[str, int]:
    return {
        one: sum(row["status"] in OPEN_STATUSES for row in transaction.rows(orders, **{party: one}))
        for one in wanted
    }


@unsent_orders.on(MemoryTransaction)
def _unsent_orders(
    transaction: MemoryTransaction, merchant_id: str, placed_until: datetime, limit: int
) -> Sequence[str]:
    return [
        row["order_id"]
        for row in transaction.rows(orders, merchant_id=merchant_id)
        if row["status"] in UNSENT and row["placed_at"] <= placed_until
    ][:limit]
