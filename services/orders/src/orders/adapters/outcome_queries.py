"""A month of orders as a whole: what became of them, and which sellers had any."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from kernel.application.envelope import Context
from kernel.domain.wib import first_day, next_period
from orders.adapters.tables import merchants, orders
from orders.application.questions import GetOutcomes

Json = dict[str, Any]
_HOW = (orders.c.status, orders.c.reason_code, orders.c.stage, orders.c.fault)
_WHERE = (merchants.c.kelurahan_code, merchants.c.supervising_department)


def answer_outcomes(question: GetOutcomes, *, connection: sa.Connection, context: Context) -> Json:
    """
    Return counts and sums, nobody's order among them.

    :raises PeriodMalformed: it is not a month
    """
    del context
    outcomes = _outcomes(connection, question.period)
    return {
        "period": question.period,
        "orders": sum(one["orders"] for one in outcomes),
        "amount_due_idr": sum(one["amount_due_idr"] for one in outcomes),
        "outcomes": outcomes,
        "sellers": _sellers(connection, question.period),
    }


def _in_month(period: str) -> sa.ColumnElement[bool]:
    last = first_day(next_period(period)) - timedelta(days=1)
    return orders.c.placed_on.between(first_day(period), last)


def _outcomes(connection: sa.Connection, period: str) -> list[Json]:
    query = (
        sa.select(
            *_HOW,
            sa.func.count().label("orders"),
            sa.func.sum(orders.c.amount_due_idr).label("amount_due_idr"),
        )
        .where(_in_month(period))
        .group_by(*_HOW)
        .order_by(*_HOW)
    )
    found = connection.execute(query).mappings()
    return [{**row, "amount_due_idr": int(row["amount_due_idr"])} for row in found]


def _sellers(connection: sa.Connection, period: str) -> list[Json]:
    """Count, by place and department, who may sell, and who of them was asked to."""
    asked = (
        sa.select(orders.c.merchant_id, sa.func.count().label("orders"))
        .where(_in_month(period))
        .group_by(orders.c.merchant_id)
        .subquery()
    )
    may_sell = sa.and_(merchants.c.verified, sa.not_(merchants.c.suspended))
    query = (
        sa.select(
            *_WHERE,
            sa.func.count().label("sellers"),
            sa.func.count(asked.c.merchant_id).label("with_orders"),
            sa.func.coalesce(sa.func.sum(asked.c.orders), 0).label("orders"),
        )
        .select_from(merchants.outerjoin(asked, asked.c.merchant_id == merchants.c.merchant_id))
        .where(sa.or_(may_sell, asked.c.merchant_id.is_not(None)))
        .group_by(*_WHERE)
        .order_by(*_WHERE)
    )
    found = connection.execute(query).mappings()
    return [{**row, "orders": int(row["orders"])} for row in found]
