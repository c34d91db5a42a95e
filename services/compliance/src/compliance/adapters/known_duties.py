"""What one transaction knows of members and duties, behind locks, whatever store it reads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from compliance.application.ports import Expected
from compliance.domain.credit import Duty
from compliance.domain.member import Member
from compliance.domain.obligation import obligation_id_of
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import Buyer
from kernel.domain.wib import business_date, period_of

Noted = tuple[str, datetime]
_Wanted = tuple[str, str]
_Members = dict[str, Member | None]


class DutyRows(Protocol):
    """The questions and the locks that it comes down to."""

    def noted(self, order_ids: Sequence[str]) -> Iterable[tuple[str, Noted | None]]:
        """Return each order that is known, with its membership and the moment of ordering."""
        ...

    def institutions(self, membership_ids: Sequence[str]) -> Iterable[str]: ...

    def share(self, institution_ids: Sequence[str]) -> None:
        """Keep out who would hold these books, until the end; others may share them."""
        ...

    def policies(self, institution_ids: Sequence[str]) -> Mapping[str, Policy]: ...

    def members(self, membership_ids: Sequence[str]) -> Iterable[Member]: ...

    def obligations(
        self, obligation_ids: Sequence[str]
    ) -> Iterable[tuple[Mapping[str, Any], Period]]:
        """Return the rows of those that exist, locked, each with its month."""
        ...


class KnownDuties:
    """
    What one transaction knows of members and duties; each fact is asked for once.

    Every answer about an institution is read after the shared lock on its books. So whoever opens
    a month sees each spend of it, or the spend sees the month: no spend falls between the two.
    """

    def __init__(self, rows: DutyRows) -> None:
        self._rows = rows
        self._members: _Members = {}
        self._policies: dict[str, Policy | None] = {}
        self._duties: dict[_Wanted, Duty | None] = {}

    def expect(self, orders: Expected) -> None:
        wanted = set()
        # An order that nobody has told anything about will only be noted: it needs nothing yet.
        for order_id, known in self._rows.noted(sorted(orders)):
            for membership_id, placed_at in filter(None, (orders[order_id], known)):
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
        self._fetch_policies(self._rows.institutions(new))
        self._members |= dict.fromkeys(new)
        self._members |= {one.membership_id: one for one in self._rows.members(new)}

    def _fetch_policies(self, institution_ids: Iterable[str]) -> None:
        new = sorted(set(institution_ids) - self._policies.keys())
        if new:
            self._rows.share(new)
            self._policies |= dict.fromkeys(new)
            self._policies |= self._rows.policies(new)

    def _read_duties(self, keys: Iterable[_Wanted]) -> dict[_Wanted, Duty]:
        ids = [obligation_id_of(membership_id, period) for membership_id, period in keys]
        duties = [self._duty(row, period) for row, period in self._rows.obligations(ids)]
        return {(duty.membership_id, duty.period.period): duty for duty in duties}

    def _duty(self, row: Mapping[str, Any], period: Period) -> Duty:
        policy = self._policies[period.institution_id]
        assert policy is not None, "a month is opened under a policy"
        return Duty(
            obligation_id=row["obligation_id"],
            membership_id=row["membership_id"],
            member_id=row["member_id"],
            in_scope=row["in_scope"],
            period=period,
            document=policy.version(period.policy_version).document,
            credited_idr=row["credited_idr"],
            credited_staple_idr=row["credited_staple_idr"] or 0,
            target_idr=row["target_idr"],
            target_staple_idr=row["target_staple_idr"],
            assessed=row["assessment"] is not None,
        )
