"""What was written last about a collection, asked of the read model that is written with it."""

import sqlalchemy as sa

from payments.adapters.tables import collections


class SqlBook:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def last_word_on(self, payment_id: str, collection_id: str) -> str:
        """Return the id of the event that last said how much was collected."""
        query = sa.select(collections.c.event_id).where(
            collections.c.payment_id == payment_id,
            collections.c.collection_id == collection_id,
        )
        return str(self._connection.execute(query).scalar_one())
