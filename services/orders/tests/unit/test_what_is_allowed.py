"""Checks at checkout: who may sell, how the goods come, when, how much, and at which ceiling."""

from dataclasses import replace
from datetime import UTC, date, datetime, time as clock_time, timedelta

import pytest
from orders_examples import accept, confirm, folded, placed
from orders_values import (
    BUYER,
    CART,
    CHECKOUT_ID,
    DEADLINES,
    FETCHED_CART,
    FETCHED_OFFERS,
    NOON,
    OFFERS,
    RICE,
    SELLER,
)

from kernel.domain.errors import KernelError
from orders.domain.ceilings import Ceiling
from orders.domain.checkout import Rules, fill_baskets
from orders.domain.commands import PlaceOrders
from orders.domain.events import OrderAccepted, OrderConfirmed, PaymentRequested
from orders.domain.limits import Limits, OpenOrders, check_open_orders
from orders.domain.offers import Offer, Seller, judge_price
from orders.domain.words import FulfilmentMethod, PlaceKind

EVENING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # 16:30 in Malang.
OFFICE = replace(
    FETCHED_CART, fulfilment_method=FulfilmentMethod.PICKUP_OFFICE, pickup_point_id="point-1"
)
ZONES = ("java", "national")


def sold_by(**changes: object) -> dict[str, Offer]:
    seller = replace(SELLER, **changes)  # type: ignore[arg-type]
    return {name: replace(offer, seller=seller) for name, offer in OFFERS.items()}


def blocked() -> dict[str, Offer]:
    offer = OFFERS["snack"]
    return OFFERS | {"snack": replace(offer, product=replace(offer.product, blocked=True))}


def wishing(start: datetime | None, end: datetime | None) -> PlaceOrders:
    return replace(CART, window_start=start, window_end=end)


def at_clock(day: int, hour: int) -> datetime:
    """Return that hour in Malang, in March."""
    return datetime(2026, 3, day, hour - 7, tzinfo=UTC)


def refused(
    cart: PlaceOrders, offers: dict[str, Offer], limits: Limits | None = None
) -> KernelError:
    rules = Rules(deadlines=DEADLINES, limits=limits or Limits())
    with pytest.raises(KernelError) as refusal:
        fill_baskets(
            cart, checkout_id=CHECKOUT_ID, buyer=BUYER, offers=offers, at=NOON, rules=rules
        )
    return refusal.value


@pytest.mark.parametrize(
    ("code", "cart", "offers"),
    [
        ("merchant_suspended", CART, sold_by(suspended=True)),
        ("merchant_paused", CART, sold_by(paused_from=NOON)),
        (
            "merchant_paused",
            CART,
            sold_by(paused_from=NOON, paused_until=NOON + timedelta(days=1)),
        ),
        ("product_blocked", CART, blocked()),
        ("pickup_not_offered", FETCHED_CART, OFFERS),
        ("pickup_not_offered", replace(OFFICE, pickup_point_id="elsewhere"), FETCHED_OFFERS),
        ("window_malformed", wishing(at_clock(3, 9), None), OFFERS),
        ("window_malformed", wishing(at_clock(3, 10), at_clock(3, 9)), OFFERS),
        ("window_unavailable", wishing(at_clock(3, 16), at_clock(3, 18)), OFFERS),
        ("window_unavailable", wishing(at_clock(8, 9), at_clock(8, 10)), OFFERS),
        ("window_unavailable", wishing(at_clock(2, 8), at_clock(2, 13)), OFFERS),
        ("window_unavailable", wishing(at_clock(10, 8), at_clock(10, 9)), OFFERS),
        (
            "window_unavailable",
            wishing(at_clock(2, 13), at_clock(2, 14)),
            sold_by(preparation=timedelta(hours=2)),
        ),
        (
            "window_unavailable",
            wishing(at_clock(2, 13), at_clock(2, 14)),
            sold_by(cutoff=clock_time(11)),
        ),
    ],
)
def test_what_nobody_sells_now_is_refused_by_name(
    code: str, cart: PlaceOrders, offers: dict[str, Offer]
) -> None:
    assert refused(cart, offers).own_code == code


@pytest.mark.parametrize(
    "pause",
    [
        {"paused_from": NOON + timedelta(hours=1)},
        {"paused_from": NOON - timedelta(hours=2), "paused_until": NOON},
    ],
)
def test_a_pause_that_is_over_or_to_come_does_not_matter(pause: dict[str, datetime]) -> None:
    assert placed(offers=sold_by(**pause))


def test_a_limit_is_told_with_its_refusal() -> None:
    error = refused(CART, OFFERS, Limits(goods_max_idr=147_099))

    assert error.own_code == "goods_over_limit"
    assert error.details["goods_max_idr"] == 147_099


