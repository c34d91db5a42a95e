"""Answers about sellers. What is not the caller's, and not public, is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalog.adapters.paging import Answer, by_key, page
from catalog.adapters.sight import OFFICERS, VERIFIED, in_kecamatan, is_open, is_paused, may_see_all
from catalog.adapters.tables import merchant_decisions, merchant_documents, merchants
from catalog.application.questions import GetMerchant, GetMerchants
from catalog.domain.merchant import MerchantNotFound, Status
from kernel.adapters.schema import vault
from kernel.application.envelope import Context
from kernel.domain.calendar import Calendar

_SHOWN_MAX = 50
_profiles = vault.alias("profiles")
_numbers = vault.alias("numbers")

_PUBLIC = (
    merchants.c.merchant_id,
    merchants.c.merchant_number,
    merchants.c.status,
    merchants.c.merchant_kind,
    merchants.c.supervising_department,
    merchants.c.business_kelurahan_code,
    merchants.c.business_scale,
    merchants.c.service,
    merchants.c.paused_from,
    merchants.c.paused_until,
    _profiles.c.data["trade_name"].astext.label("trade_name"),
)
_PRIVATE = (
    merchants.c.owner_account_id,
    merchants.c.nib_status,
    merchants.c.nib_grace_until,
    merchants.c.related_official,
    merchants.c.rejection_codes,
    merchants.c.may_resubmit,
    merchants.c.attempt_no,
    merchants.c.review_due,
    merchants.c.next_expiry,
    merchants.c.suspended_until,
    merchants.c.suspension_reason,
    merchants.c.open_orders_rule,
    merchants.c.pause_reason,
    merchants.c.registered_at,
    merchants.c.decided_at,
    _profiles.c.data["phone"].astext.label("phone"),
    _numbers.c.data["nib"].astext.label("nib"),
)
_PRIVATE_NAMES = frozenset(column.name for column in _PRIVATE)


@dataclass(frozen=True, slots=True)
class AnswerMerchant:
    """One seller: her public page, or her own with papers and decisions."""

    calendar: Calendar

    def __call__(
        self, question: GetMerchant, *, connection: sa.Connection, context: Context, now: datetime
    ) -> Answer:
        """:raises MerchantNotFound: there is none, or it is not verified and not the caller's"""
        query = (
            sa.select(*_PUBLIC, *_PRIVATE)
            .select_from(_with_profile())
            .where(merchants.c.merchant_id == question.merchant_id)
        )
        found = connection.execute(query).mappings().one_or_none()
        row = dict(found) if found else None
        if row is None:
            raise MerchantNotFound("there is no such seller")
        seen = self._standing(row, now)
        if may_see_all(row["owner_account_id"], context):
            return row | seen | _papers(connection, question.merchant_id)
        if row["status"] != Status.VERIFIED:
            raise MerchantNotFound("there is no such seller")
        return {name: row[name] for name in row if name not in _PRIVATE_NAMES} | seen

    def _standing(self, row: Mapping[str, Any], now: datetime) -> Answer:
        paused = is_paused(row, now)
        sells = row["status"] == Status.VERIFIED
        return {"paused": paused, "open_now": sells and is_open(row, now, self.calendar)}


def answer_merchants(
    question: GetMerchants, *, connection: sa.Connection, context: Context
) -> Answer:
    """:raises LimitOutOfRange: the page would be too large or empty"""
    query = sa.select(*_PUBLIC).select_from(_with_profile())
    if question.mine:
        query = query.where(merchants.c.owner_account_id == context.actor_id)
    elif context.actor_role not in OFFICERS:
        query = query.where(VERIFIED)
    return page(
        connection, query.where(*_wanted(question)), by_key(merchants.c.merchant_id), question
    )


def _wanted(question: GetMerchants) -> list[sa.ColumnElement[bool]]:
    equal = {
        merchants.c.status: question.status,
        merchants.c.merchant_kind: question.merchant_kind,
        merchants.c.supervising_department: question.supervising_department,
    }
    wanted = [column == value for column, value in equal.items() if value is not None]
    if question.kecamatan_code is not None:
        wanted.append(in_kecamatan(question.kecamatan_code))
    if question.expires_by is not None:
        soonest = sa.func.least(merchants.c.next_expiry, merchants.c.nib_grace_until)
        wanted.append(soonest <= question.expires_by)
    return wanted


def _papers(connection: sa.Connection, merchant_id: str) -> Answer:
    """Return the newest papers, without what is on them, and the newest decisions."""
    papers, decided = merchant_documents.c, merchant_decisions.c
    documents = (
        sa.select(*(column for column in papers if column.name != "merchant_id"))
        .where(papers.merchant_id == merchant_id)
        .order_by(papers.recorded_at.desc(), papers.document_ref)
        .limit(_SHOWN_MAX)
    )
    decisions = (
        sa.select(*(column for column in decided if column.name != "merchant_id"))
        .where(decided.merchant_id == merchant_id)
        .order_by(decided.decided_at.desc(), decided.decision_id)
        .limit(_SHOWN_MAX)
    )
    return {
        "documents": [dict(row) for row in connection.execute(documents).mappings()],
        "decisions": [dict(row) for row in connection.execute(decisions).mappings()],
    }


def _with_profile() -> sa.FromClause:
    return merchants.outerjoin(_profiles, _profiles.c.ref == merchants.c.profile_ref).outerjoin(
        _numbers, _numbers.c.ref == merchants.c.nib_ref
    )
