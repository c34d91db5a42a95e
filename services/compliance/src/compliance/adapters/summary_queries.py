"""A month as a whole: by agency with roll-up, and how its turnover is spread among sellers."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import msgspec
import sqlalchemy as sa

from compliance.adapters.callers import HEAD, led_agencies
from compliance.adapters.paging import PAGE_MAX, Json, page_of
from compliance.adapters.roster_queries import check_own
from compliance.adapters.rows import read_tree
from compliance.adapters.standing_columns import SHORTFALL, STANDING
from compliance.adapters.tables import obligations, place_months, seller_months
from compliance.application.questions import (
    GetTurnover,
    ListTurnoverPlaces,
    Standing,
    SummariseAgencies,
)
from compliance.domain.duty_events import AgencyDays
from compliance.domain.inequality import inequality
from compliance.domain.period import last_day
from compliance.domain.rolling_up import Figures, divided, roll_up, together
from kernel.application.envelope import Context

_SUMS = ("goods_idr", "staple_idr", "spends")


def answer_agency_summary(
    question: SummariseAgencies, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return each agency with its own figures and those below it; to a head the own part of the tree.

    :raises InstitutionNotFound: it is none of the caller's business
    """
    check_own(context, question.institution_id)
    day = last_day(question.period)
    tree = read_tree(connection, question.institution_id)
    own = together((*_grouped(connection, question), *_divided(connection, question)))
    rolled = roll_up(own, tree, day)
    wanted = sorted(rolled)
    if context.actor_role == HEAD:
        led = led_agencies(connection, context, question.institution_id, day)
        wanted = [one for one in wanted if one in led]
    size = max(1, min(question.limit, PAGE_MAX))
    rest = [one for one in wanted if question.cursor is None or one > question.cursor]
    page = rest[:size]
    return {
        "items": [
            {
                "agency_id": key,
                "agency_code": tree[key].agency_code if key in tree else None,
                "name": tree[key].name if key in tree else None,
                "parent_agency_id": tree[key].parent_on(day) if key in tree else None,
                "own": asdict(own.get(key, Figures())),
                "with_below": asdict(rolled[key]),
            }
            for key in page
        ],
        "next_cursor": page[-1] if len(rest) > size else None,
    }


def answer_turnover(question: GetTurnover, *, connection: sa.Connection, context: Context) -> Json:
    """:raises InstitutionNotFound: it is none of the caller's business"""
    check_own(context, question.institution_id)
    query = sa.select(seller_months.c.goods_idr).where(
        seller_months.c.institution_id == question.institution_id,
        seller_months.c.period == question.period,
    )
    found = inequality(list(connection.execute(query).scalars()))
    return {"period": question.period, **asdict(found)}


def answer_turnover_places(
    question: ListTurnoverPlaces, *, connection: sa.Connection, context: Context
) -> Json:
    """
    Return a page of kelurahan, with the sums of all pages, and what others bought besides.

    :raises InstitutionNotFound: it is none of the caller's business
    """
    check_own(context, question.institution_id)
    of_month = place_months.c.period == question.period
    own = place_months.c.institution_id == question.institution_id
    page = page_of(
        connection,
        sa.select(place_months).where(of_month, own),
        place_months.c.kelurahan_code,
        cursor=question.cursor,
        limit=question.limit,
        shown=lambda rows: [_place(row) for row in rows],
    )
    others = _sums(connection, of_month, place_months.c.institution_id == "")
    return page | {"totals": _sums(connection, of_month, own), "of_others": others}


def _place(row: Any) -> Json:
    return {"kelurahan_code": row.kelurahan_code or None} | {
        one: getattr(row, one) for one in _SUMS
    }


def _sums(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Json:
    sums = [sa.func.coalesce(sa.func.sum(place_months.c[one]), 0).label(one) for one in _SUMS]
    row = connection.execute(sa.select(*sums).where(*where)).one()
    return {one: int(getattr(row, one)) for one in _SUMS}


def _of_month(question: SummariseAgencies) -> sa.ColumnElement[bool]:
    return sa.and_(
        obligations.c.institution_id == question.institution_id,
        obligations.c.period == question.period,
    )


def _grouped(
    connection: sa.Connection, question: SummariseAgencies
) -> Iterator[tuple[str, Figures]]:
    whole = sa.or_(
        obligations.c.agency_days.is_(None),
        sa.func.jsonb_array_length(obligations.c.agency_days) <= 1,
    )
    owing = obligations.c.in_scope
    query = (
        sa.select(
            obligations.c.agency_id,
            STANDING,
            sa.func.count().label("members"),
            sa.func.coalesce(sa.func.sum(obligations.c.target_idr), 0).label("target_idr"),
            sa.func.coalesce(sa.func.sum(obligations.c.credited_idr).filter(owing), 0).label(
                "credited_idr"
            ),
            sa.func.coalesce(sa.func.sum(SHORTFALL), 0).label("shortfall_idr"),
        )
        .where(_of_month(question), whole)
        .group_by(obligations.c.agency_id, STANDING)
    )
    for row in connection.execute(query):
        counted = {str(row.standing): row.members, "members": row.members}
        yield (
            row.agency_id,
            Figures(
                **counted,
                target_idr=int(row.target_idr),
                credited_idr=int(row.credited_idr),
                shortfall_idr=int(row.shortfall_idr),
            ),
        )


def _divided(
    connection: sa.Connection, question: SummariseAgencies
) -> Iterator[tuple[str, Figures]]:
    """Yield who moved under a pro rata rule: the member once, the money by days."""
    query = sa.select(
        obligations.c.agency_id,
        obligations.c.agency_days,
        obligations.c.in_scope,
        obligations.c.target_idr,
        obligations.c.credited_idr,
        SHORTFALL.label("shortfall_idr"),
        STANDING,
    ).where(_of_month(question), sa.func.jsonb_array_length(obligations.c.agency_days) > 1)
    for row in connection.execute(query):
        yield row.agency_id, Figures(**{str(row.standing): 1, "members": 1})
        yield from _shares(row)


def _shares(row: Any) -> Iterator[tuple[str, Figures]]:
    shares = msgspec.convert(row.agency_days, tuple[AgencyDays, ...])
    credited = row.credited_idr if row.standing != Standing.OUT_OF_SCOPE else 0
    parts = zip(
        shares,
        divided(row.target_idr, shares),
        divided(credited, shares),
        divided(row.shortfall_idr, shares),
        strict=True,
    )
    for share, target, spent, short in parts:
        yield (
            share.agency_id,
            Figures(target_idr=target, credited_idr=spent, shortfall_idr=short),
        )
