"""How a month stands: what was opened, what came in, and what its closing rests on."""

from dataclasses import asdict
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.books import SqlPeriods
from compliance.adapters.callers import belongs
from compliance.adapters.recomputing import read_history
from compliance.adapters.rows import period_of_row
from compliance.adapters.tables import periods, spends
from compliance.application.questions import GetPeriod, RecomputePeriod
from compliance.domain.duty_events import PeriodClosed
from compliance.domain.month import assess
from compliance.domain.period import Period, count, total
from compliance.domain.recomputation import compare
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
    names = Period.__dataclass_fields__
    month = period_of_row({name: getattr(row, name) for name in names})
    books = SqlPeriods(connection)
    assessments = assess(books.owed(month.institution_id, month.period), books.standings(month))
    return {
        "counts": asdict(count(assessments)),
        "totals": asdict(total(assessments)),
        "consumed_positions": [],
    }


def _unjudged(connection: sa.Connection, institution_id: str) -> int:
    # Of all months: a spend that nobody judged belongs to none yet.
    query = sa.select(sa.func.count()).where(
        spends.c.institution_id == institution_id,
        spends.c.membership_id.is_not(None),
        spends.c.credit_id.is_(None),
    )
    return connection.execute(query).scalar_one()
