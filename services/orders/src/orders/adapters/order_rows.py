"""Folds the events of each order into its one row, in the transaction that stores them."""

from collections.abc import Mapping
from typing import Any

from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from orders.adapters.tables import orders
from orders.domain.events import (
    DeliveredLine,
    HandoverCodeRefused,
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderDelivered,
    OrderDispatched,
    OrderExpired,
    OrderRejected,
    PaymentNoted,
    PaymentRequested,
)
from orders.domain.placed import OrderLine, OrderPlaced
from orders.domain.words import Status

_STATUS: Mapping[type, Status] = {
    OrderConfirmed: Status.CONFIRMED,
    OrderRejected: Status.REJECTED,
    OrderAccepted: Status.ACCEPTED,
    OrderDeclined: Status.DECLINED,
    OrderDispatched: Status.DISPATCHED,
    OrderDelivered: Status.DELIVERED,
    OrderCompleted: Status.COMPLETED,
    OrderCancelled: Status.CANCELLED,
    OrderExpired: Status.EXPIRED,
}
_COPIED = {
    OrderConfirmed: ("accept_by",),
    OrderRejected: ("reason_code",),
    OrderAccepted: ("dispatch_by", "deliver_by"),
    OrderDeclined: ("reason_code",),
    OrderDelivered: ("delivered_at", "confirm_until", "return_until"),
    OrderCompleted: ("paid_idr",),
    OrderCancelled: ("reason_code", "stage", "fault"),
    OrderExpired: ("stage", "fault"),
    PaymentRequested: ("payment_id",),
}
_PLACED = (
    "order_id",
    "order_number",
    "checkout_id",
    "buyer_account_id",
    "membership_id",
    "merchant_id",
    "merchant_owner_account_id",
    "self_purchase",
    "fulfilment_method",
    "delivery_kelurahan_code",
    "address_ref",
    "goods_total_idr",
    "staple_total_idr",
    "delivery_fee_idr",
    "discount_idr",
    "total_idr",
    "cash_rounding_idr",
    "amount_due_idr",
    "payment_method",
    "placed_at",
    "reserve_until",
    "accept_by",
)
_LINE = (
    "line_id",
    "product_id",
    "product_name",
    "commodity_code",
    "staple",
    "quantity",
    "unit",
    "base_unit",
    "net_quantity_base",
    "unit_price_idr",
    "line_total_idr",
    "perishable",
    "returnable",
    "substitution",
)


def _keys(recorded: AnyRecorded) -> list[Key]:
    return [(recorded.key,)]


def _fold(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    event = recorded.event
    if isinstance(event, OrderPlaced):
        return _placed(event) | {"changed_at": recorded.occurred_at}
    assert row is not None, "an order begins with OrderPlaced"
    changed = row | _copied(event) | {"changed_at": recorded.occurred_at}
    if isinstance(event, OrderDelivered):
        changed["lines"] = _delivered(row["lines"], event.lines)
    elif isinstance(event, HandoverCodeRefused):
        changed["wrong_codes"] = event.attempt_no
    elif isinstance(event, PaymentNoted):
        changed["paid_idr"] += event.amount_received_idr
        changed["refund_due_idr"] += event.refund_due_idr
    return changed


def _copied(event: Any) -> Row:
    copied = {name: getattr(event, name) for name in _COPIED.get(type(event), ())}
    return copied | ({"status": _STATUS[type(event)]} if type(event) in _STATUS else {})


def _placed(event: OrderPlaced) -> Row:
    row: Row = {column.name: None for column in orders.columns}
    row |= {name: getattr(event, name) for name in _PLACED}
    row |= {"status": Status.PLACED, "wrong_codes": 0, "paid_idr": 0, "refund_due_idr": 0}
    row["lines"] = [_line(line) for line in event.lines]
    return row


def _line(line: OrderLine) -> Row:
    values = plain(line)
    return {name: values[name] for name in _LINE} | {
        "delivered_quantity": None,
        "refused_quantity": None,
    }


def _delivered(lines: list[Row], delivered: tuple[DeliveredLine, ...]) -> list[Row]:
    by_id = {line.line_id: line for line in delivered}
    return [
        line
        | {
            "delivered_quantity": by_id[line["line_id"]].delivered_quantity,
            "refused_quantity": by_id[line["line_id"]].refused_quantity,
        }
        for line in lines
    ]


ORDERS = RowProjection("orders", orders, keys=_keys, fold=_fold)
