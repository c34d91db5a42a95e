"""How events about products and the officers' lists become the rows that buyers look at."""

from typing import Any

from catalog.adapters import tables
from catalog.domain.product_events import (
    PriceCeilingSet,
    ProductBlocked,
    ProductDelisted,
    ProductDescribed,
    ProductListed,
    ProductPriceChanged,
    ProductUnblocked,
    StapleListSet,
)
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row

_ON_SALE: Row = {"listed": True, "blocked": False, "block_reason": None, "may_relist": True}
_FIRST = "listed"
_RELISTED = "relisted"


def product_row(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    event = recorded.event
    if isinstance(event, ProductListed):
        first = row["listed_at"] if row else recorded.occurred_at
        return _columns(plain(event) | _ON_SALE | {"listed_at": first})
    assert row is not None, "the first event of a stream makes the row"
    return row | _changes(row, event)


def price_row(_: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    event: ProductListed | ProductPriceChanged = recorded.event
    if isinstance(event, ProductListed):
        price, reason = event.price_idr, _FIRST if event.price_version == 1 else _RELISTED
    else:
        price, reason = event.new_price_idr, event.reason_code.value
    return {
        "product_id": key[0],
        "price_version": key[1],
        "price_idr": price,
        "price_per_base": event.price_per_base,
        **_judged(event),
        "reason_code": reason,
        "from_at": recorded.occurred_at,
    }


def price_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    if isinstance(event, ProductListed | ProductPriceChanged):
        return [(event.product_id, event.price_version)]
    return []


def commodity_row(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: StapleListSet = recorded.event
    facts: Row = plain(event)
    return facts | {"effective_from": event.effective_from, "set_at": recorded.recorded_at}


def commodity_keys(recorded: AnyRecorded) -> list[Key]:
    if isinstance(recorded.event, StapleListSet):
        return [(recorded.event.list_version, recorded.event.commodity_code)]
    return []


def ceiling_row(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: PriceCeilingSet = recorded.event
    facts: Row = plain(event)
    days = {"effective_from": event.effective_from, "effective_to": event.effective_to}
    return facts | days | {"set_at": recorded.recorded_at}


def ceiling_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    return [(event.ceiling_id,)] if isinstance(event, PriceCeilingSet) else []


def _changes(row: Row, event: Any) -> Row:
    match event:
        case ProductPriceChanged():
            price = {"price_idr": event.new_price_idr, "price_version": event.price_version}
            return price | _judged(event)
        case ProductDescribed():
            return _columns(row | plain(event))
        case ProductDelisted():
            return {"listed": False, "may_relist": event.may_relist}
        case ProductBlocked():
            reason = {"block_reason": event.reason_code.value}
            return {"blocked": True, "may_relist": event.may_relist} | reason
        case ProductUnblocked():
            return {"blocked": False, "block_reason": None, "may_relist": True}
        case _:
            raise AssertionError(event)


def _judged(event: ProductListed | ProductPriceChanged) -> Row:
    return {
        "ceiling_id": event.ceiling_id,
        "ceiling_per_base_idr": event.ceiling_per_base_idr,
        "ceiling_status": event.ceiling_status.value,
    }


def _columns(facts: Row) -> Row:
    return {column.name: facts[column.name] for column in tables.written_products.columns}
