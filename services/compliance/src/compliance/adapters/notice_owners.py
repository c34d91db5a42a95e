"""Whose the obligations are that an event is about: the event of an assessment does not say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from compliance.adapters.tables import obligations
from compliance.domain.duty_events import ObligationsAssessed
from kernel.application.envelope import Recorded


def owners_of(
    connection: sa.Connection, events: Sequence[Recorded[Any]]
) -> Mapping[str, Mapping[str, str]]:
    """Return the membership of each obligation, in one question, for every stream that asks."""
    wanted = list(_assessed(events))
    if not wanted:
        return {}
    query = sa.select(obligations.c.obligation_id, obligations.c.membership_id).where(
        obligations.c.obligation_id.in_(wanted)
    )
    owners = {row.obligation_id: row.membership_id for row in connection.execute(query)}
    return {one.stream_id: owners for one in events}


def _assessed(events: Sequence[Recorded[Any]]) -> Iterator[str]:
    for one in events:
        if isinstance(one.event, ObligationsAssessed):
            yield from (each.obligation_id for each in one.event.assessments)
