"""Whose a membership is: what the gateway asks before it binds one to an account."""

from typing import Any

import sqlalchemy as sa

from compliance.adapters.callers import belongs
from compliance.adapters.tables import members
from compliance.application.questions import GetMembership
from compliance.domain.member import MembershipNotFound
from kernel.application.envelope import Context


def answer_membership(
    question: GetMembership, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """
    Return the institution of a membership.

    :raises MembershipNotFound: there is none, or it is another institution's
    """
    query = sa.select(members.c.membership_id, members.c.institution_id).where(
        members.c.membership_id == question.membership_id
    )
    row = connection.execute(query).one_or_none()
    if row is None or not belongs(context, row.institution_id):
        raise MembershipNotFound("there is no such membership")
    return {"membership_id": row.membership_id, "institution_id": row.institution_id}
