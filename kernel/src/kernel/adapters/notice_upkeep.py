"""What operations sees of the notices, and when the old ones go."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from kernel.adapters.database import Database
from kernel.adapters.metrics import (
    NOTICES_ASIDE,
    NOTICES_LAG,
    NOTICES_WAITING,
    NOTICES_WAITING_SECONDS,
)
from kernel.adapters.notices import NoticeStatus
from kernel.adapters.schema import notices, telling
from kernel.adapters.store import head

KEPT_FOR = timedelta(days=90)
FORGET_AT_ONCE = 10_000


def measure_notices(connection: sa.Connection, service: str, now: datetime) -> None:
    """Set the gauges."""
    position = connection.execute(sa.select(telling.c.position)).scalar_one()
    waiting, oldest = connection.execute(
        sa.select(sa.func.count(), sa.func.min(notices.c.happened_at)).where(
            notices.c.status == NoticeStatus.WAITING
        )
    ).one()
    aside = connection.execute(
        sa.select(sa.func.count()).where(notices.c.status == NoticeStatus.FAILED)
    ).scalar_one()
    age_s = (now - oldest).total_seconds() if oldest else 0.0
    NOTICES_LAG.labels(service=service).set(head(connection) - position)
    NOTICES_WAITING.labels(service=service).set(waiting)
    NOTICES_WAITING_SECONDS.labels(service=service).set(max(0.0, age_s))
    NOTICES_ASIDE.labels(service=service).set(aside)


def forget_notices(connection: sa.Connection, *, before: datetime) -> int:
    """Delete settled notices from before that time, `FORGET_AT_ONCE` at most; return how many."""
    old = (
        sa.select(notices.c.notice_id)
        .where(notices.c.happened_at < before, notices.c.status != NoticeStatus.WAITING)
        .limit(FORGET_AT_ONCE)
    )
    return connection.execute(sa.delete(notices).where(notices.c.notice_id.in_(old))).rowcount


def forget_all_notices(database: Database, *, before: datetime) -> None:
    """Delete all settled notices from before that time, in as many transactions as it takes."""
    many = FORGET_AT_ONCE
    while many == FORGET_AT_ONCE:
        with database.transaction() as connection:
            many = forget_notices(connection, before=before)
