"""What of a product may still be sold, and at which price: the row on which orders meet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, assert_never

from catalog.domain.product_events import (
    ProductBlocked,
    ProductDelisted,
    ProductDescribed,
    ProductListed,
    ProductPriceChanged,
    ProductUnblocked,
)
from catalog.domain.stock_events import (
    StockAdjusted,
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from catalog.domain.vocabulary import Disposition, ReturnCause, SoldBy, StockUnit

ReservationEvent = StockReserved | StockRejected | StockReleased | StockCommitted | StockReturned
OfferEvent = (
    ProductListed
    | ProductDescribed
    | ProductPriceChanged
    | ProductDelisted
    | ProductBlocked
    | ProductUnblocked
)
ShelfEvent = OfferEvent | StockReceived | StockAdjusted | ReservationEvent
_ByLines = StockReserved | StockReleased | StockCommitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """
    One product as buyers meet it.

    Always: received + adjusted + returned = available + reserved + committed + written_off, and
    all but `adjusted` ≥ 0. It has no stream of its own: it folds what the product's, the stock's
    and all reservations' streams say about one product, and writers take turns on its row.

    :param committed: all that was ever delivered; what comes back later is in `returned`
    :param written_off: what came back and cannot be sold again
    """

    product_id: str
    merchant_id: str
    unit: StockUnit
    listed: bool
    blocked: bool = False
    price_idr: int
    price_version: int
    max_quantity_per_order: int | None
    received: int = 0
    adjusted: int = 0
    returned: int = 0
    available: int = 0
    reserved: int = 0
    committed: int = 0
    written_off: int = 0


def shelves_of(event: ShelfEvent) -> Iterator[str]:
    """Name the products that the event is about, each once."""
    match event:
        case StockReserved() | StockReleased() | StockCommitted():
            yield from dict.fromkeys(line.product_id for line in event.lines)
        case StockRejected():
            return
        case _:
            yield event.product_id


def evolve(shelf: Shelf | None, event: ShelfEvent, *, product_id: str) -> Shelf:
    """Fold what the event says about this one product."""
    if isinstance(event, ProductListed):
        return _listed(shelf, event)
    assert shelf is not None, "a product is listed before anything else happens to it"
    match event:
        case StockReserved() | StockReleased() | StockCommitted():
            return _reservation(shelf, event, product_id)
        case StockReceived() | StockAdjusted() | StockReturned():
            return _counted(shelf, event)
        case StockRejected():
            return shelf
        case _:
            return _offered(shelf, event)


def _offered(
    shelf: Shelf,
    event: ProductDescribed
    | ProductPriceChanged
    | ProductDelisted
    | ProductBlocked
    | ProductUnblocked,
) -> Shelf:
    match event:
        case ProductDescribed():
            return replace(shelf, max_quantity_per_order=event.max_quantity_per_order)
        case ProductPriceChanged():
            return replace(shelf, price_idr=event.new_price_idr, price_version=event.price_version)
        case ProductDelisted():
            return replace(shelf, listed=False)
        case ProductBlocked():
            return replace(shelf, blocked=True)
        case ProductUnblocked():
            return replace(shelf, blocked=False)
        case _:
            assert_never(event)


def _reservation(shelf: Shelf, event: _ByLines, product_id: str) -> Shelf:
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


def _counted(shelf: Shelf, event: StockReceived | StockAdjusted | StockReturned) -> Shelf:
    match event:
        case StockReceived():
            return _moved(shelf, received=event.quantity, available=event.quantity)
        case StockAdjusted():
            return _moved(shelf, adjusted=event.quantity_delta, available=event.quantity_delta)
        case StockReturned():
            return _returned(shelf, event)
        case _:
            assert_never(event)


def _returned(shelf: Shelf, event: StockReturned) -> Shelf:
    lost = 0 if event.disposition is Disposition.RESALABLE else event.quantity
    if event.cause is ReturnCause.RETURNED:
        back = event.quantity
        return _moved(shelf, returned=back, available=back - lost, written_off=lost)
    # They never were the buyer's: their release has put them on the shelf again already.
    return _moved(shelf, available=-lost, written_off=lost)


def _moved(shelf: Shelf, **amounts: int) -> Shelf:
    return replace(
        shelf, **{name: getattr(shelf, name) + amount for name, amount in amounts.items()}
    )


def _listed(shelf: Shelf | None, event: ProductListed) -> Shelf:
    offer: dict[str, Any] = {
        "listed": True,
        "blocked": False,
        "price_idr": event.price_idr,
        "price_version": event.price_version,
        "max_quantity_per_order": event.max_quantity_per_order,
    }
    if shelf is not None:
        return replace(shelf, **offer)
    in_packs = event.sold_by is SoldBy.PACK
    return Shelf(
        product_id=event.product_id,
        merchant_id=event.merchant_id,
        unit=StockUnit.PACK if in_packs else StockUnit(event.base_unit.value),
        **offer,
    )
