"""What a seller does with an order, from her answer to the hand-over: load, decide, save."""

from kernel.application.ports import UnitOfWork
from kernel.domain.calendar import OpeningHours
from orders.application.ports import Ports
from orders.application.recording import Result, bought_by_caller, saved, sold_by_caller
from orders.domain import attempts, seller as sellers
from orders.domain.commands import (
    AcceptOrder,
    ClaimHandover,
    DeclineOrder,
    DispatchOrder,
    HandOverOrder,
    MarkReady,
    RecordFailedAttempt,
    ReturnToSeller,
)
from orders.domain.events import HandoverCodeRefused
from orders.domain.handover import claim, hand_over
from orders.domain.order import Order


def accept_order(command: AcceptOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    order = sold_by_caller(work, command.order_id)
    hours = hours_of(order, ports)
    events = sellers.accept(order, at=work.now, deadlines=ports.deadlines, hours=hours)
    return saved(work, command.order_id, events)


def decline_order(command: DeclineOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = sold_by_caller(work, command.order_id)
    return saved(work, command.order_id, sellers.decline(order, command, at=work.now))


def dispatch_order(command: DispatchOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    order = sold_by_caller(work, command.order_id)
    version = ports.deadlines.calendar_version
    events = sellers.dispatch(order, command, at=work.now, calendar_version=version)
    return saved(work, command.order_id, events)


def mark_ready(command: MarkReady, *, work: UnitOfWork, ports: Ports) -> Result:
    order = sold_by_caller(work, command.order_id)
    hours = hours_of(order, ports)
    events = sellers.make_ready(order, at=work.now, deadlines=ports.deadlines, hours=hours)
    return saved(work, command.order_id, events)


def record_failed_attempt(
    command: RecordFailedAttempt, *, work: UnitOfWork, ports: Ports
) -> Result:
    order = sold_by_caller(work, command.order_id)
    hours, deadlines = hours_of(order, ports), ports.deadlines
    events = attempts.fail_attempt(order, command, at=work.now, deadlines=deadlines, hours=hours)
    return saved(work, command.order_id, events)


def return_to_seller(command: ReturnToSeller, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    order = sold_by_caller(work, command.order_id)
    return saved(work, command.order_id, attempts.bring_back(order, command, at=work.now))


def hand_over_order(command: HandOverOrder, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Hand over goods and take the cash. A wrong code is answered, not refused: see `hand_over`.

    :raises OrderNotFound: no such order, or another seller's
    :raises Refusal: the order is not at the door, or its code is locked
    """
    order = sold_by_caller(work, command.order_id)
    right = command.code is not None and ports.secrets.matches(
        order.order_id,
        command.code,
        code_hash=order.placed.handover_code_hash,
        key_id=order.placed.handover_key_id,
    )
    events = hand_over(order, command, code_is_right=right, at=work.now, deadlines=ports.deadlines)
    answer = saved(work, command.order_id, events)
    for event in events:
        if isinstance(event, HandoverCodeRefused):
            refused = {"code": "handover_code_wrong", "attempts_left": event.attempts_left}
            return {**answer, "accepted": False, **refused}
    return {**answer, "accepted": True}


def claim_handover(command: ClaimHandover, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Take the buyer's word, where the seller has recorded nothing.

    :raises OrderNotFound: no such order, or another buyer's
    :raises Refusal: it is too early or too late for that
    """
    order = bought_by_caller(work, command.order_id)
    events = claim(order, command, at=work.now, deadlines=ports.deadlines)
    return saved(work, command.order_id, events)


def hours_of(order: Order, ports: Ports) -> OpeningHours:
    """Return when the order's seller works."""
    merchant_id = order.placed.merchant_id
    return ports.catalogue.opening_hours([merchant_id])[merchant_id]
