"""All lines of an order are set aside or none; then they go, or come back, once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from catalog_examples import (
    A_QUARTER_LATER,
    DEARER,
    DELIST,
    LIMITS,
    LIST_RICE,
    ORDER,
    RICE,
    RICE_LISTED,
    RICE_ON_SALE,
    RULES,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    TEN_PACKS,
    TODAY,
    line,
    listed,
    reserve_stock,
)
from catalog_memory import shelf_after
from hypothesis import given, strategies as st

from catalog.domain import reservation
from catalog.domain.commands import LineToReserve
from catalog.domain.offering import change_price, delist
from catalog.domain.product import PRODUCT
from catalog.domain.product_events import (
    ProductDelisted,
    ProductPriceChanged,
)
from catalog.domain.reservation import RESERVATION, OrderMalformed, Reservation, Status
from catalog.domain.shelf import ReservationEvent, Shelf, evolve, shelves_of
from catalog.domain.stock import receive
from catalog.domain.stock_events import (
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
)
from catalog.domain.vocabulary import RejectionCode, ReleaseReason
from kernel.testing.scenarios import Scenario

EMPTY = shelf_after(RICE_LISTED, product_id=RICE)
(TEN_CAME,) = receive(TEN_PACKS, shelf=EMPTY, on=TODAY, limits=LIMITS)
(CHANGED,) = change_price(RICE_ON_SALE.state, DEARER, rules=RULES)
(DELISTED,) = delist(RICE_ON_SALE.state, DELIST)

Happened = StockReceived | ProductPriceChanged | ProductDelisted


def shelves(*happened: Happened) -> dict[str, Shelf]:
    """Return a shelf of rice with what happened to it, and an empty one of sugar."""
    return {
        RICE: shelf_after(RICE_LISTED, *happened, product_id=RICE),
        SUGAR: shelf_after(SUGAR_LISTED, product_id=SUGAR),
    }


def reserve(
    *lines: LineToReserve, on: dict[str, Shelf], obstacle: RejectionCode | None = None
) -> StockReserved | StockRejected:
    (answer,) = reservation.reserve(
        None, reserve_stock(*lines), shelves=on, seller_obstacle=obstacle
    )
    return answer


def codes(answer: StockReserved | StockRejected) -> list[tuple[str, RejectionCode]]:
    assert isinstance(answer, StockRejected)
    return [(reason.line_id, reason.code) for reason in answer.reasons]


RESERVED = reserve(line(RICE, 4), on=shelves(TEN_CAME))
REJECTED = reserve(line(RICE, 11), on=shelves(TEN_CAME))
(RELEASED,) = reservation.release(
    Scenario(RESERVATION).given(RESERVED).state, ORDER, reason=ReleaseReason.CANCELLED
)
(COMMITTED,) = reservation.commit(
    Scenario(RESERVATION).given(RESERVED).state, delivered={"line-1": 4}
)
NEVER_PLACED = reservation.release(None, ORDER, reason=ReleaseReason.CANCELLED)


def test_what_is_there_is_reserved() -> None:
    assert isinstance(RESERVED, StockReserved)
    (reserved,) = RESERVED.lines
    assert (reserved.quantity, reserved.available_before, reserved.available_after) == (4, 10, 6)
    assert RESERVED.reservation_id == RESERVED.order_id == ORDER
    assert RESERVED.expires_at == A_QUARTER_LATER


def test_all_lines_are_reserved_or_none() -> None:
    answer = reserve(line(RICE, 1), line(SUGAR, 1, line_id="line-2"), on=shelves(TEN_CAME))

    assert codes(answer) == [("line-2", RejectionCode.OUT_OF_STOCK)]


def test_unmet_demand_is_told_with_what_there_was() -> None:
    assert isinstance(REJECTED, StockRejected)
    (reason,) = REJECTED.reasons
    assert (reason.code, reason.requested, reason.available) == (
        RejectionCode.OUT_OF_STOCK,
        11,
        10,
    )
    assert (reason.price_seen_idr, reason.price_now_idr) == (67_500, 67_500)


def test_two_lines_of_one_product_share_its_shelf() -> None:
    both = reserve(line(RICE, 6), line(RICE, 4, line_id="line-2"), on=shelves(TEN_CAME))
    too_much = reserve(line(RICE, 6), line(RICE, 5, line_id="line-2"), on=shelves(TEN_CAME))

    assert isinstance(both, StockReserved)
    assert [(one.available_before, one.available_after) for one in both.lines] == [
        (10, 4),
        (4, 0),
    ]
    assert codes(too_much) == [("line-2", RejectionCode.OUT_OF_STOCK)]


@pytest.mark.parametrize("price_version", [1, 3])
def test_a_price_that_is_not_current_is_refused(price_version: int) -> None:
    answer = reserve(line(price_version=price_version), on=shelves(TEN_CAME, CHANGED))

    assert codes(answer) == [("line-1", RejectionCode.PRICE_CHANGED)]
    assert isinstance(answer, StockRejected)
    assert (answer.reasons[0].price_seen_idr, answer.reasons[0].price_now_idr) == (67_500, 69_000)


def test_the_current_price_is_accepted() -> None:
    answer = reserve(line(price_version=2, price_idr=69_000), on=shelves(TEN_CAME, CHANGED))

    assert isinstance(answer, StockReserved)


def test_a_delisted_product_is_refused() -> None:
    assert codes(reserve(line(), on=shelves(TEN_CAME, DELISTED))) == [
        ("line-1", RejectionCode.DELISTED)
    ]


def test_a_product_that_nobody_listed_is_refused() -> None:
    answer = reserve(line("never-heard-of"), on={})

    assert isinstance(answer, StockRejected)
    (reason,) = answer.reasons
    assert (reason.code, reason.available, reason.price_now_idr) == (
        RejectionCode.DELISTED,
        0,
        None,
    )


def test_a_product_of_another_seller_is_refused() -> None:
    foreign = {RICE: replace(shelves(TEN_CAME)[RICE], merchant_id="stall-of-tono")}

    assert codes(reserve(line(), on=foreign)) == [("line-1", RejectionCode.DELISTED)]


def test_a_seller_who_may_not_sell_reserves_nothing() -> None:
    answer = reserve(
        line(),
        line("gone", line_id="line-2"),
        on=shelves(TEN_CAME),
        obstacle=RejectionCode.MERCHANT_PAUSED,
    )

    assert codes(answer) == [
        ("line-1", RejectionCode.MERCHANT_PAUSED),
        ("line-2", RejectionCode.MERCHANT_PAUSED),
    ]


def test_more_than_one_order_may_have_is_refused_even_over_two_lines() -> None:
    limited = listed(replace(LIST_RICE, max_quantity_per_order=5))
    shelf = {RICE: shelf_after(limited, TEN_CAME, product_id=RICE)}

    assert isinstance(reserve(line(RICE, 5), on=shelf), StockReserved)
    assert codes(reserve(line(RICE, 3), line(RICE, 3, line_id="line-2"), on=shelf)) == [
        ("line-1", RejectionCode.LIMIT_EXCEEDED),
        ("line-2", RejectionCode.LIMIT_EXCEEDED),
    ]


@pytest.mark.parametrize(
    "lines", [(), (line(RICE, 0),), (line(RICE, -1),), (line(RICE, 1), line(SUGAR, 1))]
)
def test_an_order_that_cannot_be_meant_is_refused(lines: tuple[LineToReserve, ...]) -> None:
    with pytest.raises(OrderMalformed):
        reserve(*lines, on=shelves(TEN_CAME))


def test_a_cancelled_order_gives_everything_back() -> None:
    (back,) = RELEASED.lines

    assert (back.line_id, back.product_id, back.quantity) == ("line-1", RICE, 4)
    assert RELEASED.reason_code is ReleaseReason.CANCELLED


def test_a_delivered_order_takes_everything_away() -> None:
    (gone,) = COMMITTED.lines

    assert (gone.committed_quantity, gone.released_quantity) == (4, 0)


@pytest.mark.parametrize(
    ("delivered", "committed", "released"),
    [
        ({"line-1": 3}, 3, 1),
        ({"line-1": 0}, 0, 4),
        ({}, 0, 4),
        ({"line-1": 9}, 4, 0),
        ({"line-1": -1}, 0, 4),
    ],
)
def test_what_was_not_delivered_comes_back(
    delivered: dict[str, int], committed: int, released: int
) -> None:
    (event,) = reservation.commit(Scenario(RESERVATION).given(RESERVED).state, delivered=delivered)

    (one,) = event.lines
    assert (one.committed_quantity, one.released_quantity) == (committed, released)


ENDED: dict[str, Sequence[ReservationEvent]] = {
    "rejected": [REJECTED],
    "released": [RESERVED, RELEASED],
    "committed": [RESERVED, COMMITTED],
    "released before it was placed": NEVER_PLACED,
}
ACTS: dict[str, Callable[[Reservation], Sequence[ReservationEvent]]] = {
    "place": lambda state: reservation.reserve(
        state, reserve_stock(line()), shelves=shelves(TEN_CAME), seller_obstacle=None
    ),
    "release": lambda state: reservation.release(state, ORDER, reason=ReleaseReason.EXPIRED),
    "commit": lambda state: reservation.commit(state, delivered={"line-1": 1}),
}


@pytest.mark.parametrize("history", ENDED)
@pytest.mark.parametrize("act", ACTS)
def test_a_reservation_that_ended_stays_as_it_is(history: str, act: str) -> None:
    state = Scenario(RESERVATION).given(*ENDED[history]).state

    assert ACTS[act](state) == ()


def test_an_order_is_answered_once() -> None:
    state = Scenario(RESERVATION).given(RESERVED).state

    assert ACTS["place"](state) == ()


def test_an_order_that_ends_before_it_is_placed_leaves_a_release_without_lines() -> None:
    (release,) = NEVER_PLACED

    assert release.lines == ()
    assert Scenario(RESERVATION).given(release).state.status is Status.RELEASED


def test_a_delivery_of_what_was_never_reserved_takes_nothing() -> None:
    assert reservation.commit(None, delivered={"line-1": 1}) == ()


@given(
    st.lists(st.tuples(st.sampled_from([RICE, SUGAR]), st.integers(1, 12)), min_size=1, max_size=8)
)
def test_an_answer_is_yes_exactly_when_every_product_suffices(
    wanted: list[tuple[str, int]],
) -> None:
    on = shelves(TEN_CAME)
    lines = [
        line(product_id, quantity, line_id=f"line-{number}")
        for number, (product_id, quantity) in enumerate(wanted)
    ]

    answer = reserve(*lines, on=on)

    totals = {name: sum(q for product, q in wanted if product == name) for name in on}
    enough = all(total <= on[name].available for name, total in totals.items())
    assert isinstance(answer, StockReserved) == enough


def moved(*events: Any) -> tuple[int, int, int, int]:
    shelf = shelf_after(RICE_LISTED, TEN_CAME, *events, product_id=RICE)
    return shelf.received, shelf.available, shelf.reserved, shelf.committed


def test_a_shelf_follows_its_reservations() -> None:
    assert isinstance(COMMITTED, StockCommitted)
    assert isinstance(RELEASED, StockReleased)
    assert moved(RESERVED) == (10, 6, 4, 0)
    assert moved(RESERVED, RELEASED) == (10, 10, 0, 0)
    assert moved(RESERVED, COMMITTED) == (10, 6, 0, 4)
    assert moved(REJECTED) == (10, 10, 0, 0)


def test_a_rejected_order_is_about_no_shelf() -> None:
    assert list(shelves_of(REJECTED)) == []
    assert evolve(EMPTY, REJECTED, product_id=RICE) == EMPTY


def test_a_delisted_product_still_takes_goods_back() -> None:
    shelf = shelf_after(RICE_LISTED, TEN_CAME, RESERVED, DELISTED, RELEASED, product_id=RICE)

    assert (shelf.listed, shelf.available) == (False, 10)


def test_kinds_name_their_streams() -> None:
    assert RESERVATION.stream(ORDER) == f"reservation-{ORDER}"
    assert PRODUCT.stream(RICE) == f"product-{RICE}"
    assert shelves()[RICE].merchant_id == STALL
