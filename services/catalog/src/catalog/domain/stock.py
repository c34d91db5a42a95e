"""What came in of one product, lot by lot, and what its seller found missing or too much."""

import re
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from catalog.domain.commands import AdjustStock, ReceiveStock
from catalog.domain.limits import Limits
from catalog.domain.product import ProductIsDelisted
from catalog.domain.shelf import Shelf
from catalog.domain.stock_events import StockAdjusted, StockReceived
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.streams import Kind

StockEvent = StockReceived | StockAdjusted

# A lot has a code, not a sentence: free text would bring names into events.
_LOT_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}")


class QuantityOutOfRange(Invalid):
    code = "quantity_out_of_range"


class LotMalformed(Invalid):
    code = "lot_malformed"


class GoodsExpired(Rejected):
    code = "goods_expired"


class ShelfIsFull(Rejected):
    code = "shelf_is_full"


class StockNotThere(Rejected):
    """Less would be left than is promised to orders."""

    code = "stock_not_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """All that ever came in or was put right; what became of it is on the shelf."""

    received: int = 0
    adjusted: int = 0


def receive(
    command: ReceiveStock, *, shelf: Shelf, on: date, limits: Limits
) -> tuple[StockReceived]:
    """
    Take goods in.

    :param on: today, in Malang
    :raises ProductIsDelisted: the product is no longer in the catalogue
    :raises QuantityOutOfRange: the quantity is not within the limits
    :raises LotMalformed: the lot code is more than a code, or it expires before it was harvested
    :raises GoodsExpired: nobody could use them any more
    :raises ShelfIsFull: more would be on sale than the limits allow
    """
    if not shelf.listed:
        raise ProductIsDelisted("the product is no longer in the catalogue")
    if not 0 < command.quantity <= limits.quantity_max:
        raise QuantityOutOfRange(f"a quantity lies in 1 to {limits.quantity_max}")
    _check_lot(command, on)
    received = StockReceived(
        product_id=shelf.product_id,
        merchant_id=shelf.merchant_id,
        quantity=command.quantity,
        unit=shelf.unit,
        source=command.source,
        lot_code=command.lot_code,
        harvested_on=command.harvested_on,
        expires_on=command.expires_on,
        balance_after=_balance(shelf, command.quantity, limits),
    )
    return (received,)


def adjust(command: AdjustStock, *, shelf: Shelf, limits: Limits) -> tuple[StockAdjusted]:
    """
    Put the book right. What is promised to orders stays promised.

    :raises QuantityOutOfRange: nothing is different, or more than the limits allow
    :raises LotMalformed: the lot code is more than a code
    :raises StockNotThere: more would be gone than is free
    :raises ShelfIsFull: more would be on sale than the limits allow
    """
    if not 0 < abs(command.quantity_delta) <= limits.quantity_max:
        raise QuantityOutOfRange(f"so much more or less, 1 to {limits.quantity_max}")
    _check_lot_code(command.lot_code)
    if shelf.available + command.quantity_delta < 0:
        raise StockNotThere("the rest is promised to orders", available=shelf.available)
    adjusted = StockAdjusted(
        product_id=shelf.product_id,
        merchant_id=shelf.merchant_id,
        quantity_delta=command.quantity_delta,
        unit=shelf.unit,
        reason_code=command.reason_code,
        lot_code=command.lot_code,
        balance_after=_balance(shelf, command.quantity_delta, limits),
    )
    return (adjusted,)


def evolve(stock: Stock | None, event: StockEvent) -> Stock:
    known = stock or Stock()
    match event:
        case StockReceived():
            return Stock(received=known.received + event.quantity, adjusted=known.adjusted)
        case StockAdjusted():
            return Stock(received=known.received, adjusted=known.adjusted + event.quantity_delta)
        case _:
            assert_never(event)


STOCK = Kind("stock", evolve)


def _balance(shelf: Shelf, more: int, limits: Limits) -> int:
    balance = shelf.available + more
    if more > 0 and balance > limits.quantity_max:
        raise ShelfIsFull(f"at most {limits.quantity_max} are on sale at once")
    return balance


def _check_lot(command: ReceiveStock, on: date) -> None:
    _check_lot_code(command.lot_code)
    harvested, expires = command.harvested_on or date.min, command.expires_on or date.max
    if harvested > expires or harvested > on:
        raise LotMalformed("goods are harvested in the past, and before they expire")
    if expires < on:
        raise GoodsExpired("the goods have expired already")


def _check_lot_code(lot_code: str | None) -> None:
    if lot_code is not None and not _LOT_CODE.fullmatch(lot_code):
        raise LotMalformed("a lot code has 1 to 40 letters, digits, dots, slashes or hyphens")
