"""How events become the rows that questions read, each row a pure fold."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, cast, get_args

from catalog.adapters import tables
from catalog.domain.merchant import MERCHANT, Status
from catalog.domain.merchant_events import (
    MerchantRegistered,
    MerchantRejected,
    MerchantServiceChanged,
    MerchantVerified,
)
from catalog.domain.product import PRODUCT
from catalog.domain.product_events import (
    ProductDelisted,
    ProductListed,
    ProductPriceChanged,
    StapleListSet,
)
from catalog.domain.reservation import RESERVATION
from catalog.domain.shelf import Shelf, ShelfEvent, evolve, shelves_of
from catalog.domain.stock_events import (
    StockCommitted,
    StockRejected,
    StockReleased,
    StockReserved,
)
from catalog.domain.vocabulary import StockUnit
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from kernel.domain.streams import Kind

_SHELF_EVENTS = get_args(ShelfEvent)


def _own_key(kind: Kind[Any, Any]) -> Any:
    return lambda recorded: [(recorded.key,)] if recorded.stream_type == kind.name else []


def merchant_row(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    match recorded.event:
        case MerchantRegistered() as event:
            return _registered(event, recorded)
        case MerchantVerified() as event:
            decided = {"status": Status.VERIFIED.value, "decided_at": recorded.occurred_at}
            return _known(row) | decided | {"business_scale": event.business_scale.value}
        case MerchantRejected() as event:
            decided = {"status": Status.REJECTED.value, "decided_at": recorded.occurred_at}
            codes = {"rejection_codes": plain(event.reason_codes)}
            return _known(row) | decided | codes | {"may_resubmit": event.may_resubmit}
        case MerchantServiceChanged() as event:
            service = plain(event)
            del service["merchant_id"]
            return _known(row) | {"service": service}
        case _:
            return None


def product_row(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    match recorded.event:
        case ProductListed() as event:
            facts = plain(event)
            facts |= {"listed": True, "listed_at": recorded.occurred_at}
            return {column.name: facts[column.name] for column in tables.products.columns}
        case ProductPriceChanged() as event:
            price = {"price_idr": event.new_price_idr, "price_version": event.price_version}
            return _known(row) | price | {"ceiling_status": event.ceiling_status.value}
        case ProductDelisted():
            return _known(row) | {"listed": False}
        case _:
            return None


def commodity_row(_: Row | None, recorded: AnyRecorded, __: Key) -> Row | None:
    event: StapleListSet = recorded.event
    facts: Row = plain(event)
    return facts | {"effective_from": event.effective_from, "set_at": recorded.recorded_at}


def stock_row(row: Row | None, recorded: AnyRecorded, key: Key) -> Row | None:
    shelf = evolve(shelf_of(row) if row else None, recorded.event, product_id=key[0])
    return asdict(shelf) | {"unit": shelf.unit.value}


def shelf_of(row: Row) -> Shelf:
    """Rebuild the shelf from its row."""
    return Shelf(**(row | {"unit": StockUnit(row["unit"])}))


def reservation_row(row: Row | None, recorded: AnyRecorded, key: Key) -> Row | None:
    match recorded.event:
        case StockReserved() as event:
            return _answered(key, recorded, "reserved") | {
                "merchant_id": event.merchant_id,
                "lines": [
                    plain(line) | {"committed_quantity": 0, "released_quantity": 0}
                    for line in event.lines
                ],
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
        case _:
            return None


def _shelf_keys(recorded: AnyRecorded) -> Iterable[Key]:
    if isinstance(recorded.event, _SHELF_EVENTS):
        return [(product_id,) for product_id in shelves_of(cast("ShelfEvent", recorded.event))]
    return ()


def _commodity_keys(recorded: AnyRecorded) -> Iterable[Key]:
    if isinstance(recorded.event, StapleListSet):
        return [(recorded.event.list_version, recorded.event.commodity_code)]
    return ()


def _known(row: Row | None) -> Row:
    assert row is not None, "the first event of a stream makes the row"
    return row


def _registered(event: MerchantRegistered, recorded: AnyRecorded) -> Row:
    facts = plain(event)
    facts |= {
        "status": Status.REGISTERED.value,
        "rejection_codes": [],
        "may_resubmit": True,
        "service": {},
        "registered_at": recorded.occurred_at,
        "decided_at": None,
    }
    return {column.name: facts[column.name] for column in tables.merchants.columns}


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


# The shelves come first: everybody who writes takes these locks before any other.
PROJECTIONS = (
    RowProjection(
        "stock",
        tables.stock,
        keys=_shelf_keys,
        fold=stock_row,
    ),
    RowProjection(
        "reservations", tables.reservations, keys=_own_key(RESERVATION), fold=reservation_row
    ),
    RowProjection("merchants", tables.merchants, keys=_own_key(MERCHANT), fold=merchant_row),
    RowProjection("products", tables.products, keys=_own_key(PRODUCT), fold=product_row),
    RowProjection(
        "commodities",
        tables.commodities,
        keys=_commodity_keys,
        fold=commodity_row,
    ),
)
