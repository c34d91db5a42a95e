"""Who is asking, and what of an institution that person may see."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from compliance.adapters.rows import read_members, read_tree
from compliance.adapters.tables import members
from compliance.application.authority import OPERATOR
from compliance.domain.agency import below
from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Context

BUYER, HR, POLICY, HEAD, AUDITOR = (
    "buyer",
    "hr_officer",
    "policy_officer",
    "unit_head",
    "auditor",
)


def belongs(context: Context, institution_id: str) -> bool:
    """Tell whether the caller acts for that institution; operators act for all."""
    return context.actor_role == OPERATOR or context.actor_institution_id == institution_id


def led_agencies(
    connection: sa.Connection, context: Context, institution_id: str, day: date
) -> frozenset[str]:
    """Return where the caller's own memberships are assigned, and what was below that day."""
    mine = sa.and_(
        members.c.membership_id.in_(context.memberships),
        members.c.institution_id == institution_id,
        members.c.left_on.is_(None),
    )
    latest = (one.member.assignment_on(date.max) for one in read_members(connection, mine))
    led = frozenset(assignment.agency_id for assignment in latest if assignment)
    return led | below(led, read_tree(connection, institution_id), day)


def names_of(connection: sa.Connection, membership_ids: Iterable[str]) -> dict[str, str | None]:
    """Return the members' names from the vault; None for whom it was erased."""
    wanted = members.c.membership_id.in_(list(membership_ids))
    refs = {
        one.member.membership_id: one.member.identity_ref
        for one in read_members(connection, wanted)
    }
    sealed = SqlVault(connection).open(list(refs.values()))
    return {key: sealed.get(ref, {}).get("name") for key, ref in refs.items()}
