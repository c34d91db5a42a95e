"""How events become shelves, the movements of stock, and what became of each order's goods."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import cast, get_args

from catalog.domain.shelf import Shelf, ShelfEvent, evolve, shelves_of
from catalog.domain.stock_events import (
    StockAdjusted,
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from catalog.domain.vocabulary import StockUnit
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row

_SHELF_EVENTS = get_args(ShelfEvent)
_MOVEMENTS = (StockReceived, StockAdjusted, StockReturned)


def stock_row(row: Row | None, recorded: AnyRecorded, key: Key) -> Row | None:
    shelf = evolve(shelf_of(row) if row else None, recorded.event, product_id=key[0])
    return asdict(shelf) | {"unit": shelf.unit.value}


def shelf_of(row: Row) -> Shelf:
    """Rebuild the shelf from its row."""
    return Shelf(**(row | {"unit": StockUnit(row["unit"])}))


def shelf_keys(recorded: AnyRecorded) -> Iterable[Key]:
    if isinstance(recorded.event, _SHELF_EVENTS):
        return [(product_id,) for product_id in shelves_of(cast("ShelfEvent", recorded.event))]
    return ()


def movement_row(_: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    event: StockReceived | StockAdjusted | StockReturned = recorded.event
    row: Row = {
        "product_id": key[0],
        "event_id": key[1],
        "unit": event.unit.value,
        "disposition": None,
        "lot_code": None,
        "harvested_on": None,
        "expires_on": None,
        "order_id": None,
        "balance_after": None,
        "recorded_at": recorded.recorded_at,
    }
    return row | _moved(event)


def movement_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    # What orders take and give back is on the orders' own pages, and there is much of it.
    return [(event.product_id, recorded.event_id)] if isinstance(event, _MOVEMENTS) else []


def reservation_row(row: Row | None, recorded: AnyRecorded, key: Key) -> Row | None:
    match recorded.event:
        case StockReserved() as event:
            return _answered(key, recorded, "reserved") | {
                "merchant_id": event.merchant_id,
                "lines": [plain(line) | _UNSETTLED for line in event.lines],
                "expires_at": event.expires_at,
            }
        case StockRejected() as event:
            reasons = {"merchant_id": event.merchant_id, "reasons": plain(event.reasons)}
            return _answered(key, recorded, "rejected") | reasons
        case StockReleased() as event:
            known = row or _answered(key, recorded, "released")
            back = {line.line_id: (0, line.quantity) for line in event.lines}
            ended = {"status": "released", "release_reason": event.reason_code.value}
            return known | ended | _settled(known, recorded, back)
        case StockCommitted() as event:
            gone = {
                line.line_id: (line.committed_quantity, line.released_quantity)
                for line in event.lines
            }
            return _known(row) | {"status": "committed"} | _settled(_known(row), recorded, gone)
        case StockReturned() as event:
            return _known(row) | {"lines": _came_back(_known(row), event)}
        case _:
            return None


_UNSETTLED: Row = {"committed_quantity": 0, "released_quantity": 0}


def _moved(event: StockReceived | StockAdjusted | StockReturned) -> Row:
    match event:
        case StockReceived():
            return {
                "movement": "received",
                "quantity": event.quantity,
                "reason_code": event.source.value,
                "lot_code": event.lot_code,
                "harvested_on": event.harvested_on,
                "expires_on": event.expires_on,
                "balance_after": event.balance_after,
            }
        case StockAdjusted():
            return {
                "movement": "adjusted",
                "quantity": event.quantity_delta,
                "reason_code": event.reason_code.value,
                "lot_code": event.lot_code,
                "balance_after": event.balance_after,
            }
        case StockReturned():
            return {
                "movement": "returned",
                "quantity": event.quantity,
                "reason_code": event.cause.value,
                "disposition": event.disposition.value,
                "order_id": event.order_id,
            }


def _known(row: Row | None) -> Row:
    assert row is not None, "the first event of a stream makes the row"
    return row


def _answered(key: Key, recorded: AnyRecorded, status: str) -> Row:
    return {
        "order_id": key[0],
        "merchant_id": None,
        "status": status,
        "lines": [],
        "reasons": [],
        "release_reason": None,
        "expires_at": None,
        "answered_at": recorded.recorded_at,
        "settled_at": None,
    }


def _settled(row: Row, recorded: AnyRecorded, moved: dict[str, tuple[int, int]]) -> Row:
    lines = []
    for line in row["lines"]:
        committed, released = moved[line["line_id"]]
        amounts = {"committed_quantity": committed, "released_quantity": released}
        lines.append(line | amounts)
    return {"lines": lines, "settled_at": recorded.recorded_at}


def _came_back(row: Row, event: StockReturned) -> list[Row]:
    back = {
        "quantity": event.quantity,
        "cause": event.cause.value,
        "disposition": event.disposition.value,
        "return_id": event.return_id,
    }
    return [
        line | {"returns": [*line.get("returns", ()), back]}
        if line["line_id"] == event.line_id
        else line
        for line in row["lines"]
    ]
