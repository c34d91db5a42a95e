"""Whose product it is, read from the read models in one question for a whole batch."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from catalog.adapters.tables import merchants, products
from kernel.adapters.storage import AnyTransaction, store_function


class StoredOwners:
    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._owners: dict[str, str | None] = {}

    def learn(self, product_ids: Iterable[str]) -> None:
        missing = sorted(set(product_ids) - self._owners.keys())
        if missing:
            self._owners |= dict.fromkeys(missing)
            self._owners |= owners_of(self._transaction, missing)

    def of(self, product_id: str) -> str | None:
        self.learn([product_id])
        return self._owners[product_id]


@store_function
def owners_of(connection: sa.Connection, product_ids: Sequence[str]) -> Mapping[str, str]:
    """Return the owners' accounts of those products that there are."""
    query = (
        sa.select(products.c.product_id, merchants.c.owner_account_id)
        .join(merchants, merchants.c.merchant_id == products.c.merchant_id)
        .where(products.c.product_id.in_(product_ids))
    )
    return {row.product_id: row.owner_account_id for row in connection.execute(query)}
