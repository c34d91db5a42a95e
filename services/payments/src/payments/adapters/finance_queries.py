"""The feed of the finance chain, by sequence: the very bytes that were chained."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from kernel.application.envelope import Context
from payments.adapters.tables import finance_chain, finance_head
from payments.application.questions import GetFinanceEvents, GetFinanceHead

LIMIT_MAX = 500
BYTES_MAX = 2_000_000


def answer_finance_events(
    question: GetFinanceEvents, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return the links that follow a sequence, in order: at least one, if there is one."""
    del context
    # First, and the items up to it: a head that is younger than the page would promise more.
    head = _head(connection)["financeseq"]
    limit = min(max(question.limit, 1), LIMIT_MAX)
    query = (
        sa.select(finance_chain.c.financeseq, finance_chain.c.envelope)
        .where(finance_chain.c.financeseq > question.after, finance_chain.c.financeseq <= head)
        .order_by(finance_chain.c.financeseq)
        .limit(limit)
    )
    items = list(_fitting(connection.execute(query)))
    last = items[-1]["financeseq"] if items else question.after
    return {"items": items, "after": last, "head": head}


def answer_finance_head(
    question: GetFinanceHead, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return the last link of the chain."""
    del question, context
    return _head(connection)


def _fitting(rows: sa.CursorResult[Any]) -> Iterator[dict[str, Any]]:
    size = 0
    for row in rows:
        told = bytes(row.envelope)
        size += len(told)
        if size > BYTES_MAX and size > len(told):
            return
        yield {"financeseq": row.financeseq, "envelope": told.decode()}


def _head(connection: sa.Connection) -> dict[str, Any]:
    row = connection.execute(sa.select(finance_head)).one()
    return {"financeseq": row.financeseq, "position": row.position, "hash": row.hash}
