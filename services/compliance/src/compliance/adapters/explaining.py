"""Why a duty stands as it does: the rule in words, what it looked at, and every judgement."""

from typing import Any

import sqlalchemy as sa

from compliance.adapters.rows import read_policies, read_purchases
from compliance.adapters.tables import consequences, spends
from compliance.domain.period import Period
from compliance.domain.policy_events import PolicyDocument
from compliance.domain.rule_words import in_words
from compliance.domain.standing import NOTHING_OPEN, standing_at

Json = dict[str, Any]


def explained(connection: sa.Connection, row: sa.Row[Any], month: Period, *, own: bool) -> Json:
    """Return the reasons; which orders they are about only to the member itself."""
    policy = read_policies(connection, [month.institution_id])[month.institution_id]
    rule = policy.version(month.policy_version)
    told = row.told or {}
    return {
        "rule": {
            "words": in_words(rule.document),
            "legal_basis": rule.legal_basis,
            "version": rule.version,
            "cut_off_at": month.cut_off_at,
        },
        "inputs": told.get("inputs"),
        "days_in_scope": told.get("days_in_scope"),
        "days_in_period": told.get("days_in_period"),
        "adjustments": row.adjustments or [],
        "credits": _credits(connection, row.obligation_id, own=own),
        "consequences": _consequences(connection, row),
        **({"open_purchases": _open(connection, row, month, rule.document)} if own else {}),
    }


def _credits(connection: sa.Connection, obligation_id: str, *, own: bool) -> list[Json]:
    columns = [
        spends.c.credit_id,
        spends.c.payment_id,
        spends.c.paid_idr,
        spends.c.credited_idr,
        spends.c.credited_staple_idr,
        spends.c.not_credited,
        spends.c.reversed_idr,
        spends.c.reversals,
        spends.c.policy_version,
        spends.c.counted_at,
        spends.c.confirmation,
        spends.c.related_party,
    ]
    query = (
        sa.select(*columns, *([spends.c.order_id] if own else []))
        .where(spends.c.obligation_id == obligation_id)
        .order_by(spends.c.counted_at, spends.c.credit_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _consequences(connection: sa.Connection, row: sa.Row[Any]) -> list[Json]:
    query = (
        sa.select(
            consequences.c.consequence_id,
            consequences.c.kind,
            consequences.c.level,
            consequences.c.issued_at,
            consequences.c.deadline,
            consequences.c.legal_basis,
        )
        .where(
            consequences.c.membership_id == row.membership_id,
            consequences.c.period == row.period,
        )
        .order_by(consequences.c.kind)
    )
    return [dict(one) for one in connection.execute(query).mappings()]


def _open(
    connection: sa.Connection, row: sa.Row[Any], month: Period, document: PolicyDocument
) -> list[Json]:
    """Return the orders that are pending, in dispute, or were lost through their seller."""
    found = []
    for purchase in read_purchases(connection, month, membership_ids=[row.membership_id]):
        one = standing_at(purchase, month.cut_off_at, fee_counts=document.delivery_fee_counts)
        if one != NOTHING_OPEN and purchase.noted:
            found.append(
                {
                    "order_id": purchase.noted.order_id,
                    "placed_at": purchase.noted.placed_at,
                    "pending_idr": one.pending_idr,
                    "disputed_idr": one.disputed_idr,
                    "lost_to_seller_idr": one.lost_to_seller_idr,
                }
            )
    return sorted(found, key=lambda one: (one["placed_at"], one["order_id"]))
