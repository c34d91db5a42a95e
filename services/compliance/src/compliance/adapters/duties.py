"""Duties in PostgreSQL: the books behind a shared lock, the balances behind locks of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from compliance.adapters.rows import PERIOD_COLUMNS, period_of_row, read_members, read_policies
from compliance.adapters.tables import institutions, members, obligations, periods, purchases
from compliance.application.ports import Expected
from compliance.domain.credit import Duty
from compliance.domain.member import Member
from compliance.domain.obligation import obligation_id_of
from compliance.domain.policy import Policy
from compliance.domain.purchase import Buyer
from kernel.domain.wib import business_date, period_of

_Wanted = tuple[str, str]
_Members = dict[str, Member | None]


class SqlDuties:
    """
    What one transaction knows of members and duties; each fact is asked for once.

    Every answer about an institution is read after the shared lock on its books. So whoever opens
    a month sees each spend of it, or the spend sees the month: no spend falls between the two.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._members: _Members = {}
        self._policies: dict[str, Policy | None] = {}
        self._duties: dict[_Wanted, Duty | None] = {}

    def expect(self, orders: Expected) -> None:
        query = sa.select(
            purchases.c.order_id, purchases.c.membership_id, purchases.c.placed_at
        ).where(purchases.c.order_id.in_(sorted(orders)))
        wanted = set()
        # An order that nobody has told anything about will only be noted: it needs nothing yet.
        for row in self._connection.execute(query):
            told = orders[row.order_id]
            known = (row.membership_id, row.placed_at) if row.membership_id else None
            for membership_id, placed_at in filter(None, (told, known)):
                wanted.add((membership_id, period_of(placed_at)))
        self._fetch(wanted)

    def buyer(self, membership_id: str, at: datetime) -> Buyer | None:
        self._fetch_members([membership_id])
        member = self._members[membership_id]
        if member is None:
            return None
        assignment = member.assignment_on(business_date(at))
        return Buyer(
            member_id=member.member_id,
            membership_id=membership_id,
            institution_id=member.institution_id,
            agency_id=assignment.agency_id if assignment else None,
        )

    def policy(self, institution_id: str) -> Policy | None:
        self._fetch_policies([institution_id])
        return self._policies[institution_id]

    def find(self, membership_id: str, period: str) -> Duty | None:
        self._fetch([(membership_id, period)])
        return self._duties[membership_id, period]

    def keep(self, duty: Duty) -> None:
        self._duties[duty.membership_id, duty.period.period] = duty

    def _fetch(self, wanted: Iterable[_Wanted]) -> None:
        new = sorted(set(wanted) - self._duties.keys())
        if not new:
            return
        self._fetch_members(membership_id for membership_id, _ in new)
        self._duties |= dict.fromkeys(new)
        self._duties |= self._read_duties(new)

    def _fetch_members(self, membership_ids: Iterable[str]) -> None:
        new = sorted(set(membership_ids) - self._members.keys())
        if not new:
            return
        # A membership never changes its institution, so that may be read before the lock.
        homes = sa.select(members.c.institution_id).where(members.c.membership_id.in_(new))
        institution_ids = set(self._connection.execute(homes.distinct()).scalars())
        self._fetch_policies(institution_ids)
        found = read_members(self._connection, members.c.membership_id.in_(new))
        self._members |= dict.fromkeys(new)
        self._members |= {one.member.membership_id: one.member for one in found}

    def _fetch_policies(self, institution_ids: Iterable[str]) -> None:
        new = sorted(set(institution_ids) - self._policies.keys())
        if new:
            self._share(new)
            self._policies |= dict.fromkeys(new)
            self._policies |= read_policies(self._connection, new)

    def _share(self, institution_ids: Sequence[str]) -> None:
        query = (
            sa.select(institutions.c.institution_id)
            .where(institutions.c.institution_id.in_(institution_ids))
            .order_by(institutions.c.institution_id)
            .with_for_update(read=True)
        )
        self._connection.execute(query)

    def _read_duties(self, keys: Iterable[_Wanted]) -> dict[_Wanted, Duty]:
        ids = [obligation_id_of(membership_id, period) for membership_id, period in keys]
        query = (
            sa.select(obligations, *PERIOD_COLUMNS)
            .join(
                periods,
                sa.and_(
                    periods.c.institution_id == obligations.c.institution_id,
                    periods.c.period == obligations.c.period,
                ),
            )
            .where(obligations.c.obligation_id.in_(ids))
            .order_by(obligations.c.obligation_id)
            .with_for_update(of=obligations)
        )
        duties = map(self._duty, self._connection.execute(query).mappings())
        return {(duty.membership_id, duty.period.period): duty for duty in duties}

    def _duty(self, row: sa.RowMapping) -> Duty:
        period = period_of_row({column.name: row[column] for column in PERIOD_COLUMNS})
        policy = self._policies[period.institution_id]
        assert policy is not None, "a month is opened under a policy"
        return Duty(
            obligation_id=row[obligations.c.obligation_id],
            membership_id=row[obligations.c.membership_id],
            member_id=row[obligations.c.member_id],
            in_scope=row[obligations.c.in_scope],
            period=period,
            document=policy.version(period.policy_version).document,
            credited_idr=row[obligations.c.credited_idr],
            credited_staple_idr=row[obligations.c.credited_staple_idr] or 0,
            target_idr=row[obligations.c.target_idr],
            target_staple_idr=row[obligations.c.target_staple_idr],
            assessed=row[obligations.c.assessment] is not None,
        )
