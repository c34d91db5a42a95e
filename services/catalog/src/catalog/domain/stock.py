"""What came in of one product, lot by lot."""

import re
from dataclasses import dataclass
from datetime import date

from catalog.domain.commands import ReceiveStock
from catalog.domain.limits import Limits
from catalog.domain.product import ProductIsDelisted
from catalog.domain.shelf import Shelf
from catalog.domain.stock_events import (
    StockReceived,
)
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.streams import Kind

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """All that ever came in; what became of it is on the shelf."""

    received: int


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
    if shelf.available + command.quantity > limits.quantity_max:
        raise ShelfIsFull(f"at most {limits.quantity_max} are on sale at once")
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
        balance_after=shelf.available + command.quantity,
    )
    return (received,)


def evolve(stock: Stock | None, event: StockReceived) -> Stock:
    return Stock(received=(stock.received if stock else 0) + event.quantity)


STOCK = Kind("stock", evolve)


def _check_lot(command: ReceiveStock, on: date) -> None:
    if command.lot_code is not None and not _LOT_CODE.fullmatch(command.lot_code):
        raise LotMalformed("a lot code has 1 to 40 letters, digits, dots, slashes or hyphens")
    harvested, expires = command.harvested_on or date.min, command.expires_on or date.max
    if harvested > expires or harvested > on:
        raise LotMalformed("goods are harvested in the past, and before they expire")
    if expires < on:
        raise GoodsExpired("the goods have expired already")
