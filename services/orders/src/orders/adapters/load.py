"""How many orders are open, counted once for a whole batch from the read model."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.storage import AnyTransaction, store_function
from orders.adapters.tables import OPEN_STATUSES, orders
from orders.domain.limits import OpenOrders

UNSENT = ("placed", "confirmed", "accepted")


class StoredLoad:
    """Counts within one transaction, and adds what is placed in it."""

    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._of_buyers: Counter[str] = Counter()
        self._of_sellers: Counter[str] = Counter()
        self._counted: set[str] = set()

    def count_for_buyers(self, account_ids: Collection[str]) -> None:
        self._count("buyer_account_id", account_ids, self._of_buyers)

    def count_for_sellers(self, merchant_ids: Collection[str]) -> None:
        self._count("merchant_id", merchant_ids, self._of_sellers)

    def open_orders(self, account_id: str | None, merchant_ids: Collection[str]) -> OpenOrders:
        self.count_for_buyers([account_id] if account_id is not None else [])
        self.count_for_sellers(merchant_ids)
        return OpenOrders(
            of_buyer=self._of_buyers[account_id] if account_id is not None else 0,
            of_sellers={name: self._of_sellers[name] for name in merchant_ids},
        )

    def note_placed(self, account_id: str, merchant_ids: Collection[str], *, orders: int) -> None:
        self._of_buyers[account_id] += orders
        self._of_sellers.update(merchant_ids)

    def unsent_orders(
        self, merchant_id: str, *, placed_until: datetime, limit: int
    ) -> Sequence[str]:
        return unsent_orders(self._transaction, merchant_id, placed_until, limit)

    def _count(self, party: str, wanted: Collection[str], counts: Counter[str]) -> None:
        missing = sorted({one for one in wanted if f"{party} {one}" not in self._counted})
        if missing:
            self._counted.update(f"{party} {one}" for one in missing)
            counts.update(count_open(self._transaction, party, missing))


@store_function
def count_open(connection: sa.Connection, party: str, wanted: Sequence[str]) -> Mapping[str, int]:
    """Return how many orders are open, by buyer or by seller."""
    column = orders.c[party]
    query = (
        sa.select(column, sa.func.count())
        .where(column.in_(wanted), orders.c.status.in_(OPEN_STATUSES))
        .group_by(column)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


@store_function
def unsent_orders(
    connection: sa.Connection, merchant_id: str, placed_until: datetime, limit: int
) -> Sequence[str]:
    """Return the first orders of a seller that she has not sent yet."""
    query = (
        sa.select(orders.c.order_id)
        .where(orders.c.merchant_id == merchant_id, orders.c.status.in_(UNSENT))
        .where(orders.c.placed_at <= placed_until)
        .order_by(orders.c.order_id)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()
