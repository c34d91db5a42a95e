"""Who owes what and how it stands: all of one's own, and to officers what their office needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.books import owed_of_row
from compliance.adapters.callers import BUYER, HEAD, HR, belongs, led_agencies, names_of
from compliance.adapters.explaining import explained
from compliance.adapters.rows import PERIOD_COLUMNS, period_of_row, read_policies, read_purchases
from compliance.adapters.standing_columns import STANDING
from compliance.adapters.tables import obligations, periods
from compliance.application.questions import GetObligation, ListObligations
from compliance.domain.duty_events import Assessment
from compliance.domain.month import assess, shortfall_of, staple_shortfall_of
from compliance.domain.period import Period, last_day
from compliance.domain.standing import standings
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound

PAGE_MAX = 200
Json = dict[str, Any]
Rows = Sequence[sa.Row[Any]]


class ObligationNotFound(NotFound):
    code = "obligation_not_found"


def answer_obligation(
    question: GetObligation, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return one obligation and why it stands so. Which orders it is about, only its member learns.

    :raises ObligationNotFound: there is none, or it is none of the caller's business
    """
    row = connection.execute(
        sa.select(obligations, STANDING).where(
            obligations.c.membership_id == question.membership_id,
            obligations.c.period == question.period,
        )
    ).one_or_none()
    if row is None or not _may_see(row, context):
        raise ObligationNotFound("there is no such obligation")
    month = month_of(connection, row.institution_id, row.period)
    page = _described(row, _assessments(connection, [row], month)[row.obligation_id])
    return page | explained(connection, row, month, own=context.actor_role == BUYER)


def answer_obligations(
    question: ListObligations, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return a month's obligations page by page; to a head those of the own agency and below it.

    :raises ObligationNotFound: the institution is none of the caller's business
    """
    if not belongs(context, question.institution_id):
        raise ObligationNotFound("there are no such obligations")
    size = max(1, min(question.limit, PAGE_MAX))
    query = _listed(question).limit(size + 1)
    if context.actor_role == HEAD:
        day = last_day(question.period)
        led = led_agencies(connection, context, question.institution_id, day)
        query = query.where(obligations.c.agency_id.in_(led), obligations.c.in_scope)
    rows = connection.execute(query).all()
    items = _items(connection, rows[:size], question, context)
    more = len(rows) > size
    return {"items": items, "next_cursor": rows[size - 1].obligation_id if more else None}


def month_of(connection: sa.Connection, institution_id: str, period: str) -> Period:
    query = sa.select(*PERIOD_COLUMNS).where(
        periods.c.institution_id == institution_id, periods.c.period == period
    )
    return period_of_row(connection.execute(query).one()._asdict())


def _may_see(row: sa.Row[Any], context: Context) -> bool:
    if context.actor_role == BUYER:
        return row.membership_id in context.memberships
    return belongs(context, row.institution_id)


def _listed(question: ListObligations) -> sa.Select[Any]:
    query = (
        sa.select(obligations, STANDING)
        .where(
            obligations.c.institution_id == question.institution_id,
            obligations.c.period == question.period,
        )
        .order_by(obligations.c.obligation_id)
    )
    if question.agency_id:
        query = query.where(obligations.c.agency_id == question.agency_id)
    if question.outcome:
        query = query.where(STANDING == question.outcome)  # noqa: SIM300 - it is a column
    if question.cursor:
        query = query.where(obligations.c.obligation_id > question.cursor)
    return query


def _items(
    connection: sa.Connection, rows: Rows, question: ListObligations, context: Context
) -> list[Json]:
    if not rows:
        return []
    named = context.actor_role in {HR, HEAD}
    names = names_of(connection, [row.membership_id for row in rows]) if named else {}
    if context.actor_role == HEAD:
        return [_for_head(row) | {"name": names.get(row.membership_id)} for row in rows]
    month = month_of(connection, question.institution_id, question.period)
    assessed = _assessments(connection, rows, month)
    pages = [_described(row, assessed[row.obligation_id]) for row in rows]
    if named:
        return [page | {"name": names.get(page["membership_id"])} for page in pages]
    return pages


def _for_head(row: sa.Row[Any]) -> Json:
    """Return what a head may know: how much of the duty is met, never what was bought."""
    owed = owed_of_row(row)
    return {
        "membership_id": row.membership_id,
        "agency_id": row.agency_id,
        "outcome": row.standing,
        "target_idr": row.target_idr,
        "credited_idr": row.credited_idr,
        "shortfall_idr": shortfall_of(owed),
    }


def _described(row: sa.Row[Any], figures: Assessment) -> Json:
    owed = owed_of_row(row)
    return {
        "obligation_id": row.obligation_id,
        "membership_id": row.membership_id,
        "institution_id": row.institution_id,
        "agency_id": row.agency_id,
        "period": row.period,
        "policy_version": row.policy_version,
        "in_scope": row.in_scope,
        "out_of_scope_code": row.out_of_scope_code,
        "outcome": row.standing,
        "outcome_closed": figures.outcome if row.assessment is not None else None,
        "target_idr": row.target_idr,
        "credited_idr": row.credited_idr,
        "shortfall_idr": shortfall_of(owed),
        "target_staple_idr": row.target_staple_idr,
        "credited_staple_idr": row.credited_staple_idr,
        "shortfall_staple_idr": staple_shortfall_of(owed),
        "pending_idr": figures.pending_idr,
        "lost_to_seller_idr": figures.lost_to_seller_idr,
        "disputed_idr": figures.disputed_idr,
        "reversed_after_close_idr": row.reversed_after_close_idr,
    }


def _assessments(connection: sa.Connection, rows: Rows, month: Period) -> Mapping[str, Assessment]:
    """Return the figures as they were closed; those of an open month as they stand."""
    open_rows = [row for row in rows if row.assessment is None]
    figures = {
        row.obligation_id: msgspec.convert(row.assessment, Assessment)
        for row in rows
        if row.assessment is not None
    }
    if open_rows:
        live = _live(connection, open_rows, month)
        figures |= {one.obligation_id: one for one in live}
    return figures


def _live(connection: sa.Connection, rows: Rows, month: Period) -> tuple[Assessment, ...]:
    policy = read_policies(connection, [month.institution_id])[month.institution_id]
    purchases = read_purchases(
        connection, month, membership_ids=[row.membership_id for row in rows]
    )
    document = policy.version(month.policy_version).document
    return assess([owed_of_row(row) for row in rows], standings(purchases, month, document))
