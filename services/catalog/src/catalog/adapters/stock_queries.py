"""Answers about stock, for the seller, officers and operators."""

import sqlalchemy as sa

from catalog.adapters.paging import Answer, by_key, page
from catalog.adapters.sight import may_see_all
from catalog.adapters.tables import merchants, reservations, stock, stock_movements
from catalog.application.questions import GetReservation, GetStock, GetStockMovements
from catalog.domain.product import ProductNotFound
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound

_AMOUNTS = (
    "product_id",
    "merchant_id",
    "unit",
    "received",
    "adjusted",
    "returned",
    "available",
    "reserved",
    "committed",
    "written_off",
)


class ReservationNotFound(NotFound):
    code = "reservation_not_found"


def answer_stock(question: GetStock, *, connection: sa.Connection, context: Context) -> Answer:
    """:raises ProductNotFound: there is none, or it is not the caller's"""
    return _own_shelf(question.product_id, connection, context)


def answer_stock_movements(
    question: GetStockMovements, *, connection: sa.Connection, context: Context
) -> Answer:
    """:raises ProductNotFound: there is none, or it is not the caller's"""
    _own_shelf(question.product_id, connection, context)
    query = sa.select(stock_movements).where(stock_movements.c.product_id == question.product_id)
    # The ids of events rise with the time of their making.
    return page(connection, query, by_key(stock_movements.c.event_id, falling=True), question)


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


def _own_shelf(product_id: str, connection: sa.Connection, context: Context) -> Answer:
    query = (
        sa.select(stock, merchants.c.owner_account_id)
        .join(merchants, merchants.c.merchant_id == stock.c.merchant_id)
        .where(stock.c.product_id == product_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None or not may_see_all(row["owner_account_id"], context):
        raise ProductNotFound("there is no such product")
    return {name: row[name] for name in _AMOUNTS}
