"""What follows from a neighbour's answer, or from a clock that has run out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from orders_examples import (
    accept,
    confirm,
    deliver,
    dispatch,
    expire,
    folded,
    history,
    order_in,
    settle,
)
from orders_values import CART, HANDOVER_ID, NOON, ONE, PAID

from orders.domain.events import (
    HandoverCodeRefused,
    OrderAccepted,
    OrderCompleted,
    OrderConfirmed,
    OrderDispatched,
    OrderExpired,
    PaymentNoted,
    PaymentRequested,
)
from orders.domain.words import ConfirmedBy, Fault, PaymentStanding, Stage, Status


def test_the_acceptance_clock_starts_when_the_seller_can_see_the_order() -> None:
    confirmed, _ = confirm(order_in(Status.PLACED), at=NOON + ONE)

    assert isinstance(confirmed, OrderConfirmed)
    assert confirmed.accept_by == NOON + ONE + timedelta(hours=4)
    assert confirmed.basis is ConfirmedBy.COD_PROMISE
    assert confirmed.stock_reserved_at == NOON
    assert confirmed.calendar_version == "2026-1"


def test_the_payment_is_asked_for_in_three_parts_that_add_up() -> None:
    _, requested = confirm(order_in(Status.PLACED))

    assert isinstance(requested, PaymentRequested)
    assert requested.rounding_rule_version == "down-to-100.1"
    parts = requested.goods_idr + requested.delivery_fee_idr + requested.rounding_idr
    assert parts == requested.amount_due_idr == CART.expected_total_idr
    assert requested.merchant_owner_account_id == "account-of-the-seller"


def test_the_same_order_always_asks_for_the_same_payment() -> None:
    (_, once), (_, again) = confirm(order_in(Status.PLACED)), confirm(order_in(Status.PLACED))

    assert once == again


def test_an_accepted_order_promises_within_the_sellers_hours() -> None:
    [accepted] = accept(order_in(Status.CONFIRMED))

    assert isinstance(accepted, OrderAccepted)
    assert accepted.dispatch_by == datetime(2026, 3, 3, 5, tzinfo=UTC)  # Nine open hours on.
    assert accepted.deliver_by == datetime(2026, 3, 5, 5, tzinfo=UTC)  # Two open days more.
    assert accepted.promised_window_start == NOON
    assert accepted.promised_window_end == accepted.deliver_by
    assert accepted.calendar_version == "2026-1"


def test_a_dispatched_order_says_what_to_collect_and_what_was_shipped() -> None:
    [dispatched] = dispatch(order_in(Status.ACCEPTED))

    assert isinstance(dispatched, OrderDispatched)
    assert dispatched.amount_to_collect_idr == CART.expected_total_idr
    assert [line.quantity for line in dispatched.lines_shipped] == [2, 1]
    assert dispatched.deliver_by == datetime(2026, 3, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "stage", "fault"),
    [
        (Status.PLACED, Stage.RESERVATION, Fault.PLATFORM),
        (Status.CONFIRMED, Stage.ACCEPTANCE, Fault.SELLER),
        (Status.ACCEPTED, Stage.DISPATCH, Fault.SELLER),
        (Status.DISPATCHED, Stage.DELIVERY, Fault.SELLER),
    ],
)
def test_each_clock_has_a_stage_and_a_fault(status: Status, stage: Stage, fault: Fault) -> None:
    order = order_in(status)

    [expired] = expire(order, stage)

    assert isinstance(expired, OrderExpired)
    assert (expired.stage, expired.fault) == (stage, fault)
    assert expired.deadline == NOON
    assert expired.payment_id == order.payment_id


def test_a_delivery_that_failed_at_the_code_is_nobodys_proven_fault() -> None:
    events = history(Status.DISPATCHED)
    for _ in range(5):
        events += deliver(folded(events), code_is_right=False)

    [expired] = expire(folded(events), Stage.DELIVERY)

    assert isinstance(events[-1], HandoverCodeRefused)
    assert isinstance(expired, OrderExpired)
    assert expired.fault is Fault.NONE


def test_a_completed_order_carries_what_the_duty_needs() -> None:
    [completed] = settle(order_in(Status.DELIVERED))

    assert isinstance(completed, OrderCompleted)
    assert completed.goods_idr == 147_100
    assert completed.staple_idr == 135_100
    assert completed.delivery_fee_idr == 5_000
    assert completed.paid_idr == CART.expected_total_idr
    assert completed.collection_id == HANDOVER_ID
    assert [line.delivered_quantity for line in completed.lines_final] == [2, 1]


def test_a_part_of_the_cash_is_noted_and_the_rest_completes() -> None:
    first = replace(PAID, amount_received_idr=100_000, remaining_due_idr=52_100)
    rest = replace(PAID, collection_id="collection-2", amount_received_idr=52_100)
    events = history(Status.DELIVERED)

    [noted] = settle(folded(events), first)
    again = settle(folded([*events, noted]), first)
    [completed] = settle(folded([*events, noted]), rest)

    assert isinstance(noted, PaymentNoted)
    assert (noted.standing, noted.refund_due_idr) == (PaymentStanding.PARTIAL, 0)
    assert again == ()
    assert isinstance(completed, OrderCompleted)
    assert completed.paid_idr == CART.expected_total_idr


@pytest.mark.parametrize(
    "status", [Status.CANCELLED, Status.DECLINED, Status.EXPIRED, Status.REJECTED]
)
def test_money_after_the_end_is_owed_back_and_noted_once(status: Status) -> None:
    events = history(status)

    [noted] = settle(folded(events))

    assert isinstance(noted, PaymentNoted)
    assert noted.standing is PaymentStanding.AFTER_END
    assert noted.refund_due_idr == PAID.amount_received_idr
    assert folded([*events, noted]).status is status
    assert settle(folded([*events, noted])) == ()
