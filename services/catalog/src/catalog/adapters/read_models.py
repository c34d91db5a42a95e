"""All read models of the catalogue, in the order in which writers take their locks."""

from typing import Any

from catalog.adapters import tables
from catalog.adapters.merchant_rows import (
    decision_keys,
    decision_row,
    document_keys,
    document_row,
    merchant_row,
)
from catalog.adapters.product_rows import (
    ceiling_keys,
    ceiling_row,
    commodity_keys,
    commodity_row,
    price_keys,
    price_row,
    product_row,
)
from catalog.adapters.stock_rows import (
    movement_keys,
    movement_row,
    reservation_row,
    shelf_keys,
    stock_row,
)
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.reservation import RESERVATION
from kernel.adapters.projections import RowProjection
from kernel.domain.streams import Kind


def _own_key(kind: Kind[Any, Any]) -> Any:
    return lambda recorded: [(recorded.key,)] if recorded.stream_type == kind.name else []


# The shelves come first: everybody who writes takes these locks before any other.
PROJECTIONS = (
    RowProjection("stock", tables.stock, keys=shelf_keys, fold=stock_row),
    RowProjection(
        "reservations", tables.reservations, keys=_own_key(RESERVATION), fold=reservation_row
    ),
    RowProjection("merchants", tables.merchants, keys=_own_key(MERCHANT), fold=merchant_row),
    RowProjection("products", tables.written_products, keys=_own_key(PRODUCT), fold=product_row),
    RowProjection("commodities", tables.commodities, keys=commodity_keys, fold=commodity_row),
    RowProjection("price_ceilings", tables.price_ceilings, keys=ceiling_keys, fold=ceiling_row),
    RowProjection("prices", tables.prices, keys=price_keys, fold=price_row),
    RowProjection(
        "merchant_documents", tables.merchant_documents, keys=document_keys, fold=document_row
    ),
    RowProjection(
        "merchant_decisions", tables.merchant_decisions, keys=decision_keys, fold=decision_row
    ),
    RowProjection("stock_movements", tables.stock_movements, keys=movement_keys, fold=movement_row),
)
