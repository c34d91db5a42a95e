"""How a month stands: what was opened, what came in, and what its closing rests on."""

from dataclasses import asdict
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.books import SqlPeriods
from compliance.adapters.callers import belongs
from compliance.adapters.recomputing import read_history
from compliance.adapters.rows import period_of_row
from compliance.adapters.standing_columns import OUTCOME_CLOSED, STANDING
from compliance.adapters.tables import obligations, periods, spends
from compliance.application.questions import GetPeriod, RecomputePeriod
from compliance.domain.duty_events import PeriodClosed
from compliance.domain.month import assess
from compliance.domain.period import count, total
from compliance.domain.recomputation import compare
from compliance.domain.words import PeriodStatus
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound

Json = dict[str, Any]


class PeriodNotFound(NotFound):
    code = "period_not_found"


def answer_period(question: GetPeriod, *, connection: sa.Connection, context: Context) -> Json:
    """
    Return a month: as it was closed, or as it stands.

    :raises PeriodNotFound: it was never opened, or is none of the caller's business
    """
    row = _row(connection, question.institution_id, question.period, context)
    return {
        "institution_id": row.institution_id,
        "period": row.period,
        "status": row.status,
        "policy_id": row.policy_id,
        "policy_version": row.policy_version,
        "cut_off_at": row.cut_off_at,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "close_no": row.close_no,
        "progress": _progress(connection, row),
        "since_closed": _corrections(connection, row),
        "consequences": row.issued,
        "unjudged_spends": _unjudged(connection, row.institution_id),
        **(_closed(row) if row.closed else _live(connection, row)),
    }


def answer_recomputation(
    question: RecomputePeriod, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Compute the month again from its facts, and tell how many stored figures differ.

    :raises PeriodNotFound: it was never opened, or is none of the caller's business
    """
    _row(connection, question.institution_id, question.period, context)
    history = list(read_history(connection))
    return asdict(compare(history, question.institution_id, question.period))


def _row(
    connection: sa.Connection, institution_id: str, period: str, context: Context
) -> sa.Row[Any]:
    query = sa.select(periods).where(
        periods.c.institution_id == institution_id, periods.c.period == period
    )
    row = connection.execute(query).one_or_none() if belongs(context, institution_id) else None
    if row is None:
        raise PeriodNotFound("that month was never opened")
    return row


def _closed(row: sa.Row[Any]) -> Json:
    closed = msgspec.convert(row.closed, PeriodClosed)
    return {
        "counts": asdict(closed.counts),
        "totals": asdict(closed.totals),
        "consumed_positions": [asdict(one) for one in closed.consumed_positions],
    }


def _live(connection: sa.Connection, row: sa.Row[Any]) -> Json:
    month = period_of_row(row._asdict())
    books = SqlPeriods(connection)
    owed = books.owed(month, books.obligations(month.institution_id, month.period))
    assessments = assess(owed, books.standings(month, [one.membership_id for one in owed]))
    return {
        "counts": asdict(count(assessments)),
        "totals": asdict(total(assessments)),
        "consumed_positions": [],
    }


def _progress(connection: sa.Connection, row: sa.Row[Any]) -> Json:
    """Say what is under way, and how many of its steps are done."""
    books = SqlPeriods(connection)
    if row.status == PeriodStatus.OPEN:
        members = books.members(row.institution_id, row.period)
        opened = books.obligations(row.institution_id, row.period)
        return {"what": "opening", "step": min(opened, members), "steps": members, "of": "members"}
    if row.status == PeriodStatus.CLOSING:
        return {"what": "closing", "step": row.chunk_no, "steps": row.chunk_count, "of": "chunks"}
    done = row.chunk_count if row.issued else row.issued_chunk_no
    return {"what": "issuing", "step": done, "steps": row.chunk_count, "of": "chunks"}


def _corrections(connection: sa.Connection, row: sa.Row[Any]) -> Json:
    """Say what has changed since the month was closed: its closed figures stand."""
    changed = sa.func.coalesce(obligations.c.reversed_after_close_idr, 0)
    query = sa.select(
        sa.func.coalesce(sa.func.sum(changed), 0).label("reversed_idr"),
        sa.func.count().filter(STANDING != OUTCOME_CLOSED).label("outcomes"),
    ).where(
        obligations.c.institution_id == row.institution_id,
        obligations.c.period == row.period,
        obligations.c.assessment.is_not(None),
    )
    found = connection.execute(query).one()
    return {"reversed_idr": int(found.reversed_idr), "changed_outcomes": found.outcomes}


def _unjudged(connection: sa.Connection, institution_id: str) -> int:
    # Of all months: a spend that nobody judged belongs to none yet.
    query = sa.select(sa.func.count()).where(
        spends.c.institution_id == institution_id,
        spends.c.membership_id.is_not(None),
        spends.c.credit_id.is_(None),
    )
    return connection.execute(query).scalar_one()
