"""What an operator may ask and do about notices."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kernel.adapters.database import Database
from kernel.adapters.notices import NoticeStatus
from kernel.adapters.schema import notices, telling
from kernel.adapters.store import head
from kernel.domain.errors import NotFound

Row = dict[str, Any]
_SHOWN = ("notice_id", "position", "kind", "addressee", "attempts", "reason_code", "settled_at")


class NoticeUnknown(NotFound):
    code = "notice_unknown"


def status(database: Database) -> Row:
    """Return how far the events are told, and how many notices stand how."""
    counted = sa.select(notices.c.status, sa.func.count().label("many")).group_by(notices.c.status)
    with database.transaction() as connection:
        last = head(connection)
        place = connection.execute(sa.select(telling)).one()
        many = {row.status: row.many for row in connection.execute(counted)}
    return {
        "head": last,
        "position": place.position,
        "behind": last - place.position,
        **{one.value: many.get(one, 0) for one in NoticeStatus},
        "too_old_when_made": place.passed_over,
    }


def failed_rows(database: Database, limit: int) -> Iterator[Row]:
    query = (
        sa.select(*(notices.c[name] for name in _SHOWN))
        .where(notices.c.status == NoticeStatus.FAILED)
        .order_by(notices.c.position, notices.c.notice_id)
        .limit(limit)
    )
    with database.transaction() as connection:
        rows = connection.execute(query).mappings().all()
    for row in rows:
        yield dict(row)


def retry(database: Database, notice_id: str | None, *, at: datetime) -> int:
    """
    Let notices that were put aside be told as if they were new; None: all of them.

    :raises NoticeUnknown: that one was not put aside
    """
    statement = (
        sa.update(notices)
        .where(notices.c.status == NoticeStatus.FAILED)
        .values(status=NoticeStatus.WAITING, attempts=0, due_at=at, settled_at=None)
    )
    if notice_id is not None:
        statement = statement.where(notices.c.notice_id == _known_shape(notice_id))
    with database.transaction() as connection:
        many = connection.execute(statement).rowcount
    if notice_id is not None and not many:
        raise NoticeUnknown(f"no notice {notice_id} was put aside")
    return many


def _known_shape(notice_id: str) -> str:
    try:
        return str(UUID(notice_id))
    except ValueError:
        raise NoticeUnknown(f"no notice {notice_id} was put aside") from None
