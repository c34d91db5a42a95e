"""Collections, corrections and refunds, listed for those who must act on them."""

from typing import Any

import sqlalchemy as sa

from kernel.application.envelope import Context
from payments.adapters.paging import CursorMalformed, page, page_size
from payments.adapters.tables import collections, corrections, refunds
from payments.application.questions import GetCollections, GetCorrections, GetRefunds

_OWN = {"buyer": "buyer_account_id", "merchant": "merchant_owner_account_id"}


def answer_collections(
    question: GetCollections, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    return _listed(collections, question, connection, context)


def answer_corrections(
    question: GetCorrections, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    return _listed(corrections, question, connection, context)


def answer_refunds(
    question: GetRefunds, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    return _listed(refunds, question, connection, context)


def cases_of(connection: sa.Connection, payment_id: str) -> dict[str, Any]:
    """Return everything about one payment's collections, corrections and refunds."""
    return {
        table.name: [
            dict(row)
            for row in connection.execute(
                sa.select(table)
                .where(table.c.payment_id == payment_id)
                .order_by(*table.primary_key)
            ).mappings()
        ]
        for table in (collections, corrections, refunds)
    }


def _listed(
    table: sa.Table,
    question: GetCollections | GetCorrections | GetRefunds,
    connection: sa.Connection,
    context: Context,
) -> dict[str, Any]:
    limit, keys = page_size(question.limit), list(table.primary_key)
    query = sa.select(table).order_by(*keys).limit(limit + 1)
    own = _OWN.get(context.actor_role)
    if own is not None:
        query = query.where(table.c[own] == context.actor_id)
    if question.status is not None:
        query = query.where(table.c.status == question.status)
    if question.cursor is not None:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*_key(question.cursor)))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return page(rows, limit, cursor=lambda row: "/".join(row[key.name] for key in keys))


def _key(cursor: str) -> tuple[str, str]:
    payment_id, slash, its_own = cursor.partition("/")
    if not slash:
        raise CursorMalformed("a cursor is what the page before gave")
    return payment_id, its_own
