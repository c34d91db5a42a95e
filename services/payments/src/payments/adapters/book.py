"""What was written last about a collection, asked of the read model that is written with it."""

import sqlalchemy as sa

from kernel.adapters.storage import AnyTransaction, store_function
from payments.adapters.tables import collections


class StoredBook:
    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction

    def last_word_on(self, payment_id: str, collection_id: str) -> str:
        """Return the id of the event that last said how much was collected."""
        return last_event_on(self._transaction, payment_id, collection_id)


@store_function
def last_event_on(connection: sa.Connection, payment_id: str, collection_id: str) -> str:
    """Return the event id in the collection's row, which must be there."""
    query = sa.select(collections.c.event_id).where(
        collections.c.payment_id == payment_id,
        collections.c.collection_id == collection_id,
    )
    return str(connection.execute(query).scalar_one())
