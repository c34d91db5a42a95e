"""What follows a closed month, in PostgreSQL: whom it concerns, and what has been issued."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.tables import consequences, obligations
from compliance.domain.consequences import Concerned, IssuedRow
from compliance.domain.duty_events import Assessment
from compliance.domain.period import Period
from compliance.domain.words import ConsequenceKind

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
        query = (
            sa.select(obligations.c.membership_id, obligations.c.assessment)
            .where(
                obligations.c.institution_id == period.institution_id,
                obligations.c.period == period.period,
                obligations.c.chunk_no == chunk_no,
            )
            .order_by(obligations.c.obligation_id)
        )
        return [
            Concerned(
                membership_id=row.membership_id,
                assessment=msgspec.convert(row.assessment, Assessment),
            )
            for row in self._connection.execute(query)
        ]

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
