"""From rows of the read models back to the domain's own records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from compliance.adapters.purchase_rows import restored
from compliance.adapters.tables import agencies, members, periods, policies, purchases
from compliance.domain.agency import Agency
from compliance.domain.member import Member
from compliance.domain.obligation import OnRoster
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.policy_events import PolicyEnacted, PolicyRepealed
from compliance.domain.purchase import Purchase
from compliance.domain.words import PolicyStatus

_PERIOD_FIELDS = (
    "institution_id",
    "period",
    "policy_id",
    "policy_version",
    "cut_off_at",
    "status",
    "close_no",
)
PERIOD_COLUMNS = (
    periods.c.institution_id,
    periods.c.period,
    periods.c.policy_id,
    periods.c.policy_version,
    periods.c.cut_off_at,
    periods.c.status,
    periods.c.close_no,
)


def text_array(values: Iterable[str]) -> sa.ColumnElement[Any]:
    """Return the values as one parameter, for ``column == sa.any_(…)``."""
    return sa.literal(list(values), ARRAY(sa.Text))


def period_of_row(row: Mapping[str, Any]) -> Period:
    """Return the month, without what only its closing asks."""
    return msgspec.convert({str(one.name): row[one.name] for one in PERIOD_COLUMNS}, Period)


def on_roster_of(row: Mapping[Any, Any]) -> OnRoster:
    """Return the member, with its whole history."""
    return OnRoster(
        member=msgspec.convert(row["member"], Member),
        assignment_event_ids=tuple(row["assignment_event_ids"]),
    )


def tree_of(rows: Iterable[Mapping[Any, Any]]) -> dict[str, Agency]:
    """Return the agencies by their ids; rows from before they were kept whole hold none."""
    return {
        row["agency_id"]: msgspec.convert(row["agency"], Agency) for row in rows if row["agency"]
    }


def policies_of(rows: Iterable[Mapping[Any, Any]]) -> dict[str, Policy]:
    """Return the rule of each institution, from rows in the order of their versions."""
    found: dict[str, Policy] = {}
    for row in rows:
        known = found.get(row["institution_id"], Policy(versions=()))
        enacted = msgspec.convert(row["enacted"], PolicyEnacted)
        told = row["repealed"]
        repealed = (msgspec.convert(told, PolicyRepealed),) if told else ()
        found[row["institution_id"]] = replace(
            known,
            versions=(*known.versions, enacted),
            status=PolicyStatus.REPEALED if repealed else PolicyStatus.ENACTED,
            repealed=(*known.repealed, *repealed),
        )
    return found


def read_members(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[OnRoster]:
    """Return the members, each with its whole history."""
    query = sa.select(members.c.member, members.c.assignment_event_ids).where(where)
    return [on_roster_of(row) for row in connection.execute(query).mappings()]


def read_tree(connection: sa.Connection, institution_id: str) -> dict[str, Agency]:
    """Return every agency there ever was, by its id."""
    query = sa.select(agencies.c.agency_id, agencies.c.agency).where(
        agencies.c.institution_id == institution_id
    )
    return tree_of(connection.execute(query).mappings())


def read_policies(connection: sa.Connection, institution_ids: Iterable[str]) -> dict[str, Policy]:
    """Return the rule of each institution that has one, with all its versions."""
    query = (
        sa.select(policies.c.institution_id, policies.c.enacted, policies.c.repealed)
        .where(policies.c.institution_id.in_(sorted(set(institution_ids))))
        .order_by(policies.c.institution_id, policies.c.version)
    )
    return policies_of(connection.execute(query).mappings())


def read_purchases(
    connection: sa.Connection, period: Period, *, membership_ids: Sequence[str]
) -> list[Purchase]:
    """Return the members' purchases of a month that were not settled, or are contested."""
    # One parameter, however many there are: the statement is compiled once.
    query = sa.select(purchases.c.purchase).where(
        purchases.c.month == period.period,
        purchases.c.membership_id == sa.any_(text_array(membership_ids)),
        sa.or_(
            purchases.c.settled_at.is_(None),
            purchases.c.settled_at >= period.cut_off_at,
            purchases.c.contested,
        ),
    )
    return [restored(row.purchase) for row in connection.execute(query)]
