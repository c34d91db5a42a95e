"""What was issued, as rows: one statement for a whole chunk."""

from collections.abc import Sequence

import sqlalchemy as sa

from compliance.adapters.duty_models import consequences_of
from compliance.adapters.tables import consequences
from kernel.adapters.codec import dumps
from kernel.adapters.projections import AnyRecorded, Row
from kernel.adapters.storage import AnyTransaction, store_function

_COLUMNS = ", ".join(column.name for column in consequences.columns)
_INSERT = sa.text(
    f"insert into consequences ({_COLUMNS}) select {_COLUMNS}"  # noqa: S608 - names of our own
    " from jsonb_populate_recordset(null::consequences, cast(:rows as jsonb))"
)


class ConsequenceProjection:
    """Writes each consequence once: nothing changes it later."""

    name = "consequences"
    tables = (consequences,)

    def apply(self, connection: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        for one in events:
            if rows := consequences_of(one.event):
                insert_consequences(connection, rows)


@store_function
def insert_consequences(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """
    Write new rows.

    :raises Conflict: (through `Database.transaction`) one of them was there already
    """
    connection.execute(_INSERT, {"rows": dumps(rows).decode()})
