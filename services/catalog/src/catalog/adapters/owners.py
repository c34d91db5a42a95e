"""Whose product it is, read from the read models in one question for a whole batch."""

from collections.abc import Iterable

import sqlalchemy as sa

from catalog.adapters.tables import merchants, products


class SqlOwners:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._owners: dict[str, str | None] = {}

    def learn(self, product_ids: Iterable[str]) -> None:
        missing = sorted(set(product_ids) - self._owners.keys())
        if not missing:
            return
        query = (
            sa.select(products.c.product_id, merchants.c.owner_account_id)
            .join(merchants, merchants.c.merchant_id == products.c.merchant_id)
            .where(products.c.product_id.in_(missing))
        )
        self._owners |= dict.fromkeys(missing)
        self._owners |= {row.product_id: row.owner_account_id for row in self._execute(query)}

    def of(self, product_id: str) -> str | None:
        self.learn([product_id])
        return self._owners[product_id]

    def _execute(self, query: sa.Select[tuple[str, str]]) -> Iterable[sa.Row[tuple[str, str]]]:
        return self._connection.execute(query)
