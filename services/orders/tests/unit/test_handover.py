"""Goods and cash change hands in one act, with the buyer's code, and with few attempts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from orders_examples import deliver, folded, history, order_in
from orders_values import ANOTHER_HANDOVER_ID, CART, HAND_OVER, HANDOVER_ID, NOON

from kernel.domain.errors import KernelError
from orders.domain.events import HandoverCodeRefused, OrderDelivered
from orders.domain.words import HandoverMethod, RecipientKind, Status


def test_a_full_delivery_says_so_line_by_line() -> None:
    [delivered] = deliver(order_in(Status.DISPATCHED))

    assert isinstance(delivered, OrderDelivered)
    assert [line.delivered_quantity for line in delivered.lines] == [2, 1]
    assert [line.delivered_net_base for line in delivered.lines] == [10_000, 250]
    assert [line.refused_quantity for line in delivered.lines] == [0, 0]
    assert delivered.amount_due_idr == CART.expected_total_idr
    assert delivered.declared_cash_idr == CART.expected_total_idr


def test_the_hand_over_is_witnessed_by_the_code() -> None:
    family = replace(HAND_OVER, recipient_kind=RecipientKind.FAMILY)

    [delivered] = deliver(order_in(Status.DISPATCHED), family)

    assert isinstance(delivered, OrderDelivered)
    assert delivered.handover_id == HANDOVER_ID
    assert delivered.handover_method is HandoverMethod.CODE
    assert delivered.code_verified
    assert delivered.code_attempts == 1
    assert delivered.recipient_kind is RecipientKind.FAMILY


def test_the_windows_for_objections_and_returns_are_absolute() -> None:
    [delivered] = deliver(order_in(Status.DISPATCHED))

    assert isinstance(delivered, OrderDelivered)
    assert delivered.confirm_until == NOON + timedelta(hours=24)
    assert delivered.return_until == datetime(2026, 3, 4, 17, tzinfo=UTC)  # Wednesday's end.
    assert delivered.calendar_version == "2026-1"


def test_each_wrong_code_is_counted() -> None:
    events = history(Status.DISPATCHED)

    [first] = deliver(folded(events), code_is_right=False)
    [second] = deliver(folded([*events, first]), code_is_right=False)

    assert isinstance(first, HandoverCodeRefused)
    assert isinstance(second, HandoverCodeRefused)
    assert (first.attempt_no, first.attempts_left) == (1, 4)
    assert (second.attempt_no, second.attempts_left) == (2, 3)


def test_the_right_code_after_wrong_ones_tells_how_many_there_were() -> None:
    events = history(Status.DISPATCHED)
    events += deliver(folded(events), code_is_right=False)

    [delivered] = deliver(folded(events))

    assert isinstance(delivered, OrderDelivered)
    assert delivered.code_attempts == 2


def test_after_five_wrong_codes_even_the_right_one_is_refused() -> None:
    events = history(Status.DISPATCHED)
    for _ in range(5):
        events += deliver(folded(events), code_is_right=False)

    with pytest.raises(KernelError) as refusal:
        deliver(folded(events))

    assert refusal.value.own_code == "handover_code_locked"


@pytest.mark.parametrize("cash_idr", [-1, 0, CART.expected_total_idr * 10 + 1])
def test_cash_that_cannot_have_been_counted_is_refused(cash_idr: int) -> None:
    with pytest.raises(KernelError) as refusal:
        deliver(order_in(Status.DISPATCHED), replace(HAND_OVER, cash_idr=cash_idr))

    assert refusal.value.own_code == "cash_implausible"


@pytest.mark.parametrize("cash_idr", [1, CART.expected_total_idr - 1, CART.expected_total_idr * 10])
def test_any_other_cash_is_a_fact(cash_idr: int) -> None:
    [delivered] = deliver(order_in(Status.DISPATCHED), replace(HAND_OVER, cash_idr=cash_idr))

    assert isinstance(delivered, OrderDelivered)
    assert delivered.declared_cash_idr == cash_idr


@pytest.mark.parametrize("handover_id", ["", "one", ANOTHER_HANDOVER_ID.upper() + "x"])
def test_the_devices_id_must_be_one(handover_id: str) -> None:
    with pytest.raises(KernelError) as refusal:
        deliver(order_in(Status.DISPATCHED), replace(HAND_OVER, handover_id=handover_id))

    assert refusal.value.own_code == "handover_id_malformed"
