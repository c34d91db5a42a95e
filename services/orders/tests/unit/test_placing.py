"""Everything that must be known of an order in ten years is in its first event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, strategies as st
from orders_examples import placed
from orders_values import BUYER, CART, KLOJEN, NOON, OFFERS, SELLER, SELLER_ID

from kernel.domain.ids import new_id
from orders.domain.offers import Area
from orders.domain.placing import order_number
from orders.domain.words import FeePayer, FeeReceiver, RelatedParty


def test_the_clocks_are_absolute_and_name_their_calendar() -> None:
    event = placed()

    assert event.reserve_until == NOON + timedelta(minutes=15)
    assert event.accept_by == NOON + timedelta(hours=4)
    assert event.calendar_version == "2026-1"
    assert event.seller_open_when_placed


def test_the_sellers_night_does_not_count_against_her() -> None:
    evening = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # 16:30 in Malang, half an hour is left.

    event = placed(at=evening)

    assert event.accept_by == datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # 11:30 the next morning.


def test_a_closed_stall_is_marked() -> None:
    sunday = datetime(2026, 3, 1, 5, tzinfo=UTC)

    assert not placed(at=sunday).seller_open_when_placed


def test_buying_from_oneself_is_marked() -> None:
    event = placed(buyer=replace(BUYER, account_id=SELLER_ID))

    assert event.self_purchase
    assert event.related_party is RelatedParty.SAME_ACCOUNT


def test_buying_from_somebody_else_is_not() -> None:
    event = placed()

    assert not event.self_purchase
    assert event.related_party is RelatedParty.NONE_KNOWN


def test_a_purchase_without_a_membership_belongs_to_no_institution() -> None:
    assert placed().institution_id == "city"
    assert placed(replace(CART, membership_id=None)).institution_id is None


def test_the_platform_takes_nothing_and_says_so() -> None:
    event = placed()

    assert (event.platform_fee_idr, event.tax_collected_idr, event.discount_idr) == (0, 0, 0)


def test_a_fee_has_a_payer_and_a_receiver_and_no_fee_has_none() -> None:
    seller = replace(SELLER, areas={KLOJEN: Area(fee_idr=0, min_order_idr=0)})
    free = {name: replace(offer, seller=seller) for name, offer in OFFERS.items()}

    charged = placed()
    brought = placed(replace(CART, expected_total_idr=147_100), offers=free)

    assert charged.delivery_fee_payer is FeePayer.BUYER
    assert charged.delivery_fee_receiver is FeeReceiver.SELLER
    assert brought.delivery_fee_payer is FeePayer.NONE
    assert brought.delivery_fee_receiver is FeeReceiver.NONE


def test_nothing_personal_is_in_the_event() -> None:
    text = repr(placed())

    assert not any(word in text for word in ("Bu Sri", "0812", "Jalan Ijen", "pagi"))


@given(st.uuids())
def test_an_order_number_can_be_read_out(order_id: UUID) -> None:
    number = order_number(str(order_id))

    assert len(number) == 9
    assert number[4] == "-"
    assert not set(number) & set("ILOU")


def test_order_numbers_differ_where_ids_do() -> None:
    numbers = {order_number(new_id()) for _ in range(1_000)}

    assert len(numbers) == 1_000
