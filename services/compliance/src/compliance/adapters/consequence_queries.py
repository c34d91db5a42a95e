"""What followed a month, as a list and as a file with control totals."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from compliance.adapters.books import owed_of_row
from compliance.adapters.callers import HR
from compliance.adapters.consequence_books import ISSUED_COLUMNS, WITH_OBLIGATION, issued_row
from compliance.adapters.paging import Json, page_of
from compliance.adapters.roster_queries import check_own
from compliance.adapters.rows import read_members
from compliance.adapters.tables import consequences, members, obligations
from compliance.application.questions import ExportConsequences, ListConsequences
from compliance.domain.consequences import as_csv, control_total
from compliance.domain.month import outcome_of
from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Context


def answer_consequences(
    question: ListConsequences, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return a page of them, each with how the obligation stands by now.

    :raises InstitutionNotFound: it is none of the caller's business
    """
    check_own(context, question.institution_id)
    query = (
        sa.select(
            consequences,
            obligations.c.in_scope,
            obligations.c.agency_id,
            obligations.c.target_idr.label("target_now"),
            obligations.c.credited_idr.label("credited_now"),
            obligations.c.target_staple_idr,
            obligations.c.credited_staple_idr,
        )
        .select_from(WITH_OBLIGATION)
        .where(
            consequences.c.institution_id == question.institution_id,
            consequences.c.period == question.period,
        )
    )
    if question.kind:
        query = query.where(consequences.c.kind == question.kind)
    return page_of(
        connection,
        query,
        consequences.c.consequence_id,
        cursor=question.cursor,
        limit=question.limit,
        shown=lambda rows: [_shown(row) for row in rows],
    )


def answer_consequence_file(
    question: ExportConsequences, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return the file or a part of it, each with its head; the totals are those of the whole.

    Numbers and names go only to HR and only if it asks, for they leave the vault.

    :raises InstitutionNotFound: it is none of the caller's business
    """
    check_own(context, question.institution_id)
    query = (
        sa.select(*ISSUED_COLUMNS)
        .select_from(WITH_OBLIGATION)
        .where(
            consequences.c.institution_id == question.institution_id,
            consequences.c.period == question.period,
            consequences.c.kind == question.kind,
        )
        .order_by(consequences.c.obligation_id)
    )
    rows = [issued_row(row) for row in connection.execute(query).all()]
    total = control_total(question.kind, rows)
    named = question.named and context.actor_role == HR
    first = question.after_row
    last = len(rows) if question.rows_max is None else first + question.rows_max
    part = rows[first:last]
    people = _people(connection, [one.membership_id for one in part]) if named else None
    return {
        "period": question.period,
        **asdict(total),
        "named": named,
        "csv": as_csv(part, names=people),
        "after_row": last if last < len(rows) else None,
    }


def _shown(row: Any) -> Json:
    now = owed_of_row(_Now(row))
    return {
        "consequence_id": row.consequence_id,
        "kind": row.kind,
        "level": row.level,
        "obligation_id": row.obligation_id,
        "membership_id": row.membership_id,
        "agency_id": row.agency_id,
        "target_idr": row.target_idr,
        "credited_idr": row.credited_idr,
        "shortfall_idr": row.shortfall_idr,
        "issued_at": row.issued_at,
        "deadline": row.deadline,
        "legal_basis": row.legal_basis,
        "outcome_now": outcome_of(now),
        "automatic": False,
    }


class _Now:
    """The obligation's figures of today, where the consequence has those of its day."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        today = {"target_idr": "target_now", "credited_idr": "credited_now"}
        return getattr(self._row, today.get(name, name))


def _people(connection: sa.Connection, membership_ids: list[str]) -> list[tuple[str, str]]:
    found = read_members(connection, members.c.membership_id.in_(membership_ids))
    refs = {one.member.membership_id: one.member.identity_ref for one in found}
    sealed = SqlVault(connection).open(list(refs.values()))
    people = [sealed.get(refs[one], {}) for one in membership_ids]
    return [(one.get("employee_number", ""), one.get("name", "")) for one in people]
