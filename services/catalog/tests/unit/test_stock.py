"""Goods come in lot by lot, and only what can be sold."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from catalog_examples import (
    LIMITS,
    LIST_RICE,
    RICE,
    RICE_LISTED,
    STALL,
    TEN_PACKS,
    TODAY,
    listed,
)
from catalog_memory import shelf_after

from catalog.domain import stock
from catalog.domain.product import ProductIsDelisted
from catalog.domain.product_events import (
    ProductDelisted,
)
from catalog.domain.shelf import Shelf
from catalog.domain.stock import (
    STOCK,
    GoodsExpired,
    LotMalformed,
    QuantityOutOfRange,
    ShelfIsFull,
    Stock,
)
from catalog.domain.stock_events import (
    StockReceived,
)
from catalog.domain.vocabulary import BaseUnit, DelistingReason, SoldBy, StockUnit
from kernel.testing.scenarios import Scenario

EMPTY = shelf_after(RICE_LISTED, product_id=RICE)


def receive(shelf: Shelf = EMPTY, **changes: Any) -> StockReceived:
    (received,) = stock.receive(replace(TEN_PACKS, **changes), shelf=shelf, on=TODAY, limits=LIMITS)
    return received


def test_goods_come_in_and_can_be_sold() -> None:
    received = receive(lot_code="A-17/3", expires_on=date(2026, 9, 1))

    assert received.balance_after == 10
    assert received.unit is StockUnit.PACK
    assert shelf_after(RICE_LISTED, received, product_id=RICE).available == 10


def test_the_balance_says_what_may_be_sold_now() -> None:
    first = receive()

    second = receive(shelf_after(RICE_LISTED, first, product_id=RICE), quantity=5)

    assert second.balance_after == 15
    assert Scenario(STOCK).given(first, second).state == Stock(received=15)


def test_goods_that_are_weighed_out_are_counted_in_their_base_unit() -> None:
    loose = listed(replace(LIST_RICE, sold_by=SoldBy.WEIGHT, base_unit=BaseUnit.GRAM))

    received = receive(shelf_after(loose, product_id=RICE), quantity=25_000)

    assert received.unit is StockUnit.GRAM


@pytest.mark.parametrize("quantity", [0, -1, LIMITS.quantity_max + 1])
def test_a_quantity_out_of_range_is_refused(quantity: int) -> None:
    with pytest.raises(QuantityOutOfRange):
        receive(quantity=quantity)


def test_a_shelf_has_an_end() -> None:
    full = replace(EMPTY, available=LIMITS.quantity_max, received=LIMITS.quantity_max)

    with pytest.raises(ShelfIsFull):
        receive(full)


def test_nothing_comes_in_for_a_delisted_product() -> None:
    delisted = ProductDelisted(
        product_id=RICE,
        merchant_id=STALL,
        reason_code=DelistingReason.DISCONTINUED,
        may_relist=True,
        case_id=None,
    )

    with pytest.raises(ProductIsDelisted):
        receive(shelf_after(RICE_LISTED, delisted, product_id=RICE))


@pytest.mark.parametrize(
    "changes",
    [
        {"lot_code": "from Bu Sri's uncle"},
        {"lot_code": ""},
        {"harvested_on": date(2026, 3, 3)},
        {"harvested_on": date(2026, 3, 1), "expires_on": date(2026, 2, 1)},
    ],
)
def test_a_lot_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(LotMalformed):
        receive(**changes)


def test_expired_goods_are_refused_and_todays_are_not() -> None:
    assert receive(expires_on=TODAY).expires_on == TODAY
    with pytest.raises(GoodsExpired):
        receive(expires_on=date(2026, 3, 1))