@pytest.mark.parametrize(
    ("open_orders", "code", "most"),
    [
        (OpenOrders(of_buyer=3), "too_many_open_orders", 3),
        (OpenOrders(of_sellers={SELLER.merchant_id: 2}), "seller_full", 2),
    ],
)
def test_nobody_has_more_open_orders_than_can_be_kept_track_of(
    open_orders: OpenOrders, code: str, most: int
) -> None:
    with pytest.raises(KernelError) as refusal:
        check_open_orders([seller_with_room(2)], open_orders, Limits(open_orders_max=3))

    assert refusal.value.own_code == code
    assert refusal.value.details["open_orders_max"] == most


def test_below_the_limits_orders_are_taken() -> None:
    few = OpenOrders(of_buyer=2, of_sellers={SELLER.merchant_id: 1})

    check_open_orders([seller_with_room(2)], few, Limits(open_orders_max=3))
    check_open_orders([SELLER], OpenOrders(of_buyer=900), Limits())


def seller_with_room(orders: int) -> Seller:
    return replace(SELLER, max_open_orders=orders)


def test_what_is_fetched_costs_no_way_and_has_no_address() -> None:
    event = placed(FETCHED_CART, offers=FETCHED_OFFERS)
    office = placed(OFFICE, offers=FETCHED_OFFERS)

    assert (event.delivery_fee_idr, event.delivery_kelurahan_code) == (0, None)
    assert (event.place_kind, event.pickup_point_id) == (PlaceKind.STALL, None)
    assert (office.place_kind, office.pickup_point_id) == (PlaceKind.COLLECTION_POINT, "point-1")


def test_a_wish_is_kept_and_moves_the_clocks() -> None:
    event = placed(wishing(at_clock(7, 9), at_clock(7, 11)))
    before = [event, *confirm(folded([event]))]
    [accepted] = accept(folded(before))

    assert (event.window_start, event.window_end) == (at_clock(7, 9), at_clock(7, 11))
    assert isinstance(accepted, OrderAccepted)
    assert accepted.promised_window_start == accepted.dispatch_by == at_clock(7, 9)
    assert accepted.promised_window_end == at_clock(7, 11)
    assert accepted.deliver_by > accepted.promised_window_end
    assert isinstance(before[-1], PaymentRequested)


def test_after_the_cut_off_the_clock_starts_the_next_day() -> None:
    event = placed(offers=sold_by(cutoff=clock_time(16)), at=EVENING)
    confirmed, _ = confirm(folded([event]), at=EVENING)

    assert event.accept_from == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert event.accept_by == datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert isinstance(confirmed, OrderConfirmed)
    assert confirmed.accept_by == event.accept_by
    assert placed(offers=sold_by(cutoff=clock_time(17)), at=EVENING).accept_from is None


def ceiling(name: str, idr: int = 13_500, **changes: object) -> Ceiling:
    usual = Ceiling(
        ceiling_id=name,
        zone="java",
        base_unit="g",
        per_base=1_000,
        ceiling_idr=idr,
        kind="ceiling",
        effective_from=date(2026, 1, 1),
        effective_to=None,
        sequence=1,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ceilings", "expected"),
    [
        ((), (None, "unknown")),
        ((ceiling("a"),), ("a", "above")),
        ((ceiling("a", 13_510),), ("a", "within")),
        ((ceiling("a", base_unit="ml"),), ("a", "unknown")),
        ((ceiling("a", zone="papua"),), (None, "not_applicable")),
        ((ceiling("a", effective_from=date(2026, 3, 3)),), (None, "not_applicable")),
        ((ceiling("a", effective_to=date(2026, 3, 1)),), (None, "not_applicable")),
        ((ceiling("a", effective_to=date(2026, 3, 2)),), ("a", "above")),
        ((ceiling("a", 1, zone="national"), ceiling("b", 20_000)), ("b", "within")),
        ((ceiling("a", 1, kind="reference"), ceiling("b", 20_000)), ("b", "within")),
        ((ceiling("a", 1), ceiling("b", 20_000, effective_from=date(2026, 2, 1))), ("b", "within")),
        ((ceiling("a", 1), ceiling("b", 20_000, sequence=2)), ("b", "within")),
    ],
)
def test_a_price_is_judged_by_the_figure_of_the_day(
    ceilings: tuple[Ceiling, ...], expected: tuple[str | None, str]
) -> None:
    offer = Offer(product=RICE, seller=SELLER, ceilings=ceilings)

    judged = judge_price(offer, zones=ZONES, on=date(2026, 3, 2))

    assert (judged.ceiling_id, judged.status) == expected


def test_the_figure_is_written_on_the_line() -> None:
    offers = {name: replace(one, ceilings=(ceiling("het"),)) for name, one in OFFERS.items()}

    rice, _ = placed(offers=offers).lines

    assert (rice.ceiling_id, rice.ceiling_per_base_idr) == ("het", 13_500)
    assert rice.ceiling_status == "above"
