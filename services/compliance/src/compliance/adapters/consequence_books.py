"""What follows a closed month, in PostgreSQL: whom it concerns, and what has been issued."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from compliance.adapters.codecs import OWN
from compliance.adapters.rows import text_array
from compliance.adapters.tables import consequences, obligations
from compliance.domain.consequences import Concerned, IssuedRow
from compliance.domain.duty_events import Assessment, ObligationsAssessed
from compliance.domain.period import PERIOD, Period, period_key
from compliance.domain.words import ConsequenceKind

# The chunks follow the event that started the closing.
_CHUNK = sa.text(
    """
    select type, data::text as data from events
     where stream_id = :stream
       and version = :chunk_no
                     + (select version from events
                         where stream_id = :stream
                           and type = 'compliance.period_closing_started.v1'
                         order by version limit 1)
    """
)
ISSUED_COLUMNS = (
    consequences.c.consequence_id,
    consequences.c.membership_id,
    sa.func.coalesce(
        obligations.c.assessment["agency_id_reported"].astext, obligations.c.agency_id
    ).label("agency_id"),
    consequences.c.level,
    consequences.c.target_idr,
    consequences.c.credited_idr,
    consequences.c.shortfall_idr,
)
WITH_OBLIGATION = consequences.join(
    obligations, obligations.c.obligation_id == consequences.c.obligation_id
)


class SqlConsequences:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def concerned(self, period: Period, chunk_no: int) -> Sequence[Concerned]:
        assessments = self._assessed(period, chunk_no)
        ids = text_array(one.obligation_id for one in assessments)
        query = sa.select(obligations.c.obligation_id, obligations.c.membership_id).where(
            obligations.c.obligation_id == sa.any_(ids)
        )
        rows = self._connection.execute(query)
        memberships = {row.obligation_id: row.membership_id for row in rows}
        return [
            Concerned(membership_id=memberships[one.obligation_id], assessment=one)
            for one in assessments
        ]

    def _assessed(self, period: Period, chunk_no: int) -> Sequence[Assessment]:
        """Return the chunk as it was told: among the rows of a large month it is slowly found."""
        stream = PERIOD.stream(period_key(period.institution_id, period.period))
        wanted = {"stream": stream, "chunk_no": chunk_no}
        found = self._connection.execute(_CHUNK, wanted).one_or_none()
        told = OWN.decode(found.type, found.data) if found else None
        return told.assessments if isinstance(told, ObligationsAssessed) else ()

    def issued(self, period: Period, kind: ConsequenceKind) -> Sequence[IssuedRow]:
        query = (
            sa.select(*ISSUED_COLUMNS)
            .select_from(WITH_OBLIGATION)
            .where(
                consequences.c.institution_id == period.institution_id,
                consequences.c.period == period.period,
                consequences.c.kind == kind,
            )
            .order_by(consequences.c.obligation_id)
        )
        return [issued_row(row) for row in self._connection.execute(query).all()]


def issued_row(row: Any) -> IssuedRow:
    return IssuedRow(
        consequence_id=row.consequence_id,
        membership_id=row.membership_id,
        agency_id=row.agency_id,
        level=row.level,
        target_idr=row.target_idr,
        credited_idr=row.credited_idr,
        shortfall_idr=row.shortfall_idr,
    )
