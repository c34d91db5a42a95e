"""An institution's books in PostgreSQL: who is on the roster, which months, who owes what."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from compliance.adapters.rows import (
    PERIOD_COLUMNS,
    period_of_row,
    read_members,
    read_policies,
    read_purchases,
    read_tree,
)
from compliance.adapters.tables import institutions, members, obligations, periods, spends
from compliance.domain.adjustment import Credited
from compliance.domain.agency import Agency
from compliance.domain.month import Owed
from compliance.domain.obligation import OnRoster
from compliance.domain.period import Period, last_day
from compliance.domain.standing import Standing, standings
from kernel.domain.wib import first_day

OWED_COLUMNS = (
    obligations.c.obligation_id,
    obligations.c.membership_id,
    obligations.c.in_scope,
    obligations.c.target_idr,
    obligations.c.credited_idr,
    obligations.c.agency_id,
    obligations.c.target_staple_idr,
    obligations.c.credited_staple_idr,
)
_NOT_MET = sa.or_(
    obligations.c.credited_idr < obligations.c.target_idr,
    sa.func.coalesce(obligations.c.credited_staple_idr, 0)
    < sa.func.coalesce(obligations.c.target_staple_idr, 0),
)


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

    def agencies(self, institution_id: str, on: date) -> Mapping[str, str]:
        tree = read_tree(self._connection, institution_id)
        return {
            one.agency_code: key
            for key, one in tree.items()
            if one.valid_to is None or on <= one.valid_to
        }

    def tree(self, institution_id: str) -> Mapping[str, Agency]:
        return read_tree(self._connection, institution_id)

    def members(self, institution_id: str) -> Sequence[OnRoster]:
        return read_members(self._connection, members.c.institution_id == institution_id)

    def some(self, membership_ids: Sequence[str]) -> Sequence[OnRoster]:
        return read_members(self._connection, members.c.membership_id.in_(list(membership_ids)))


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

    def members(self, institution_id: str, period: str) -> int:
        query = sa.select(sa.func.count()).where(_concerns(institution_id, period))
        return int(self._connection.execute(query).scalar_one())

    def without_duty(self, institution_id: str, period: str, limit: int) -> Sequence[OnRoster]:
        owing = sa.exists().where(
            obligations.c.membership_id == members.c.membership_id,
            obligations.c.period == period,
        )
        next_ids = (
            sa.select(members.c.membership_id)
            .where(_concerns(institution_id, period), sa.not_(owing))
            .order_by(members.c.membership_id)
            .limit(limit)
        )
        wanted = list(self._connection.execute(next_ids).scalars())
        found = read_members(self._connection, members.c.membership_id.in_(wanted))
        return sorted(found, key=lambda one: one.member.membership_id)

    def waiting_orders(self, membership_ids: Sequence[str]) -> Sequence[str]:
        query = (
            sa.select(spends.c.order_id)
            .where(spends.c.membership_id.in_(list(membership_ids)), spends.c.credit_id.is_(None))
            .distinct()
            .order_by(spends.c.order_id)
        )
        return list(self._connection.execute(query).scalars())

    def obligations(self, institution_id: str, period: str) -> int:
        query = sa.select(sa.func.count()).where(
            obligations.c.institution_id == institution_id, obligations.c.period == period
        )
        return int(self._connection.execute(query).scalar_one())

    def short(self, institution_id: str, period: str, *, after: str, limit: int) -> Sequence[Owed]:
        query = (
            sa.select(*OWED_COLUMNS)
            .where(
                obligations.c.institution_id == institution_id,
                obligations.c.period == period,
                obligations.c.obligation_id > after,
                obligations.c.in_scope,
                _NOT_MET,
            )
            .order_by(obligations.c.obligation_id)
            .limit(limit)
        )
        return [owed_of_row(row) for row in self._connection.execute(query)]

    def owed(self, period: Period, limit: int) -> Sequence[Owed]:
        query = (
            sa.select(*OWED_COLUMNS)
            .where(
                obligations.c.institution_id == period.institution_id,
                obligations.c.period == period.period,
                obligations.c.obligation_id > period.assessed_until,
            )
            .order_by(obligations.c.obligation_id)
            .limit(limit)
        )
        return [owed_of_row(row) for row in self._connection.execute(query)]

    def standings(self, period: Period, membership_ids: Sequence[str]) -> Mapping[str, Standing]:
        policy = read_policies(self._connection, [period.institution_id])[period.institution_id]
        document = policy.version(period.policy_version).document
        found = read_purchases(self._connection, period, membership_ids=membership_ids)
        return standings(found, period, document)

    def credited(self, obligation_ids: Sequence[str]) -> Mapping[str, Credited]:
        query = sa.select(
            obligations.c.obligation_id,
            obligations.c.credited_idr,
            obligations.c.credited_staple_idr,
            obligations.c.assessment.is_not(None).label("assessed"),
        ).where(obligations.c.obligation_id.in_(list(obligation_ids)))
        return {
            row.obligation_id: Credited(
                credited_idr=row.credited_idr,
                credited_staple_idr=row.credited_staple_idr or 0,
                assessed=row.assessed,
            )
            for row in self._connection.execute(query)
        }


def owed_of_row(row: Any) -> Owed:
    return Owed(
        obligation_id=row.obligation_id,
        membership_id=row.membership_id,
        in_scope=row.in_scope,
        target_idr=row.target_idr,
        credited_idr=row.credited_idr,
        agency_id_reported=row.agency_id,
        target_staple_idr=row.target_staple_idr,
        credited_staple_idr=row.credited_staple_idr or 0,
    )


def _concerns(institution_id: str, period: str) -> sa.ColumnElement[bool]:
    """Whom a month is about: who came before its end and did not leave before its beginning."""
    return sa.and_(
        members.c.institution_id == institution_id,
        members.c.valid_from <= last_day(period),
        sa.or_(members.c.left_on.is_(None), members.c.left_on >= first_day(period)),
    )
