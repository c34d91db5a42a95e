"""Answers from the read model: to each caller what is theirs, and nothing more."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa

from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Context
from kernel.domain.errors import NotFound, Rejected
from orders.adapters.story import row_and_timeline, whole_story
from orders.adapters.tables import orders
from orders.application.questions import GetCheckout, GetOrder, ListOrders, Side
from orders.application.recording import OrderNotFound
from orders.domain.placing import code_ref
from orders.domain.words import Status

PAGE_MAX = 200
OFFICERS = frozenset({Side.CATALOG_OFFICER, Side.OPERATOR})
_CODE_SHOWN = frozenset(
    {
        Status.PLACED,
        Status.CONFIRMED,
        Status.ACCEPTED,
        Status.DISPATCHED,
        Status.READY_FOR_PICKUP,
    }
)
_ADDRESS_SHOWN_TO_SELLER = frozenset(
    {Status.ACCEPTED, Status.DISPATCHED, Status.READY_FOR_PICKUP, Status.DELIVERED}
)
_HIDDEN = (
    "address_ref",
    "merchant_owner_account_id",
    "membership_id",
    "wrong_codes",
    "asks_buyer",
    "asks_seller",
    "asks_officer",
)
_SHORT = (
    "order_id",
    "order_number",
    "checkout_id",
    "status",
    "merchant_id",
    "placed_at",
    "changed_at",
    "goods_total_idr",
    "delivery_fee_idr",
    "cash_rounding_idr",
    "total_idr",
    "amount_due_idr",
    "paid_idr",
    "reason_code",
    "accept_by",
    "dispatch_by",
    "deliver_by",
    "fulfilment_method",
    "window_start",
    "window_end",
    "remaining_due_idr",
    "refund_due_idr",
    "next_stage",
    "next_at",
)

_ASKED: Mapping[Side, sa.ColumnElement[bool]] = {
    Side.BUYER: orders.c.asks_buyer,
    Side.MERCHANT: orders.c.asks_seller,
    Side.OFFICER: orders.c.asks_officer,
    Side.CATALOG_OFFICER: orders.c.asks_officer,
    Side.OPERATOR: orders.c.asks_officer,
}

Json = dict[str, Any]


class CheckoutNotFound(NotFound):
    code = "checkout_not_found"


class ListNotYours(Rejected):
    code = "list_not_yours"


class _View(Enum):
    BUYER = auto()
    SELLER = auto()
    OFFICER = auto()


def answer_order(question: GetOrder, *, connection: sa.Connection, context: Context) -> Json:
    """
    Return one order as its buyer, its seller or an officer may see it.

    :raises OrderNotFound: there is none, or it is none of the caller's business
    """
    found = row_and_timeline(question.order_id, connection)
    view = _view(found[0], context) if found is not None else None
    if found is None or view is None:
        raise OrderNotFound("there is no such order")
    row, timeline = found
    page = {name: value for name, value in row.items() if name not in _HIDDEN}
    page |= whole_story(row, timeline)
    personal = _personal(row, view, SqlVault(connection))
    if view is _View.BUYER:
        page["membership_id"] = row["membership_id"]
        return page | personal
    del page["buyer_account_id"]
    return page | personal


def answer_orders(question: ListOrders, *, connection: sa.Connection, context: Context) -> Json:
    """
    Return a page of orders, the newest first.

    :raises ListNotYours: only an officer may list everybody's orders
    """
    side = question.as_role or Side(context.actor_role)
    query = sa.select(*(orders.c[name] for name in _SHORT)).where(*_mine(side, context))
    if question.needs_action:
        query = query.where(_ASKED[side])
    if question.day is not None:
        query = query.where(orders.c.placed_on == question.day)
    if question.merchant_id is not None:
        query = query.where(orders.c.merchant_id == question.merchant_id)
    if question.status is not None:
        query = query.where(orders.c.status == question.status.value)
    if question.cursor is not None:
        query = query.where(orders.c.order_id < question.cursor)
    limit = min(max(question.limit, 1), PAGE_MAX)
    query = query.order_by(orders.c.order_id.desc()).limit(limit + 1)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    more = len(rows) > limit
    return {"items": rows[:limit], "next_cursor": rows[limit - 1]["order_id"] if more else None}


def answer_checkout(question: GetCheckout, *, connection: sa.Connection, context: Context) -> Json:
    """
    Return the orders of one cart; `settled` once each is confirmed or has ended.

    :raises CheckoutNotFound: there is none, or it is another buyer's
    """
    query = (
        sa.select(*(orders.c[name] for name in _SHORT))
        .where(orders.c.checkout_id == question.checkout_id)
        .where(orders.c.buyer_account_id == str(context.actor_id))
        .order_by(orders.c.order_id)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    if not rows:
        raise CheckoutNotFound("there is no such checkout")
    return {
        "checkout_id": question.checkout_id,
        "total_idr": sum(row["amount_due_idr"] for row in rows),
        "settled": all(row["status"] != Status.PLACED for row in rows),
        "orders": rows,
    }


def _view(row: Json, context: Context) -> _View | None:
    is_buyer = row["buyer_account_id"] == context.actor_id
    is_seller = row["merchant_owner_account_id"] == context.actor_id
    # Who buys from their own stall sees the side of the role they came in.
    if is_seller and (context.actor_role == "merchant" or not is_buyer):
        return _View.SELLER
    if is_buyer:
        return _View.BUYER
    return _View.OFFICER if context.actor_role in OFFICERS else None


def _personal(row: Json, view: _View, vault: SqlVault) -> Json:
    address_ref, secret_ref = row["address_ref"], code_ref(row["order_id"])
    if view is _View.OFFICER:
        return {}
    opened = vault.open([address_ref, secret_ref])
    address = opened.get(address_ref)
    if view is _View.SELLER:
        return {"delivery": address if row["status"] in _ADDRESS_SHOWN_TO_SELLER else None}
    code = opened.get(secret_ref, {}).get("code") if row["status"] in _CODE_SHOWN else None
    return {"delivery": address, "handover_code": code}


def _mine(side: Side, context: Context) -> tuple[sa.ColumnElement[bool], ...]:
    if side is Side.BUYER:
        return (orders.c.buyer_account_id == str(context.actor_id),)
    if side is Side.MERCHANT:
        return (orders.c.merchant_owner_account_id == str(context.actor_id),)
    if context.actor_role not in OFFICERS:
        raise ListNotYours("only an officer may list everybody's orders")
    return ()
