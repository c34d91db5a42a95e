"""Answers to questions. What is not the caller's, and not public, is not there."""

from typing import Any

import sqlalchemy as sa

from catalog.adapters.tables import merchants, products, reservations, stock
from catalog.application.questions import (
    GetMerchant,
    GetMerchants,
    GetProduct,
    GetProducts,
    GetReservation,
    GetStock,
)
from catalog.domain.merchant import MerchantNotFound, Status
from catalog.domain.product import ProductNotFound
from kernel.adapters.schema import vault
from kernel.application.envelope import Context
from kernel.domain.errors import Invalid, NotFound

Answer = dict[str, Any]

OFFICERS = frozenset({"catalog_officer"})
PAGE_SIZES = range(1, 201)

_profiles = vault.alias("profiles")
_numbers = vault.alias("numbers")

_MERCHANT_COLUMNS = (
    merchants.c.merchant_id,
    merchants.c.merchant_number,
    merchants.c.status,
    merchants.c.merchant_kind,
    merchants.c.supervising_department,
    merchants.c.business_kelurahan_code,
    merchants.c.business_scale,
    merchants.c.service,
    _profiles.c.data["trade_name"].astext.label("trade_name"),
)
_PRIVATE_COLUMNS = (
    merchants.c.owner_account_id,
    merchants.c.nib_status,
    merchants.c.related_official,
    merchants.c.rejection_codes,
    merchants.c.may_resubmit,
    merchants.c.registered_at,
    merchants.c.decided_at,
    _profiles.c.data["phone"].astext.label("phone"),
    _numbers.c.data["nib"].astext.label("nib"),
)
_PRODUCT_COLUMNS = (
    *(column for column in products.columns if column.name != "listed_at"),
    stock.c.available,
    _profiles.c.data["trade_name"].astext.label("merchant_name"),
)


class ReservationNotFound(NotFound):
    code = "reservation_not_found"


class LimitOutOfRange(Invalid):
    code = "limit_out_of_range"


def answer_merchant(
    question: GetMerchant, *, connection: sa.Connection, context: Context
) -> Answer:
    """:raises MerchantNotFound: there is none, or it is not verified and not the caller's"""
    query = (
        sa.select(*_MERCHANT_COLUMNS, *_PRIVATE_COLUMNS)
        .select_from(_merchants_with_profile())
        .where(merchants.c.merchant_id == question.merchant_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise MerchantNotFound("there is no such seller")
    if _may_see_all(row["owner_account_id"], context):
        return dict(row)
    if row["status"] != Status.VERIFIED:
        raise MerchantNotFound("there is no such seller")
    private = {column.name for column in _PRIVATE_COLUMNS}
    return {name: value for name, value in row.items() if name not in private}


def answer_merchants(
    question: GetMerchants, *, connection: sa.Connection, context: Context
) -> Answer:
    """:raises LimitOutOfRange: the page would be too large or empty"""
    query = sa.select(*_MERCHANT_COLUMNS).select_from(_merchants_with_profile())
    if question.mine:
        query = query.where(merchants.c.owner_account_id == context.actor_id)
    elif context.actor_role not in OFFICERS:
        query = query.where(merchants.c.status == Status.VERIFIED)
    if question.status is not None:
        query = query.where(merchants.c.status == question.status)
    return _page(connection, query, merchants.c.merchant_id, question)


def answer_products(
    question: GetProducts, *, connection: sa.Connection, context: Context
) -> Answer:
    """:raises LimitOutOfRange: the page would be too large or empty"""
    # Within her own stall a seller sees what she offers before an officer has verified her.
    seen = merchants.c.status == Status.VERIFIED
    if question.merchant_id is not None:
        seen |= merchants.c.owner_account_id == context.actor_id
    query = sa.select(*_PRODUCT_COLUMNS).select_from(_products_on_shelves())
    query = query.where(products.c.listed, seen)
    if question.merchant_id is not None:
        query = query.where(products.c.merchant_id == question.merchant_id)
    if question.staple is not None:
        query = query.where(products.c.staple == question.staple)
    return _page(connection, query, products.c.product_id, question)


def answer_product(question: GetProduct, *, connection: sa.Connection, context: Context) -> Answer:
    """:raises ProductNotFound: there is none, or it cannot be bought and is not the caller's"""
    query = (
        sa.select(*_PRODUCT_COLUMNS, merchants.c.owner_account_id, merchants.c.status)
        .select_from(_products_on_shelves())
        .where(products.c.product_id == question.product_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    public = row is not None and row["listed"] and row["status"] == Status.VERIFIED
    if row is None or not (public or _may_see_all(row["owner_account_id"], context)):
        raise ProductNotFound("there is no such product")
    hidden = {"owner_account_id", "status"}
    return {name: value for name, value in row.items() if name not in hidden}


def answer_stock(question: GetStock, *, connection: sa.Connection, context: Context) -> Answer:
    """:raises ProductNotFound: there is none, or it is not the caller's"""
    query = (
        sa.select(stock, merchants.c.owner_account_id)
        .join(merchants, merchants.c.merchant_id == stock.c.merchant_id)
        .where(stock.c.product_id == question.product_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None or not _may_see_all(row["owner_account_id"], context):
        raise ProductNotFound("there is no such product")
    names = ("product_id", "merchant_id", "unit", "received", "available", "reserved", "committed")
    return {name: row[name] for name in names}


def answer_reservation(
    question: GetReservation,
    *,
    connection: sa.Connection,
    context: Context,  # noqa: ARG001 - the route's roles are the whole rule
) -> Answer:
    """:raises ReservationNotFound: the catalogue has not answered that order"""
    query = sa.select(reservations).where(reservations.c.order_id == question.order_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise ReservationNotFound("there is no reservation for that order")
    return dict(row)


def _may_see_all(owner_account_id: str, context: Context) -> bool:
    return context.actor_role in OFFICERS or owner_account_id == context.actor_id


def _merchants_with_profile() -> sa.FromClause:
    return merchants.outerjoin(_profiles, _profiles.c.ref == merchants.c.profile_ref).outerjoin(
        _numbers, _numbers.c.ref == merchants.c.nib_ref
    )


def _products_on_shelves() -> sa.FromClause:
    return (
        products.join(stock, stock.c.product_id == products.c.product_id)
        .join(merchants, merchants.c.merchant_id == products.c.merchant_id)
        .outerjoin(_profiles, _profiles.c.ref == merchants.c.profile_ref)
    )


def _page(
    connection: sa.Connection,
    query: sa.Select[Any],
    key: sa.Column[str],
    question: GetMerchants | GetProducts,
) -> Answer:
    if question.limit not in PAGE_SIZES:
        raise LimitOutOfRange(f"a page has 1 to {PAGE_SIZES[-1]} items")
    if question.cursor is not None:
        query = query.where(key > question.cursor)
    # One more than asked for tells whether there is a next page.
    rows = connection.execute(query.order_by(key).limit(question.limit + 1)).mappings().all()
    items = [dict(row) for row in rows[: question.limit]]
    more = len(rows) > question.limit
    return {"items": items, "next_cursor": items[-1][key.name] if more else None}
