"""Folds the events of each order into its one row, in the transaction that stores them."""

from collections.abc import Mapping
from typing import Any

from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from kernel.domain.wib import business_date
from orders.adapters.return_rows import asking, returned
from orders.adapters.tables import orders
from orders.domain.clocks import clock_after
from orders.domain.events import (
    DeliveredLine,
    DeliveryAttemptFailed,
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
    OrderReturnedToSeller,
    PaymentNoted,
    PaymentRequested,
    ReadyForPickup,
)
from orders.domain.placed import OrderLine, OrderPlaced
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.words import MoneyFact, Stage, Status

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
    OrderReturnedToSeller: Status.RETURNED_TO_SELLER,
    ReadyForPickup: Status.READY_FOR_PICKUP,
}
_COPIED = {
    OrderConfirmed: ("accept_by",),
    OrderRejected: ("reason_code",),
    OrderAccepted: (
        "dispatch_by",
        "deliver_by",
        "promised_window_start",
        "promised_window_end",
    ),
    DeliveryAttemptFailed: ("deliver_by",),
    OrderReturnedToSeller: ("reason_code", "fault"),
    OrderDeclined: ("reason_code",),
    OrderDelivered: (
        "delivered_at",
        "confirm_until",
        "return_until",
        "handover_id",
        "handover_method",
        "declared_by",
        "delivery_fee_idr",
        "cash_rounding_idr",
        "amount_due_idr",
    ),
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
    "pickup_point_id",
    "window_start",
    "window_end",
)
_ZEROS = ("wrong_codes", "paid_idr", "refund_due_idr", "refunded_idr", "attempts")
# Columns are counted once: a rebuild begins hundreds of thousands of rows.
_EMPTY: Mapping[str, Any] = (
    {column.name: None for column in orders.columns}
    | dict.fromkeys(_ZEROS, 0)
    | {"money_confirmed": False, "status": Status.PLACED}
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
    changed = _placed(event) if isinstance(event, OrderPlaced) else _changed(row, event)
    # It is this fold's own copy of a wide row: what follows is written into it.
    changed["changed_at"] = recorded.occurred_at
    changed |= _clock(changed, event)
    changed |= asking(changed)
    return changed


def _changed(row: Row | None, event: Any) -> Row:
    assert row is not None, "an order begins with OrderPlaced"
    changed = row | _copied(event)
    match event:
        case OrderAccepted():
            changed["pick_on"] = business_date(event.dispatch_by)
        case OrderDelivered():
            changed |= _handed_over(row, event)
        case OrderCompleted():
            changed["paid_idr"] = max(row["paid_idr"], event.paid_idr)
            changed |= {"money_confirmed": True, "remaining_due_idr": 0}
        case HandoverCodeRefused():
            changed["wrong_codes"] = event.attempt_no
        case DeliveryAttemptFailed():
            changed["attempts"] = event.attempt_no
        case PaymentNoted():
            changed |= _money(row, event)
        case ReturnRequested() | ReturnAccepted() | ReturnDeclined() | ReturnReceived():
            changed |= returned(row, event)
        case _:
            pass
    return changed


def _clock(row: Row, event: Any) -> Row:
    running = (Stage(row["next_stage"]), row["next_at"]) if row["next_stage"] else None
    delivered = row["status"] == Status.DELIVERED
    clock = clock_after(event, running=running, delivered=delivered)
    return {"next_stage": clock[0] if clock else None, "next_at": clock[1] if clock else None}


def _handed_over(row: Row, event: OrderDelivered) -> Row:
    return {
        "lines": _delivered(row["lines"], event.lines),
        "goods_total_idr": event.goods_delivered_idr,
        "staple_total_idr": event.staple_delivered_idr,
        "total_idr": event.amount_due_idr - event.cash_rounding_idr,
        "money_confirmed": event.code_verified,
        "remaining_due_idr": event.amount_due_idr,
    }


def _money(row: Row, event: PaymentNoted) -> Row:
    open_ = [one for one in row["disputes"] if one != event.cause_id]
    if event.fact is MoneyFact.DISPUTED:
        open_.append(event.cause_id)
    agreed = event.fact in (MoneyFact.CONFIRMED, MoneyFact.RESOLVED)
    disputing = event.fact in (MoneyFact.DISPUTED, MoneyFact.RESOLVED)
    return {
        "paid_idr": row["paid_idr"] + event.amount_received_idr,
        "refund_due_idr": row["refund_due_idr"] + event.refund_due_idr,
        "refunded_idr": row["refunded_idr"] + event.refunded_idr,
        "remaining_due_idr": event.remaining_due_idr,
        "standing": event.standing,
        "money_confirmed": row["money_confirmed"] or agreed,
        "disputes": open_ if disputing else row["disputes"],
    }


def _copied(event: Any) -> Row:
    kind = type(event)
    copied = {name: getattr(event, name) for name in _COPIED.get(kind, ())}
    if kind in _STATUS:
        copied["status"] = _STATUS[kind]
    return copied


def _placed(event: OrderPlaced) -> Row:
    row: Row = dict(_EMPTY)
    for name in _PLACED:
        row[name] = getattr(event, name)
    row |= {"disputes": [], "returns": [], "placed_on": business_date(event.placed_at)}
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
            "delivered_total_idr": by_id[line["line_id"]].line_total_idr,
        }
        for line in lines
    ]


ORDERS = RowProjection("orders", orders, keys=_keys, fold=_fold)
