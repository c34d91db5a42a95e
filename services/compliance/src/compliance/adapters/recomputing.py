"""The events from which a month can be computed again, read from the store in their order."""

from collections.abc import Iterator

import sqlalchemy as sa

from compliance.adapters.codecs import OWN
from kernel.adapters.schema import events
from kernel.domain.events import Event

_STREAM_TYPES = ("member", "policy", "period", "obligation", "spend")
_BATCH = 1000


def read_history(connection: sa.Connection) -> Iterator[Event]:
    """Yield every event about members, rules, months, obligations and purchases."""
    after = 0
    while True:
        query = (
            sa.select(events.c.position, events.c.type, events.c.data)
            .where(events.c.stream_type.in_(_STREAM_TYPES), events.c.position > after)
            .order_by(events.c.position)
            .limit(_BATCH)
        )
        rows = connection.execute(query).all()
        if not rows:
            return
        for row in rows:
            yield OWN.decode(row.type, row.data)
        after = rows[-1].position
