"""What follows a closed month, from rows in memory."""

from collections.abc import Sequence
from types import SimpleNamespace

import msgspec

from compliance.adapters.consequence_books import issued_row
from compliance.adapters.tables import consequences, obligations
from compliance.domain.consequences import Concerned, IssuedRow
from compliance.domain.duty_events import Assessment
from compliance.domain.period import Period
from compliance.domain.words import ConsequenceKind
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row


class MemoryConsequences:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def concerned(self, period: Period, chunk_no: int) -> Sequence[Concerned]:
        rows = self._transaction.rows(
            obligations,
            institution_id=period.institution_id,
            period=period.period,
            chunk_no=chunk_no,
        )
        return [
            Concerned(
                membership_id=row["membership_id"],
                assessment=msgspec.convert(row["assessment"], Assessment),
            )
            for row in rows
        ]

    def issued(self, period: Period, kind: ConsequenceKind) -> Sequence[IssuedRow]:
        rows = self._transaction.rows(
            consequences, institution_id=period.institution_id, period=period.period, kind=kind
        )
        rows.sort(key=lambda row: str(row["obligation_id"]))
        return [self._issued(row) for row in rows]

    def _issued(self, row: Row) -> IssuedRow:
        owed = self._transaction.row(obligations, (row["obligation_id"],))
        assert owed is not None, "it follows an obligation"
        reported = (owed["assessment"] or {}).get("agency_id_reported", owed["agency_id"])
        return issued_row(SimpleNamespace(**row, agency_id=reported))
