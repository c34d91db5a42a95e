"""Answers about the ledger, for finance and auditors, and about the providers, for operators."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from kernel.adapters.projections import Row
from kernel.application.envelope import Context
from payments.adapters.paging import CursorMalformed, page, page_size
from payments.adapters.provider_door import Door
from payments.adapters.tables import ledger_accounts, ledger_parties, payment_days
from payments.application.providers import PaymentProvider
from payments.application.questions import (
    GetLedger,
    GetLedgerParties,
    GetPaymentDays,
    GetProviders,
)
from payments.domain.journal import Account


def answer_ledger(
    question: GetLedger, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return every account's sums, and the two numbers that must be zero."""
    del question, context
    rows = connection.execute(sa.select(ledger_accounts)).mappings()
    known = {row["account"]: dict(row) for row in rows}
    accounts = [_with_balance(known.get(one.value, _untouched(one))) for one in Account]
    return {
        "accounts": accounts,
        "totals": {
            name: sum(account[name] for account in accounts)
            for name in ("debit_idr", "credit_idr", "balance_idr", "entries")
        },
        "platform_revenue_idr": -next(
            account["balance_idr"]
            for account in accounts
            if account["account"] == Account.PLATFORM_REVENUE.value
        ),
    }


def answer_ledger_parties(
    question: GetLedgerParties, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """Return a page of one account's parties, by their ids."""
    del context
    limit = page_size(question.limit)
    query = (
        sa.select(ledger_parties)
        .where(ledger_parties.c.account == question.account.value)
        .order_by(ledger_parties.c.party_id)
        .limit(limit + 1)
    )
    if question.cursor is not None:
        query = query.where(ledger_parties.c.party_id > question.cursor)
    rows = [_with_balance(dict(row)) for row in connection.execute(query).mappings()]
    return page(rows, limit, cursor=lambda row: row["party_id"])


def answer_payment_days(
    question: GetPaymentDays, *, connection: sa.Connection, context: Context
) -> dict[str, Any]:
    """
    Return a page of daily sums, the earliest day first.

    :raises CursorMalformed: the cursor is not one of ours
    """
    del context
    limit = page_size(question.limit)
    day, provider = payment_days.c.business_date, payment_days.c.provider
    query = sa.select(payment_days).order_by(day, provider).limit(limit + 1)
    if question.since is not None:
        query = query.where(day >= question.since)
    if question.until is not None:
        query = query.where(day <= question.until)
    if question.cursor is not None:
        query = query.where(
            sa.tuple_(day, provider) > sa.tuple_(*_day_and_provider(question.cursor))
        )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return page(rows, limit, cursor=lambda row: f"{row['business_date']}/{row['provider']}")


def answer_providers(
    question: GetProviders, *, connection: sa.Connection, context: Context, door: Door
) -> dict[str, Any]:
    """Return who stands ready and who does not."""
    del question, connection, context
    ready = [_ready(provider) for _, provider in sorted(door.providers.items())]
    away = [
        {"provider": name, "enabled": False, "reason_code": reason}
        for name, reason in sorted(door.disabled.items())
    ]
    return {"items": ready + away}


def _with_balance(row: Row) -> Row:
    return row | {"balance_idr": row["debit_idr"] - row["credit_idr"]}


def _untouched(account: Account) -> Row:
    return {"account": account.value, "debit_idr": 0, "credit_idr": 0, "entries": 0}


def _day_and_provider(cursor: str) -> tuple[date, str]:
    day, _, provider = cursor.partition("/")
    try:
        return date.fromisoformat(day), provider
    except ValueError as error:
        raise CursorMalformed("a cursor is what the page before gave") from error


def _ready(provider: PaymentProvider) -> Row:
    descriptor, health = provider.describe(), provider.healthcheck()
    return {
        "provider": descriptor.provider,
        "enabled": True,
        "reason_code": health.reason_code,
        "healthy": health.ok,
        "name_id": descriptor.name_id,
        "name_en": descriptor.name_en,
        "methods": sorted(descriptor.methods),
        "custody_modes": sorted(descriptor.custody_modes),
        "capabilities": sorted(descriptor.capabilities),
        "amount_min_idr": descriptor.limits.amount_min_idr,
        "amount_max_idr": descriptor.limits.amount_max_idr,
    }
