"""Claims, disputes, corrections and returned parcels, as payments and orders tell of them."""

from typing import Any

import pytest
from compliance_service import BUDI, MARCH, MARCH_10, MARCH_BEGINS, City

from compliance.application.foreign import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    CollectionDisputeResolved,
    OrderReturnedToSeller,
    ReturnAccepted,
)

ORDER = "order-1"


@pytest.fixture
def budi(city: City) -> str:
    [membership_id] = city.enrol(BUDI)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    return membership_id


def shown(city: City, membership_id: str) -> dict[str, Any]:
    return city.ask(
        "obligation", city.buyer(membership_id), membership_id=membership_id, period=MARCH
    )


def deltas(city: City, goods: int) -> dict[str, Any]:
    return {
        "payment_id": f"payment-of-{ORDER}",
        "order_id": ORDER,
        "collection_id": f"collection-of-{ORDER}",
        "goods_delta_idr": goods,
        "delivery_fee_delta_idr": 0,
        "rounding_delta_idr": 0,
        "overage_delta_idr": 0,
        "remaining_due_idr": 0,
        "original_collected_at": city.clock.now(),
    }


def test_a_typing_error_is_corrected_down(city: City, budi: str) -> None:
    city.buy(budi, ORDER)
    told = CollectionCorrected(
        correction_id="c", corrected_at=city.clock.now(), **deltas(city, -150_000)
    )

    city.hear("payments", told)
    city.hear_all_again()

    [back] = city.facts("spend_reversed")
    assert (back["amount_idr"], back["cause"]) == (150_000, "correction")
    assert shown(city, budi)["credited_idr"] == 50_000
    assert city.broken() == {}


def test_a_claim_that_is_disputed_and_won_is_spent(city: City, budi: str) -> None:
    now = city.clock.now()
    city.hear("orders", city.placed(ORDER, budi), city.delivered(ORDER))
    city.hear(
        "payments",
        CollectionClaimed(order_id=ORDER, claim_id="k", amount_idr=210_000, deadline=now),
        CollectionDisputed(
            order_id=ORDER,
            dispute_id="d",
            collection_id="k",
            buyer_says_idr=200_000,
            seller_says_idr=0,
            reason_code="not_paid",
        ),
    )
    before = shown(city, budi)
    city.hear(
        "payments",
        CollectionDisputeResolved(dispute_id="d", resolved_at=now, **deltas(city, 200_000)),
        CollectionConfirmed(order_id=ORDER, collection_id="k", by="deemed", amount_idr=200_000),
    )

    after = shown(city, budi)
    assert (before["disputed_idr"], before["pending_idr"]) == (200_000, 0)
    assert (after["disputed_idr"], after["credited_idr"], after["outcome"]) == (0, 200_000, "met")
    assert city.broken() == {}


def test_a_return_is_credited_no_more(city: City, budi: str) -> None:
    city.buy(budi, ORDER)
    city.hear("payments", city.refunded(ORDER, return_id="r"))
    assert city.facts("spend_reversed") == []

    city.hear(
        "orders",
        ReturnAccepted(
            order_id=ORDER,
            return_id="r",
            goods_refund_idr=200_000,
            staple_refund_idr=200_000,
            fee_refund_idr=10_000,
        ),
    )

    figures = shown(city, budi)
    assert (figures["credited_idr"], figures["credited_staple_idr"]) == (0, 0)
    assert city.broken() == {}


def test_a_parcel_that_went_back_by_the_sellers_fault_is_lost_to_the_seller(
    city: City, budi: str
) -> None:
    city.hear("orders", city.placed(ORDER, budi))
    city.hear("orders", OrderReturnedToSeller(order_id=ORDER, fault="seller"))

    figures = shown(city, budi)
    assert (figures["pending_idr"], figures["lost_to_seller_idr"]) == (0, 200_000)


def test_money_before_the_opening_that_went_back_is_judged_with_it(city: City) -> None:
    [membership_id] = city.enrol(BUDI)
    city.enact()
    city.clock.move_to(MARCH_10)
    city.buy(membership_id, ORDER)
    city.hear("payments", city.refunded(ORDER))

    city.open_month()

    assert shown(city, membership_id)["credited_idr"] == 0
    assert len(city.facts("spend_reversed")) == 1
    assert city.broken() == {}
