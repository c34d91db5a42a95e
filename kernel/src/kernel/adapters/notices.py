"""Notices as rows: made once, claimed for a while, settled; and kept for those they are for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from kernel.adapters.bulk import insert_rows
from kernel.adapters.schema import notices, telling
from kernel.application.telling import Addressee, Notice

_CLAIM = sa.text(
    "update notices set due_at = :leased_until, attempts = notices.attempts + 1"
    " from (select notice_id from notices where status = 'waiting' and due_at <= :now"
    " order by due_at, position, notice_id limit :limit for update skip locked) as due"
    " where notices.notice_id = due.notice_id"
    " returning notices.notice_id::text as notice_id, position, kind, addressee, params,"
    " contact_ref, happened_at, attempts"
).columns(params=notices.c.params.type)


class NoticeStatus(StrEnum):
    WAITING = "waiting"
    TOLD = "told"
    FAILED = "failed"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far the service's own events have been told, and how much was passed over."""

    position: int
    passed_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """:param attempts: this one included"""

    notice: Notice
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    What became of a claimed notice; one that waits is due again.

    :param claim: which attempt it was claimed for
    """

    notice_id: str
    claim: int
    status: NoticeStatus
    attempts: int
    due_at: datetime
    reason_code: str | None = None


_SETTLE = (
    sa.update(notices)
    .where(
        notices.c.notice_id == sa.bindparam("id"),
        # Whoever comes back after its claim ran out has no say any more.
        notices.c.status == NoticeStatus.WAITING,
        notices.c.attempts == sa.bindparam("claim"),
    )
    .values(
        {
            notices.c[name]: sa.bindparam(f"now_{name}")
            for name in ("status", "attempts", "due_at", "reason_code", "settled_at")
        }
    )
)


def is_behind(connection: sa.Connection, last: int) -> bool:
    """Tell, without a lock, whether there are events behind the checkpoint."""
    return int(connection.execute(sa.select(telling.c.position)).scalar_one()) < last


def locked_place(connection: sa.Connection) -> Place:
    """Return the checkpoint; until the transaction ends nobody else makes notices."""
    row = connection.execute(sa.select(telling).with_for_update()).one()
    return Place(position=row.position, passed_over=row.passed_over)


def move(connection: sa.Connection, place: Place) -> None:
    values = {"position": place.position, "passed_over": place.passed_over}
    connection.execute(sa.update(telling).values(values))


def write_new(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write notices, 1,000 in a statement; what is there already stays as it is."""
    if rows:
        insert_rows(connection, notices, rows, "on conflict do nothing")


def new_row(notice: Notice, *, position: int, status: NoticeStatus, at: datetime) -> dict[str, Any]:
    """Return the row of a notice that was just made: to be told now, or too old for it."""
    return {
        "notice_id": notice.notice_id,
        "position": position,
        "kind": notice.kind,
        "addressee": notice.to.key,
        "params": notice.params,
        "contact_ref": notice.contact_ref,
        "happened_at": notice.happened_at,
        "status": status,
        "due_at": at,
        "settled_at": None if status is NoticeStatus.WAITING else at,
    }


def claim(
    connection: sa.Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Claimed]:
    """Take the next notices; if nobody settles them they are due again after the lease."""
    bounds = {"now": now, "leased_until": now + lease, "limit": limit}
    rows = connection.execute(_CLAIM, bounds).all()
    return [_claimed(row) for row in sorted(rows, key=lambda row: (row.position, row.notice_id))]


def settle(connection: sa.Connection, settled: Sequence[Settled], *, at: datetime) -> None:
    """Write what became of claimed notices; for those that were told in one statement."""
    told = [one.notice_id for one in settled if one.status is NoticeStatus.TOLD]
    if told:
        connection.execute(
            sa.update(notices)
            .where(notices.c.notice_id.in_(told))
            .values(status=NoticeStatus.TOLD, settled_at=at, reason_code=None)
        )
    others = [_bound(one, at) for one in settled if one.status is not NoticeStatus.TOLD]
    if others:
        connection.execute(_SETTLE, others)


def _bound(one: Settled, at: datetime) -> dict[str, Any]:
    return {
        "id": one.notice_id,
        "claim": one.claim,
        "now_status": one.status,
        "now_attempts": one.attempts,
        "now_due_at": one.due_at,
        "now_reason_code": one.reason_code,
        "now_settled_at": None if one.status is NoticeStatus.WAITING else at,
    }


def _claimed(row: Any) -> Claimed:
    notice = Notice(
        notice_id=row.notice_id,
        kind=row.kind,
        to=Addressee.of(row.addressee),
        params=row.params,
        contact_ref=row.contact_ref,
        happened_at=row.happened_at,
    )
    return Claimed(notice=notice, attempts=row.attempts)
