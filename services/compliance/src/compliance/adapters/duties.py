"""The rows and locks of duties in PostgreSQL: the books shared, the balances each by itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from compliance.adapters.known_duties import Noted
from compliance.adapters.rows import PERIOD_COLUMNS, period_of_row, read_members, read_policies
from compliance.adapters.tables import institutions, members, obligations, periods, purchases
from compliance.domain.member import Member
from compliance.domain.period import Period
from compliance.domain.policy import Policy


class SqlDutyRows:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def noted(self, order_ids: Sequence[str]) -> Iterable[tuple[str, Noted | None]]:
        query = sa.select(
            purchases.c.order_id, purchases.c.membership_id, purchases.c.placed_at
        ).where(purchases.c.order_id.in_(order_ids))
        for row in self._connection.execute(query):
            known = (row.membership_id, row.placed_at) if row.membership_id else None
            yield row.order_id, known

    def institutions(self, membership_ids: Sequence[str]) -> Iterable[str]:
        query = sa.select(members.c.institution_id).where(
            members.c.membership_id.in_(membership_ids)
        )
        return self._connection.execute(query.distinct()).scalars()

    def share(self, institution_ids: Sequence[str]) -> None:
        query = (
            sa.select(institutions.c.institution_id)
            .where(institutions.c.institution_id.in_(institution_ids))
            .order_by(institutions.c.institution_id)
            .with_for_update(read=True)
        )
        self._connection.execute(query)

    def policies(self, institution_ids: Sequence[str]) -> Mapping[str, Policy]:
        return read_policies(self._connection, institution_ids)

    def members(self, membership_ids: Sequence[str]) -> Iterable[Member]:
        found = read_members(self._connection, members.c.membership_id.in_(membership_ids))
        return [one.member for one in found]

    def obligations(
        self, obligation_ids: Sequence[str]
    ) -> Iterable[tuple[Mapping[str, Any], Period]]:
        query = (
            sa.select(obligations, *PERIOD_COLUMNS)
            .join(
                periods,
                sa.and_(
                    periods.c.institution_id == obligations.c.institution_id,
                    periods.c.period == obligations.c.period,
                ),
            )
            .where(obligations.c.obligation_id.in_(obligation_ids))
            .order_by(obligations.c.obligation_id)
            .with_for_update(of=obligations)
        )
        for row in self._connection.execute(query).mappings():
            month = period_of_row({column.name: row[column] for column in PERIOD_COLUMNS})
            yield {column.name: row[column] for column in obligations.columns}, month
