"""What orders says, in whatever order and however often, never costs a pack too much."""

from collections.abc import Mapping
from typing import Any

import pytest
from catalog_examples import (
    AS_OFFICER,
    AS_SRI,
    DEARER,
    REGISTERED,
    RICE,
    RICE_LISTED,
    SERVICE,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    TEN_PACKS,
    VERIFY,
    line,
    order_delivered,
    order_placed,
)
from catalog_memory import MemoryCatalog, MemoryShelves

from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.reservation import OrderMalformed
from catalog.domain.shelf import Shelf
from catalog.domain.stock_events import (
    StockCommitted,
    StockRejected,
    StockReleased,
    StockReserved,
)
from catalog.domain.vocabulary import RejectionCode, ReleaseReason

Heard = tuple[str, str, Mapping[str, Any]]


@pytest.fixture
def catalog() -> MemoryCatalog:
    """A verified seller with ten packs of rice and no sugar."""
    catalog = MemoryCatalog()
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.given(PRODUCT, RICE, RICE_LISTED)
    catalog.given(PRODUCT, SUGAR, SUGAR_LISTED)
    catalog.do("verify_merchant", VERIFY, AS_OFFICER)
    catalog.do("receive_stock", TEN_PACKS, AS_SRI)
    return catalog


def placed(order_id: str, quantity: int) -> Heard:
    return order_id, "order_placed", order_placed(line(RICE, quantity))


def cancelled(order_id: str) -> Heard:
    return order_id, "order_cancelled", {}


def delivered(order_id: str, quantity: int) -> Heard:
    return order_id, "order_delivered", order_delivered(line_1=quantity)


def amounts(shelf: Shelf) -> tuple[int, int, int]:
    return shelf.available, shelf.reserved, shelf.committed


def test_a_placed_order_is_answered(catalog: MemoryCatalog) -> None:
    (reserved,) = catalog.hear(placed("one", 4))

    assert isinstance(reserved, StockReserved)
    assert reserved.order_id == "one"
    assert amounts(catalog.shelf(RICE)) == (6, 4, 0)


def test_earlier_orders_of_a_batch_count_for_later_ones(catalog: MemoryCatalog) -> None:
    events = catalog.hear(placed("one", 6), placed("two", 6), placed("three", 4))

    assert [type(event) for event in events] == [StockReserved, StockRejected, StockReserved]
    assert amounts(catalog.shelf(RICE)) == (0, 10, 0)


def test_what_a_batch_gives_back_serves_its_later_orders(catalog: MemoryCatalog) -> None:
    catalog.hear(placed("one", 10))

    events = catalog.hear(cancelled("one"), placed("two", 10))

    assert [type(event) for event in events] == [StockReleased, StockReserved]


def test_the_shelves_of_a_batch_are_held_once(catalog: MemoryCatalog) -> None:
    both = order_placed(line(SUGAR, 1), line(RICE, 1, line_id="line-2"))

    catalog.hear(("one", "order_placed", both), placed("two", 1), cancelled("three"))

    shelves = catalog.last_ports.shelves
    assert isinstance(shelves, MemoryShelves)
    assert shelves.held == [[RICE, SUGAR]]


def test_an_order_placed_twice_is_answered_once(catalog: MemoryCatalog) -> None:
    first = catalog.hear(placed("one", 4), placed("one", 4))
    later = catalog.hear(placed("one", 4))

    assert len(first) == 1
    assert later == []
    assert amounts(catalog.shelf(RICE)) == (6, 4, 0)


def test_an_order_with_an_old_price_is_rejected(catalog: MemoryCatalog) -> None:
    catalog.do("change_price", DEARER, AS_SRI)

    (rejected,) = catalog.hear(placed("one", 1))

    assert isinstance(rejected, StockRejected)
    assert rejected.reasons[0].code is RejectionCode.PRICE_CHANGED
    assert rejected.reasons[0].price_now_idr == DEARER.new_price_idr


def test_a_seller_who_was_never_verified_sells_nothing() -> None:
    catalog = MemoryCatalog()
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.given(PRODUCT, RICE, RICE_LISTED)
    catalog.do("receive_stock", TEN_PACKS, AS_SRI)

    (of_unverified,) = catalog.hear(placed("one", 1))
    (of_unknown,) = catalog.hear(
        ("two", "order_placed", order_placed(line(RICE, 1), merchant_id="nobody"))
    )

    for rejected in (of_unverified, of_unknown):
        assert isinstance(rejected, StockRejected)
        assert rejected.reasons[0].code is RejectionCode.MERCHANT_SUSPENDED


@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        ("order_cancelled", ReleaseReason.CANCELLED),
        ("order_declined", ReleaseReason.DECLINED),
        ("order_expired", ReleaseReason.EXPIRED),
        ("order_rejected", ReleaseReason.REFUSED),
    ],
)
def test_an_order_that_ends_gives_its_goods_back_once(
    catalog: MemoryCatalog, type_: str, reason: ReleaseReason
) -> None:
    catalog.hear(placed("one", 4))

    events = catalog.hear(("one", type_, {}), ("one", type_, {}))

    (released,) = events
    assert isinstance(released, StockReleased)
    assert released.reason_code is reason
    assert amounts(catalog.shelf(RICE)) == (10, 0, 0)


def test_a_rejected_order_that_ends_gives_nothing_back(catalog: MemoryCatalog) -> None:
    catalog.hear(placed("one", 11))

    assert catalog.hear(("one", "order_rejected", {})) == []


def test_a_delivered_order_takes_its_goods_and_leaves_the_rest(catalog: MemoryCatalog) -> None:
    catalog.hear(placed("one", 4))

    events = catalog.hear(delivered("one", 3), delivered("one", 3))

    assert [type(event) for event in events] == [StockCommitted]
    assert amounts(catalog.shelf(RICE)) == (7, 0, 3)


def test_a_delivered_order_cannot_be_cancelled_any_more(catalog: MemoryCatalog) -> None:
    catalog.hear(placed("one", 4), delivered("one", 4))

    assert catalog.hear(cancelled("one")) == []
    assert amounts(catalog.shelf(RICE)) == (6, 0, 4)


def test_a_cancelled_order_is_not_delivered_any_more(catalog: MemoryCatalog) -> None:
    catalog.hear(placed("one", 4), cancelled("one"))

    assert catalog.hear(delivered("one", 4)) == []
    assert amounts(catalog.shelf(RICE)) == (10, 0, 0)


def test_an_order_cancelled_before_it_was_placed_takes_nothing_later(
    catalog: MemoryCatalog,
) -> None:
    (release,) = catalog.hear(cancelled("one"))

    assert isinstance(release, StockReleased)
    assert release.lines == ()
    assert catalog.hear(placed("one", 4)) == []
    assert amounts(catalog.shelf(RICE)) == (10, 0, 0)


def test_a_delivery_of_an_unknown_order_changes_nothing(catalog: MemoryCatalog) -> None:
    assert catalog.hear(delivered("one", 4)) == []


def test_an_order_that_cannot_be_meant_is_refused_and_takes_nothing(
    catalog: MemoryCatalog,
) -> None:
    with pytest.raises(OrderMalformed):
        catalog.hear(placed("one", -4))

    assert amounts(catalog.shelf(RICE)) == (10, 0, 0)
