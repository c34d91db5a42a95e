"""What buyers still owe, what sellers owe back, and what only one of the two says."""

from typing import Any

import sqlalchemy as sa

from kernel.application.envelope import Context
from payments.adapters.paging import page, page_size
from payments.adapters.tables import payments
from payments.application.questions import GetOpenAmounts, GetOpenBuyers, GetOpenSellers

_OWN = {"buyer": payments.c.buyer_account_id, "merchant": payments.c.merchant_owner_account_id}
_SUMS = (
    "remaining_due_idr",
    "overpaid_idr",
    "refund_due_idr",
    "refund_claimed_idr",
    "refund_disputed_idr",
    "unconfirmed_idr",
    "claimed_idr",
    "disputed_idr",
)
_ABOUT = ("payment_id", "order_id", "merchant_id", "buyer_account_id", "status", "collect_by")


def answer_open_amounts(
    question: GetOpenAmounts, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of payments that are open, and the sums of all of them."""
    limit, mine = page_size(question.limit), _asked(question, context)
    names = (*_ABOUT, *_SUMS)
    query = (
        sa.select(*(payments.c[name] for name in names))
        .where(*mine)
        .order_by(payments.c.payment_id)
        .limit(limit + 1)
    )
    if question.cursor is not None:
        query = query.where(payments.c.payment_id > question.cursor)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    totals = connection.execute(sa.select(*_totals()).where(*mine)).mappings().one()
    return page(rows, limit, cursor=lambda row: row["payment_id"]) | {"totals": dict(totals)}


def answer_open_sellers(
    question: GetOpenSellers, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of sellers with what is open with each."""
    del context
    return _by(payments.c.merchant_id, question.cursor, question.limit, connection)


def answer_open_buyers(
    question: GetOpenBuyers, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of buyers with what is open with each."""
    del context
    return _by(payments.c.buyer_account_id, question.cursor, question.limit, connection)


def _asked(question: GetOpenAmounts, context: Context) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [payments.c.is_open]
    own = _OWN.get(context.actor_role)
    if own is not None:
        wanted.append(own == context.actor_id)
    if question.merchant_id is not None:
        wanted.append(payments.c.merchant_id == question.merchant_id)
    if question.buyer_account_id is not None:
        wanted.append(payments.c.buyer_account_id == question.buyer_account_id)
    return wanted


def _by(
    party: sa.Column[Any], cursor: str | None, asked: int, connection: sa.Connection
) -> dict[str, Any]:
    limit = page_size(asked)
    query = (
        sa.select(party, *_totals())
        .where(payments.c.is_open)
        .group_by(party)
        .order_by(party)
        .limit(limit + 1)
    )
    if cursor is not None:
        query = query.where(party > cursor)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return page(rows, limit, cursor=lambda row: row[party.name])


def _totals() -> list[sa.Label[Any]]:
    counted = sa.func.count().label("payments")
    big = sa.BigInteger
    sums = [
        sa.cast(sa.func.coalesce(sa.func.sum(payments.c[name]), 0), big).label(name)
        for name in _SUMS
    ]
    return [counted, *sums]
