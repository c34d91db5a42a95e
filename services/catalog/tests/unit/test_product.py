"""A product is listed with what the officers' list says, repriced by version, and delisted."""

from dataclasses import replace
from typing import Any

import pytest
from catalog_examples import (
    DEARER,
    DELIST,
    LIMITS,
    LIST_RICE,
    NO_LIST,
    REGISTERED,
    REJECTED,
    RICE,
    RICE_LISTED,
    RICE_ON_SALE,
    RULES,
    SELLER,
    THE_LIST,
)
from hypothesis import given, strategies as st

from catalog.domain import offering
from catalog.domain.commodity_list import CommodityList, CommodityUnknown
from catalog.domain.merchant import MERCHANT, MerchantIsRejected
from catalog.domain.offering import BaseUnitDiffers, PriceOutOfRange, ProductMalformed
from catalog.domain.product import PRODUCT, ProductIsDelisted
from catalog.domain.product_events import (
    ProductListed,
)
from catalog.domain.vocabulary import AssignedBy, BaseUnit, CeilingStatus
from kernel.testing.scenarios import Scenario

(CHANGED,) = offering.change_price(RICE_ON_SALE.state, DEARER, rules=RULES)
(DELISTED,) = offering.delist(RICE_ON_SALE.state, DELIST)
GONE = Scenario(PRODUCT).given(RICE_LISTED, DELISTED).state


def list_product(commodities: CommodityList = THE_LIST, **changes: Any) -> ProductListed:
    (listed,) = offering.list_product(
        replace(LIST_RICE, **changes),
        product_id=RICE,
        merchant=SELLER.state,
        assigned_by=AssignedBy.SELLER,
        rules=replace(RULES, commodities=commodities),
    )
    return listed


def test_staple_and_quality_come_from_the_list_in_force() -> None:
    listed = list_product()

    assert listed.staple
    assert listed.quality_class == "medium"
    assert listed.staple_list_version == "2026-1"
    assert listed.price_version == 1
    assert listed.price_per_base == listed.pack_content_base == 5_000
    assert listed.ceiling_status is CeilingStatus.NOT_APPLICABLE


def test_goods_outside_the_list_are_no_staple() -> None:
    listed = list_product(commodity_code=None)

    assert not listed.staple
    assert listed.quality_class is None
    assert listed.staple_list_version == "2026-1"


def test_before_any_list_nothing_is_a_staple() -> None:
    listed = list_product(NO_LIST, commodity_code=None)

    assert not listed.staple
    assert listed.staple_list_version == "none"


def test_a_commodity_must_be_on_the_list() -> None:
    with pytest.raises(CommodityUnknown):
        list_product(NO_LIST)


def test_a_commodity_is_counted_as_the_list_counts_it() -> None:
    with pytest.raises(BaseUnitDiffers):
        list_product(base_unit=BaseUnit.PIECE)


def test_a_rejected_seller_lists_nothing() -> None:
    rejected = Scenario(MERCHANT).given(REGISTERED, REJECTED).state

    with pytest.raises(MerchantIsRejected):
        offering.list_product(
            LIST_RICE,
            product_id=RICE,
            merchant=rejected,
            assigned_by=AssignedBy.SELLER,
            rules=RULES,
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"category_code": ""},
        {"category_code": "x" * 41},
        {"pack_content_base": 0},
        {"pack_content_base": LIMITS.quantity_max + 1},
        {"max_quantity_per_order": 0},
        {"max_quantity_per_order": 2, "min_quantity": 3},
        {"quantity_step": 0},
        {"shelf_life_hours": 0},
    ],
)
def test_a_product_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProductMalformed):
        list_product(**changes)


@pytest.mark.parametrize("price_idr", [0, -1, LIMITS.price_idr_max + 1])
def test_a_price_out_of_range_is_refused(price_idr: int) -> None:
    with pytest.raises(PriceOutOfRange):
        list_product(price_idr=price_idr)
    with pytest.raises(PriceOutOfRange):
        offering.change_price(
            RICE_ON_SALE.state, replace(DEARER, new_price_idr=price_idr), rules=RULES
        )


def test_a_new_price_is_the_next_version() -> None:
    assert (CHANGED.old_price_idr, CHANGED.new_price_idr) == (67_500, 69_000)
    assert CHANGED.price_version == 2
    assert CHANGED.commodity_code == "rice_medium"


def test_the_same_price_again_changes_nothing() -> None:
    dearer = Scenario(PRODUCT).given(RICE_LISTED, CHANGED).state

    assert offering.change_price(dearer, DEARER, rules=RULES) == ()


def test_a_delisted_product_has_no_new_price() -> None:
    with pytest.raises(ProductIsDelisted):
        offering.change_price(GONE, DEARER, rules=RULES)


def test_a_product_is_delisted_once() -> None:
    assert DELISTED.may_relist
    assert offering.delist(GONE, DELIST) == ()


@given(st.lists(st.integers(min_value=1, max_value=LIMITS.price_idr_max), max_size=20))
def test_versions_count_the_prices_that_differ(prices: list[int]) -> None:
    state = RICE_ON_SALE.state
    changes = 0
    for price_idr in prices:
        before = state.price_idr
        for event in offering.change_price(
            state, replace(DEARER, new_price_idr=price_idr), rules=RULES
        ):
            state = PRODUCT.evolve(state, event)
        changes += price_idr != before

    assert state.price_version == 1 + changes
    assert state.price_idr == (prices[-1] if prices else 67_500)
