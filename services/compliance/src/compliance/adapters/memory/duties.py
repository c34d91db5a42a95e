"""The rows and locks of duties in memory: the books shared, the balances each by itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from compliance.adapters.known_duties import Noted
from compliance.adapters.memory.shared_books import MemoryBooks
from compliance.adapters.rows import on_roster_of, period_of_row, policies_of
from compliance.adapters.tables import members, obligations, periods, policies, purchases
from compliance.domain.member import Member
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row


class MemoryDutyRows:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def noted(self, order_ids: Sequence[str]) -> Iterable[tuple[str, Noted | None]]:
        for order_id in order_ids:
            row = self._transaction.row(purchases, (order_id,))
            if row:
                told = (row["membership_id"], row["placed_at"])
                yield order_id, told if row["membership_id"] else None

    def institutions(self, membership_ids: Sequence[str]) -> Iterable[str]:
        return {row["institution_id"] for row in self._member_rows(membership_ids)}

    def share(self, institution_ids: Sequence[str]) -> None:
        books = MemoryBooks(self._transaction)
        for institution_id in institution_ids:
            books.share(institution_id)

    def policies(self, institution_ids: Sequence[str]) -> Mapping[str, Policy]:
        return policies_of(
            row
            for institution_id in institution_ids
            for row in self._transaction.rows(policies, institution_id=institution_id)
        )

    def members(self, membership_ids: Sequence[str]) -> Iterable[Member]:
        return [on_roster_of(row).member for row in self._member_rows(membership_ids)]

    def obligations(
        self, obligation_ids: Sequence[str]
    ) -> Iterable[tuple[Mapping[str, Any], Period]]:
        found = self._transaction.locked(obligations, [(one,) for one in obligation_ids])
        for row in found.values():
            month = self._transaction.row(periods, (row["institution_id"], row["period"]))
            assert month is not None, "a duty belongs to a month that was opened"
            yield row, period_of_row(month)

    def _member_rows(self, membership_ids: Sequence[str]) -> list[Row]:
        found = [self._transaction.row(members, (one,)) for one in membership_ids]
        return [row for row in found if row]
