"""The months of an institution and what is owed in them, from rows in memory."""

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace

from compliance.adapters.books import owed_of_row
from compliance.adapters.purchase_rows import restored
from compliance.adapters.rows import on_roster_of, period_of_row, policies_of
from compliance.adapters.tables import members, obligations, periods, policies, purchases, spends
from compliance.domain.adjustment import Credited
from compliance.domain.month import Owed, outcome_of
from compliance.domain.obligation import OnRoster
from compliance.domain.period import Period, last_day
from compliance.domain.standing import Standing, standings
from compliance.domain.words import Outcome
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row
from kernel.domain.wib import first_day


class MemoryPeriods:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def opened(self, institution_id: str) -> Sequence[Period]:
        rows = self._transaction.rows(periods, institution_id=institution_id)
        return [period_of_row(row) for row in rows]

    def members(self, institution_id: str, period: str) -> int:
        return len(self._concerned(institution_id, period))

    def without_duty(self, institution_id: str, period: str, limit: int) -> Sequence[OnRoster]:
        concerned = self._concerned(institution_id, period)
        owing = {row["membership_id"] for row in self._transaction.rows(obligations, period=period)}
        without = [row for row in concerned if row["membership_id"] not in owing]
        return [on_roster_of(row) for row in without[:limit]]

    def waiting_orders(self, membership_ids: Sequence[str]) -> Sequence[str]:
        found = {
            row["order_id"]
            for membership_id in set(membership_ids)
            for row in self._transaction.rows(spends, membership_id=membership_id, credit_id=None)
        }
        return sorted(found)

    def obligations(self, institution_id: str, period: str) -> int:
        return len(self._obligations(institution_id, period))

    def short(self, institution_id: str, period: str, *, after: str, limit: int) -> Sequence[Owed]:
        owed = self._owed(institution_id, period, after=after)
        return [one for one in owed if outcome_of(one) is Outcome.NOT_MET][:limit]

    def owed(self, period: Period, limit: int) -> Sequence[Owed]:
        owed = self._owed(period.institution_id, period.period, after=period.assessed_until)
        return list(owed)[:limit]

    def standings(self, period: Period, membership_ids: Sequence[str]) -> Mapping[str, Standing]:
        rules = policies_of(self._transaction.rows(policies, institution_id=period.institution_id))
        document = rules[period.institution_id].version(period.policy_version).document
        wanted = set(membership_ids)
        rows = [row for row in self._open_purchases(period) if row["membership_id"] in wanted]
        return standings([restored(row["purchase"]) for row in rows], period, document)

    def credited(self, obligation_ids: Sequence[str]) -> Mapping[str, Credited]:
        rows = [self._transaction.row(obligations, (one,)) for one in obligation_ids]
        return {
            row["obligation_id"]: Credited(
                credited_idr=row["credited_idr"],
                credited_staple_idr=row["credited_staple_idr"] or 0,
                assessed=row["assessment"] is not None,
            )
            for row in rows
            if row
        }

    def _concerned(self, institution_id: str, period: str) -> list[Row]:
        """Whom a month is about: who came before its end and did not leave before it began."""
        return [
            row
            for row in self._transaction.rows(members, institution_id=institution_id)
            if row["valid_from"] <= last_day(period)
            and (row["left_on"] is None or row["left_on"] >= first_day(period))
        ]

    def _obligations(self, institution_id: str, period: str) -> list[Row]:
        return self._transaction.rows(obligations, institution_id=institution_id, period=period)

    def _owed(self, institution_id: str, period: str, *, after: str) -> Iterator[Owed]:
        for row in self._obligations(institution_id, period):
            if row["obligation_id"] > after:
                yield owed_of_row(SimpleNamespace(**row))

    def _open_purchases(self, period: Period) -> Iterator[Row]:
        """Yield the month's purchases that were not settled in time, or are contested."""
        for row in self._transaction.rows(purchases, month=period.period):
            settled = row["settled_at"]
            if settled is None or settled >= period.cut_off_at or row["contested"]:
                yield row
