"""Answers about single payments: to their buyer, their seller, officers and finance."""

from typing import Any

import sqlalchemy as sa

from kernel.adapters.projections import Row
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound
from payments.adapters.case_queries import cases_of
from payments.adapters.paging import page, page_size
from payments.adapters.tables import payments, receipts
from payments.application.questions import GetPayment, GetPayments

_OWN = {"buyer": "buyer_account_id", "merchant": "merchant_owner_account_id"}


class PaymentNotFound(NotFound):
    code = "payment_not_found"


def answer_payment(
    question: GetPayment, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """
    Return the order's newest payment with its receipts, collections, corrections and refunds.

    :raises PaymentNotFound: the order has none, or it is not the caller's
    """
    query = (
        sa.select(payments)
        .where(payments.c.order_id == question.order_id)
        .order_by(payments.c.attempt_no.desc(), payments.c.payment_id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None or not _may_see(dict(row), context):
        raise PaymentNotFound(f"order {question.order_id} has no payment")
    payment_id = row["payment_id"]
    return {
        **row,
        "receipts": _receipts(connection, payment_id),
        **cases_of(connection, payment_id),
    }


def answer_payments(
    question: GetPayments, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of payments, in the order in which they were asked for."""
    del context  # Its role is checked at the door; finance and auditors see every payment.
    limit = page_size(question.limit)
    query = sa.select(payments).order_by(payments.c.payment_id).limit(limit + 1)
    if question.business_date is not None:
        query = query.where(payments.c.business_date == question.business_date)
    if question.cursor is not None:
        query = query.where(payments.c.payment_id > question.cursor)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return page(rows, limit, cursor=lambda row: row["payment_id"])


def _may_see(row: Row, context: Context) -> bool:
    own = _OWN.get(context.actor_role)
    return own is None or (context.actor_id is not None and row[own] == context.actor_id)


def _receipts(connection: sa.Connection, payment_id: str) -> list[Row]:
    query = (
        sa.select(receipts)
        .where(receipts.c.payment_id == payment_id)
        .order_by(receipts.c.collected_at, receipts.c.fact_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
