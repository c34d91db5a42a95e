"""An institution's books in PostgreSQL: who is on the roster, which months, who owes what."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from compliance.adapters.rows import (
    PERIOD_COLUMNS,
    period_of_row,
    read_members,
    read_policies,
    read_purchases,
)
from compliance.adapters.tables import (
    agencies,
    institutions,
    members,
    obligations,
    periods,
    spends,
)
from compliance.domain.month import Owed, standings
from compliance.domain.obligation import OnRoster, agency_reported
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import Standing


class SqlBooks:
    """The lock on an institution's books: its row, exclusively. Crediting takes it shared."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def hold(self, institution_id: str) -> None:
        query = (
            sa.select(institutions.c.institution_id)
            .where(institutions.c.institution_id == institution_id)
            .with_for_update()
        )
        self._connection.execute(query)


class SqlRoster:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def agencies(self, institution_id: str) -> Mapping[str, str]:
        query = sa.select(agencies.c.agency_code, agencies.c.agency_id).where(
            agencies.c.institution_id == institution_id
        )
        return {row.agency_code: row.agency_id for row in self._connection.execute(query)}

    def members(self, institution_id: str) -> Sequence[OnRoster]:
        return read_members(self._connection, members.c.institution_id == institution_id)


class SqlPeriods:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def opened(self, institution_id: str) -> Sequence[Period]:
        query = (
            sa.select(*PERIOD_COLUMNS)
            .where(periods.c.institution_id == institution_id)
            .order_by(periods.c.period)
        )
        return [period_of_row(row._asdict()) for row in self._connection.execute(query)]

    def waiting_orders(self, institution_id: str) -> Sequence[str]:
        query = (
            sa.select(spends.c.order_id)
            .where(
                spends.c.institution_id == institution_id,
                spends.c.membership_id.is_not(None),
                spends.c.credit_id.is_(None),
            )
            .distinct()
            .order_by(spends.c.order_id)
        )
        return list(self._connection.execute(query).scalars())

    def owed(self, institution_id: str, period: str) -> Sequence[Owed]:
        of_the_month = (
            obligations.c.institution_id == institution_id,
            obligations.c.period == period,
        )
        policy = self._policy(institution_id)
        roster = read_members(
            self._connection,
            members.c.membership_id.in_(
                sa.select(obligations.c.membership_id).where(*of_the_month)
            ),
        )
        by_membership = {one.member.membership_id: one.member for one in roster}
        rows = self._connection.execute(sa.select(obligations).where(*of_the_month))
        return [
            Owed(
                obligation_id=row.obligation_id,
                membership_id=row.membership_id,
                in_scope=row.in_scope,
                target_idr=row.target_idr,
                credited_idr=row.credited_idr,
                agency_id_reported=agency_reported(
                    by_membership[row.membership_id],
                    period,
                    policy.version(row.policy_version).agency_rule,
                ),
            )
            for row in rows
        ]

    def standings(self, period: Period) -> Mapping[str, Standing]:
        document = self._policy(period.institution_id).version(period.policy_version).document
        return standings(read_purchases(self._connection, period), period, document)

    def _policy(self, institution_id: str) -> Policy:
        return read_policies(self._connection, [institution_id])[institution_id]
