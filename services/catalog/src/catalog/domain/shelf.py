"""What of a product may still be sold, and at which price: the row on which orders meet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from catalog.domain.product_events import (
    ProductDelisted,
    ProductListed,
    ProductPriceChanged,
)
from catalog.domain.stock_events import (
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
)
from catalog.domain.vocabulary import SoldBy, StockUnit

ReservationEvent = StockReserved | StockRejected | StockReleased | StockCommitted
ShelfEvent = (
    ProductListed | ProductPriceChanged | ProductDelisted | StockReceived | ReservationEvent
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """
    One product as buyers meet it. Always: received = available + reserved + committed, all ≥ 0.

    It has no stream of its own. It folds what the product's, the stock's and all reservations'
    streams say about one product, and writers take turns on its row.
    """

    product_id: str
    merchant_id: str
    unit: StockUnit
    listed: bool
    price_idr: int
    price_version: int
    max_quantity_per_order: int | None
    received: int = 0
    available: int = 0
    reserved: int = 0
    committed: int = 0


def shelves_of(event: ShelfEvent) -> Iterator[str]:
    """Name the products that the event is about, each once."""
    match event:
        case ProductListed() | ProductPriceChanged() | ProductDelisted() | StockReceived():
            yield event.product_id
        case StockReserved() | StockReleased() | StockCommitted():
            yield from dict.fromkeys(line.product_id for line in event.lines)
        case StockRejected():
            return
        case _:
            assert_never(event)


def evolve(shelf: Shelf | None, event: ShelfEvent, *, product_id: str) -> Shelf:
    """Fold what the event says about this one product."""
    if isinstance(event, ProductListed):
        return _listed(event)
    assert shelf is not None, "a product is listed before anything else happens to it"
    match event:
        case ProductPriceChanged():
            return replace(shelf, price_idr=event.new_price_idr, price_version=event.price_version)
        case ProductDelisted():
            return replace(shelf, listed=False)
        case StockReceived():
            return _moved(shelf, received=event.quantity, available=event.quantity)
        case StockRejected():
            return shelf
        case StockReserved() | StockReleased() | StockCommitted():
            return _reservation(shelf, event, product_id)
        case _:
            assert_never(event)


def _reservation(
    shelf: Shelf, event: StockReserved | StockReleased | StockCommitted, product_id: str
) -> Shelf:
    match event:
        case StockReserved():
            taken = sum(one.quantity for one in event.lines if one.product_id == product_id)
            return _moved(shelf, available=-taken, reserved=taken)
        case StockReleased():
            back = sum(one.quantity for one in event.lines if one.product_id == product_id)
            return _moved(shelf, available=back, reserved=-back)
        case StockCommitted():
            ours = [one for one in event.lines if one.product_id == product_id]
            gone = sum(one.committed_quantity for one in ours)
            back = sum(one.released_quantity for one in ours)
            return _moved(shelf, available=back, reserved=-gone - back, committed=gone)
        case _:
            assert_never(event)


def _moved(
    shelf: Shelf, *, received: int = 0, available: int = 0, reserved: int = 0, committed: int = 0
) -> Shelf:
    return replace(
        shelf,
        received=shelf.received + received,
        available=shelf.available + available,
        reserved=shelf.reserved + reserved,
        committed=shelf.committed + committed,
    )


def _listed(event: ProductListed) -> Shelf:
    in_packs = event.sold_by is SoldBy.PACK
    return Shelf(
        product_id=event.product_id,
        merchant_id=event.merchant_id,
        unit=StockUnit.PACK if in_packs else StockUnit(event.base_unit.value),
        listed=True,
        price_idr=event.price_idr,
        price_version=event.price_version,
        max_quantity_per_order=event.max_quantity_per_order,
    )
