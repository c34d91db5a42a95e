"""Who owes what and how it stands: all of one's own, and to officers what their office needs."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.callers import BUYER, HEAD, HR, belongs, led_agencies, names_of
from compliance.adapters.rows import PERIOD_COLUMNS, period_of_row, read_policies, read_purchases
from compliance.adapters.tables import obligations, periods, spends
from compliance.application.questions import GetObligation, ListObligations, Standing
from compliance.domain.duty_events import Assessment
from compliance.domain.month import Owed, assess, standings
from compliance.domain.period import Period
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound

PAGE_MAX = 200
Json = dict[str, Any]
Rows = Sequence[sa.Row[Any]]

_REPORTED = sa.func.coalesce(
    obligations.c.assessment["agency_id_reported"].astext, obligations.c.agency_id
).label("agency_id_reported")
_STANDING = sa.func.coalesce(
    obligations.c.assessment["outcome"].astext,
    sa.case(
        (sa.not_(obligations.c.in_scope), sa.literal(str(Standing.OUT_OF_SCOPE))),
        (obligations.c.credited_idr >= obligations.c.target_idr, sa.literal(str(Standing.MET))),
        else_=sa.literal(str(Standing.OPEN)),
    ),
).label("standing")


class ObligationNotFound(NotFound):
    code = "obligation_not_found"


def answer_obligation(
    question: GetObligation, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return one obligation with its credits. Which order a credit is from, only its member learns.

    :raises ObligationNotFound: there is none, or it is none of the caller's business
    """
    row = connection.execute(
        sa.select(obligations, _STANDING, _REPORTED).where(
            obligations.c.membership_id == question.membership_id,
            obligations.c.period == question.period,
        )
    ).one_or_none()
    if row is None or not _may_see(row, context):
        raise ObligationNotFound("there is no such obligation")
    page = _page(connection, [row], row.institution_id, row.period)[0]
    own = context.actor_role == BUYER
    return page | {"credits": _credits(connection, row.obligation_id, own=own)}


def answer_obligations(
    question: ListObligations, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return a month's obligations page by page; to a head only who of the own agency met the duty.

    :raises ObligationNotFound: the institution is none of the caller's business
    """
    if not belongs(context, question.institution_id):
        raise ObligationNotFound("there are no such obligations")
    size = max(1, min(question.limit, PAGE_MAX))
    query = _listed(question).limit(size + 1)
    if context.actor_role == HEAD:
        led = led_agencies(connection, context, question.institution_id)
        query = query.where(_REPORTED.in_(led), obligations.c.in_scope)
    rows = connection.execute(query).all()
    items = _items(connection, rows[:size], question, context)
    more = len(rows) > size
    return {"items": items, "next_cursor": rows[size - 1].obligation_id if more else None}


def _may_see(row: sa.Row[Any], context: Context) -> bool:
    if context.actor_role == BUYER:
        return row.membership_id in context.memberships
    return belongs(context, row.institution_id)


def _listed(question: ListObligations) -> sa.Select[Any]:
    query = (
        sa.select(obligations, _STANDING, _REPORTED)
        .where(
            obligations.c.institution_id == question.institution_id,
            obligations.c.period == question.period,
        )
        .order_by(obligations.c.obligation_id)
    )
    if question.agency_id:
        query = query.where(_REPORTED == question.agency_id)  # noqa: SIM300 - it is a column
    if question.outcome:
        query = query.where(_STANDING == question.outcome)  # noqa: SIM300 - it is a column
    if question.cursor:
        query = query.where(obligations.c.obligation_id > question.cursor)
    return query


def _items(
    connection: sa.Connection, rows: Rows, question: ListObligations, context: Context
) -> list[Json]:
    named = context.actor_role in {HR, HEAD}
    names = names_of(connection, [row.membership_id for row in rows]) if named else {}
    if context.actor_role == HEAD:
        return [
            {
                "membership_id": row.membership_id,
                "name": names.get(row.membership_id),
                "outcome": row.standing,
            }
            for row in rows
        ]
    pages = _page(connection, rows, question.institution_id, question.period)
    if named:
        return [page | {"name": names.get(page["membership_id"])} for page in pages]
    return pages


def _page(connection: sa.Connection, rows: Rows, institution_id: str, period: str) -> list[Json]:
    assessed = _assessments(connection, rows, institution_id, period)
    return [_described(row, assessed[row.obligation_id]) for row in rows]


def _described(row: sa.Row[Any], figures: Assessment) -> Json:
    return {
        "obligation_id": row.obligation_id,
        "membership_id": row.membership_id,
        "institution_id": row.institution_id,
        "agency_id": row.agency_id_reported,
        "period": row.period,
        "policy_version": row.policy_version,
        "in_scope": row.in_scope,
        "out_of_scope_code": row.out_of_scope_code,
        "outcome": row.standing,
        "target_idr": figures.target_idr,
        "credited_idr": figures.credited_idr,
        "shortfall_idr": figures.shortfall_idr,
        "pending_idr": figures.pending_idr,
        "lost_to_seller_idr": figures.lost_to_seller_idr,
        "disputed_idr": figures.disputed_idr,
    }


def _assessments(
    connection: sa.Connection, rows: Rows, institution_id: str, period: str
) -> Mapping[str, Assessment]:
    """Return the figures as they were closed; those of an open month as they stand."""
    open_rows = [row for row in rows if row.assessment is None]
    figures = {
        row.obligation_id: msgspec.convert(row.assessment, Assessment)
        for row in rows
        if row.assessment is not None
    }
    if open_rows:
        month = _month(connection, institution_id, period)
        live = _live(connection, open_rows, month)
        figures |= {one.obligation_id: one for one in live}
    return figures


def _month(connection: sa.Connection, institution_id: str, period: str) -> Period:
    query = sa.select(*PERIOD_COLUMNS).where(
        periods.c.institution_id == institution_id, periods.c.period == period
    )
    return period_of_row(connection.execute(query).one()._asdict())


def _live(connection: sa.Connection, rows: Rows, month: Period) -> tuple[Assessment, ...]:
    policy = read_policies(connection, [month.institution_id])[month.institution_id]
    purchases = read_purchases(
        connection, month, membership_ids=[row.membership_id for row in rows]
    )
    owed = [
        Owed(
            obligation_id=row.obligation_id,
            membership_id=row.membership_id,
            in_scope=row.in_scope,
            target_idr=row.target_idr,
            credited_idr=row.credited_idr,
            agency_id_reported=row.agency_id,
        )
        for row in rows
    ]
    return assess(owed, standings(purchases, month, policy.version(month.policy_version).document))


def _credits(connection: sa.Connection, obligation_id: str, *, own: bool) -> list[Json]:
    columns = [
        spends.c.credit_id,
        spends.c.payment_id,
        spends.c.paid_idr,
        spends.c.credited_idr,
        spends.c.not_credited,
        spends.c.policy_version,
        spends.c.counted_at,
    ]
    query = (
        sa.select(*columns, *([spends.c.order_id] if own else []))
        .where(spends.c.obligation_id == obligation_id)
        .order_by(spends.c.counted_at, spends.c.credit_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
