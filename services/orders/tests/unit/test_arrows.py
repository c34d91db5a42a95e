"""Every arrow of the state diagram, and every arrow that must not exist: decisions by states."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from orders_examples import (
    ANOTHER_HANDOVER_ID,
    HAND_OVER,
    PAID,
    Decision,
    accept,
    cancel,
    confirm,
    decline,
    deliver,
    dispatch,
    expire,
    folded,
    history,
    reject,
    settle,
)

from kernel.domain.errors import KernelError
from kernel.domain.events import Event
from orders.domain.events import (
    HandoverCodeRefused,
    OrderAccepted,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderDelivered,
    OrderDispatched,
    OrderExpired,
    OrderRejected,
    PaymentNoted,
    PaymentRequested,
)
from orders.domain.order import ENDED, Order
from orders.domain.words import Stage, Status

Outcome = tuple[type[Event], ...] | str
NOTHING: Outcome = ()
AFTER_THE_PIVOT = (
    Status.CONFIRMED,
    Status.ACCEPTED,
    Status.DECLINED,
    Status.DISPATCHED,
    Status.DELIVERED,
    Status.COMPLETED,
    Status.CANCELLED,  # The example was confirmed first.
    Status.EXPIRED,  # So was this.
)
LATE_MONEY = dict.fromkeys(ENDED, (PaymentNoted,))
ANOTHER = replace(HAND_OVER, handover_id=ANOTHER_HANDOVER_ID)
OTHER_MONEY = replace(PAID, collection_id="collection-2")
PART = replace(PAID, remaining_due_idr=100)


def expiring(stage: Stage) -> Callable[[Order], Decision]:
    return lambda order: expire(order, stage)


# For each decision: what happens in the states named, and in all others.
ARROWS: Mapping[str, tuple[Callable[[Order], Decision], Mapping[Status, Outcome], Outcome]] = {
    "confirm": (confirm, {Status.PLACED: (OrderConfirmed, PaymentRequested)}, NOTHING),
    "reject": (
        reject,
        {
            Status.PLACED: (OrderRejected,),
            **dict.fromkeys(AFTER_THE_PIVOT, "reservation_contradicted"),
        },
        NOTHING,
    ),
    "expire reservation": (
        expiring(Stage.RESERVATION),
        {Status.PLACED: (OrderExpired,)},
        NOTHING,
    ),
    "expire acceptance": (
        expiring(Stage.ACCEPTANCE),
        {Status.CONFIRMED: (OrderExpired,)},
        NOTHING,
    ),
    "expire dispatch": (expiring(Stage.DISPATCH), {Status.ACCEPTED: (OrderExpired,)}, NOTHING),
    "expire delivery": (expiring(Stage.DELIVERY), {Status.DISPATCHED: (OrderExpired,)}, NOTHING),
    "expire collection": (expiring(Stage.COLLECTION), {}, NOTHING),
    "accept": (
        accept,
        {Status.CONFIRMED: (OrderAccepted,), Status.ACCEPTED: NOTHING},
        "order_not_acceptable",
    ),
    "decline": (
        decline,
        {Status.CONFIRMED: (OrderDeclined,), Status.DECLINED: NOTHING},
        "order_not_declinable",
    ),
    "dispatch": (
        dispatch,
        {Status.ACCEPTED: (OrderDispatched,), Status.DISPATCHED: NOTHING},
        "order_not_dispatchable",
    ),
    "hand over": (
        deliver,
        {
            Status.DISPATCHED: (OrderDelivered,),
            Status.DELIVERED: NOTHING,
            Status.COMPLETED: NOTHING,
        },
        "order_not_deliverable",
    ),
    "hand over once more": (
        lambda order: deliver(order, ANOTHER),
        {Status.DISPATCHED: (OrderDelivered,)},
        "order_not_deliverable",
    ),
    "hand over with a wrong code": (
        lambda order: deliver(order, ANOTHER, code_is_right=False),
        {Status.DISPATCHED: (HandoverCodeRefused,)},
        "order_not_deliverable",
    ),
    "cancel": (
        cancel,
        {
            Status.PLACED: (OrderCancelled,),
            Status.CONFIRMED: (OrderCancelled,),
            Status.ACCEPTED: (OrderCancelled,),
            Status.CANCELLED: NOTHING,
        },
        "order_not_cancellable",
    ),
    "settle": (
        settle,
        {**LATE_MONEY, Status.DELIVERED: (OrderCompleted,), Status.COMPLETED: NOTHING},
        "payment_before_handover",
    ),
    "settle a part": (
        lambda order: settle(order, PART),
        {**LATE_MONEY, Status.DELIVERED: (PaymentNoted,), Status.COMPLETED: NOTHING},
        "payment_before_handover",
    ),
    "settle once more": (
        lambda order: settle(order, OTHER_MONEY),
        {**LATE_MONEY, Status.DELIVERED: (OrderCompleted,)},
        "payment_before_handover",
    ),
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", list(ARROWS))
def test_each_decision_in_each_state(name: str, status: Status) -> None:
    decide, named, otherwise = ARROWS[name]
    before = history(status)

    outcome: Outcome
    try:
        events = decide(folded(before))
        outcome = tuple(type(event) for event in events)
    except KernelError as refusal:
        events, outcome = (), refusal.own_code

    assert outcome == named.get(status, otherwise)
    assert folded([*before, *events]) is not None


@pytest.mark.parametrize("status", list(Status))
def test_every_state_can_be_reached(status: Status) -> None:
    assert folded(history(status)).status is status


def test_rejecting_an_order_that_ended_before_the_pivot_changes_nothing() -> None:
    called_off = [*history(Status.PLACED), *cancel(folded(history(Status.PLACED)))]

    assert reject(folded(called_off)) == ()
    assert confirm(folded(called_off)) == ()
