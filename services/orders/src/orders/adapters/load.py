"""How many orders are open, counted once for a whole batch from the read model."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from orders.adapters.tables import OPEN_STATUSES, orders
from orders.domain.limits import OpenOrders

_UNSENT = ("placed", "confirmed", "accepted")


class SqlLoad:
    """Counts within one transaction, and adds what is placed in it."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._of_buyers: Counter[str] = Counter()
        self._of_sellers: Counter[str] = Counter()
        self._counted: set[str] = set()

    def count_for_buyers(self, account_ids: Collection[str]) -> None:
        self._count(orders.c.buyer_account_id, account_ids, self._of_buyers)

    def count_for_sellers(self, merchant_ids: Collection[str]) -> None:
        self._count(orders.c.merchant_id, merchant_ids, self._of_sellers)

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
        query = (
            sa.select(orders.c.order_id)
            .where(orders.c.merchant_id == merchant_id, orders.c.status.in_(_UNSENT))
            .where(orders.c.placed_at <= placed_until)
            .order_by(orders.c.order_id)
            .limit(limit)
        )
        return self._connection.execute(query).scalars().all()

    def _count(self, column: sa.Column[str], wanted: Collection[str], counts: Counter[str]) -> None:
        missing = sorted({one for one in wanted if f"{column.name} {one}" not in self._counted})
        if not missing:
            return
        self._counted.update(f"{column.name} {one}" for one in missing)
        query = (
            sa.select(column, sa.func.count())
            .where(column.in_(missing), orders.c.status.in_(OPEN_STATUSES))
            .group_by(column)
        )
        counts.update({row[0]: row[1] for row in self._connection.execute(query)})
