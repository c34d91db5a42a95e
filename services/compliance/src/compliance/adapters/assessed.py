"""What was assessed, written into the rows of the duties: one statement for a whole chunk."""

from collections.abc import Sequence

import sqlalchemy as sa

from compliance.adapters.duty_models import fold_obligation, obligation_keys
from compliance.adapters.tables import obligations
from compliance.domain.duty_events import ObligationsAssessed
from kernel.adapters.codec import dumps
from kernel.adapters.projections import AnyRecorded, RowProjection
from kernel.adapters.storage import AnyTransaction, store_function

# In the order of the chunk, which is that of the ids: everybody locks rows in the same order.
_ASSESS = sa.text(
    """
    update obligations set assessment = told.one, chunk_no = :chunk_no
      from jsonb_array_elements(cast(:assessments as jsonb)) as told(one)
     where obligations.obligation_id = told.one->>'obligation_id'
    """
)


class ObligationProjection:
    """
    Folds what becomes of single duties row by row, and assessments by the chunk.

    An assessment touches columns of its own, and nothing is assessed that was not opened before:
    so it does not matter that of a batch all assessments come last.
    """

    name = "obligations"
    tables = (obligations,)

    def __init__(self) -> None:
        self._rows = RowProjection(
            self.name, obligations, keys=obligation_keys, fold=fold_obligation
        )

    def apply(self, connection: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        self._rows.apply(connection, events)
        for one in events:
            if isinstance(one.event, ObligationsAssessed):
                write_assessments(connection, one.event)


@store_function
def write_assessments(connection: sa.Connection, event: ObligationsAssessed) -> None:
    """Write what each assessment says into the row of its obligation."""
    given = {"assessments": dumps(event.assessments).decode(), "chunk_no": event.chunk_no}
    connection.execute(_ASSESS, given)
