"""Accesses in PostgreSQL: one row for each, which nobody changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from gateway.adapters.tables import access_records
from gateway.application.account_ports import Json
from gateway.application.ports import Access, AccessPage, AccessQuery
from kernel.adapters.database import Database

_table = access_records.c
_ID = sa.Uuid(as_uuid=False)
_SHOWN = (
    _table.access_id,
    _table.at,
    _table.account_id,
    _table.role,
    _table.institution_id,
    _table.operation,
    _table.params,
    _table.purpose_code,
    _table.case_ref,
    _table.result,
    _table.refusal_code,
    _table.subject_counts,
    _table.request_id,
)


class SqlAccessLog:
    """The port `AccessLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, access: Access, *, at: datetime) -> None:
        row = {
            "at": at,
            "account_id": access.account_id,
            "role": str(access.role),
            "institution_id": access.institution_id,
            "operation": access.operation,
            "params": msgspec.to_builtins(dict(access.params)),
            "purpose_code": str(access.reason.purpose),
            "case_ref": access.reason.case_ref,
            "result": str(access.result),
            "refusal_code": access.refusal_code,
            "subject_counts": dict(access.subjects.counts),
            "subject_ids": list(access.subjects.ids),
            "request_id": access.request_id,
        }
        with self._database.transaction() as connection:
            connection.execute(sa.insert(access_records).values(row))

    def of_subjects(self, subject_ids: Sequence[str], *, page: AccessPage) -> Json:
        mine = sa.cast(array(subject_ids), ARRAY(_ID))
        one = sa.func.unnest(mine, type_=_ID).column_valued("one")
        hers = sa.select(one).where(one == sa.any_(_table.subject_ids)).order_by(one)
        about = sa.func.array(
            hers.correlate(access_records).scalar_subquery(), type_=ARRAY(_ID)
        ).label("about")
        # By itself the planner may walk through everybody's accesses, the newest first.
        concerned = sa.select(_table.access_id).where(_table.subject_ids.overlap(mine))
        mine_alone = concerned.cte("concerned").prefix_with("materialized", dialect="postgresql")
        query = sa.select(*_SHOWN, about).where(
            _table.access_id.in_(sa.select(mine_alone.c.access_id))
        )
        return self._page(query, page)

    def within(self, institution_id: str | None, query: AccessQuery, *, page: AccessPage) -> Json:
        near = _table.institution_id.is_(None) | (_table.institution_id == institution_id)
        found = sa.select(*_SHOWN).where(near)
        if query.account_id is not None:
            found = found.where(_table.account_id == query.account_id)
        if query.subject_id is not None:
            one = sa.cast(array([query.subject_id]), ARRAY(_ID))
            found = found.where(_table.subject_ids.overlap(one))
        return self._page(found, page)

    def _page(self, query: sa.Select[Any], page: AccessPage) -> Json:
        if page.cursor is not None:
            query = query.where(_table.access_id < int(page.cursor))
        query = query.order_by(_table.access_id.desc()).limit(page.limit + 1)
        with self._database.transaction() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        items = rows[: page.limit]
        more = len(rows) > page.limit
        next_cursor = str(items[-1]["access_id"]) if more else None
        return {"items": [_item(one) for one in items], "next_cursor": next_cursor}


def _item(row: dict[str, Any]) -> Json:
    return {**row, "access_id": str(row["access_id"])}
