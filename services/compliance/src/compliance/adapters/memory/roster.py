"""Who is on the roster, from rows in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from compliance.adapters.rows import on_roster_of, tree_of
from compliance.adapters.tables import agencies, members
from compliance.domain.agency import Agency
from compliance.domain.obligation import OnRoster
from kernel.adapters.memory import MemoryTransaction


class MemoryRoster:
    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    def agencies(self, institution_id: str, on: date) -> Mapping[str, str]:
        return {
            one.agency_code: key
            for key, one in self.tree(institution_id).items()
            if one.valid_to is None or on <= one.valid_to
        }

    def tree(self, institution_id: str) -> Mapping[str, Agency]:
        return tree_of(self._transaction.rows(agencies, institution_id=institution_id))

    def members(self, institution_id: str) -> Sequence[OnRoster]:
        rows = self._transaction.rows(members, institution_id=institution_id)
        return [on_roster_of(row) for row in rows]

    def some(self, membership_ids: Sequence[str]) -> Sequence[OnRoster]:
        found = [self._transaction.row(members, (one,)) for one in sorted(set(membership_ids))]
        return [on_roster_of(row) for row in found if row]
