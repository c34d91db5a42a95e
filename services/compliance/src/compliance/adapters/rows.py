"""From rows of the read models back to the domain's own records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.tables import members, periods, policies, purchases
from compliance.domain.duty_events import PolicyEnacted
from compliance.domain.member import Member
from compliance.domain.obligation import OnRoster
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import Purchase

PERIOD_COLUMNS = (
    periods.c.institution_id,
    periods.c.period,
    periods.c.policy_id,
    periods.c.policy_version,
    periods.c.cut_off_at,
    periods.c.status,
    periods.c.close_no,
)


def period_of_row(row: Mapping[str, Any]) -> Period:
    return msgspec.convert({name: row[name] for name in Period.__slots__}, Period)


def read_members(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[OnRoster]:
    """Return the members, each with its whole history."""
    query = sa.select(members.c.member, members.c.assignment_event_ids).where(where)
    return [
        OnRoster(
            member=msgspec.convert(row.member, Member),
            assignment_event_ids=tuple(row.assignment_event_ids),
        )
        for row in connection.execute(query)
    ]


def read_policies(connection: sa.Connection, institution_ids: Iterable[str]) -> dict[str, Policy]:
    """Return the rule of each institution that has one, with all its versions."""
    query = (
        sa.select(policies.c.institution_id, policies.c.enacted)
        .where(policies.c.institution_id.in_(sorted(set(institution_ids))))
        .order_by(policies.c.institution_id, policies.c.version)
    )
    versions: dict[str, tuple[PolicyEnacted, ...]] = {}
    for row in connection.execute(query):
        enacted = msgspec.convert(row.enacted, PolicyEnacted)
        versions[row.institution_id] = (*versions.get(row.institution_id, ()), enacted)
    return {key: Policy(versions=found) for key, found in versions.items()}


def read_purchases(
    connection: sa.Connection, period: Period, *, membership_ids: Sequence[str] | None = None
) -> list[Purchase]:
    """Return the members' purchases of a month that were not settled by its cut-off."""
    query = (
        sa.select(purchases.c.purchase)
        .join(members, members.c.membership_id == purchases.c.membership_id)
        .where(
            members.c.institution_id == period.institution_id,
            purchases.c.month == period.period,
            sa.or_(purchases.c.settled_at.is_(None), purchases.c.settled_at >= period.cut_off_at),
        )
    )
    if membership_ids is not None:
        query = query.where(purchases.c.membership_id.in_(membership_ids))
    return [msgspec.convert(row.purchase, Purchase) for row in connection.execute(query)]
