"""Which clock starts with each event: what an order then waits for, and until when."""

from collections.abc import Mapping
from datetime import datetime

from orders.domain.events import (
    DeliveryAttemptFailed,
    HandoverCodeRefused,
    OrderAccepted,
    OrderConfirmed,
    OrderDelivered,
    OrderDispatched,
    OrderEvent,
    PaymentNoted,
    PaymentRequested,
    ReadyForPickup,
)
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.words import Stage

Clock = tuple[Stage, datetime]
_CLOCKS: Mapping[type[OrderEvent], tuple[Stage, str]] = {
    OrderPlaced: (Stage.RESERVATION, "reserve_until"),
    OrderConfirmed: (Stage.ACCEPTANCE, "accept_by"),
    OrderAccepted: (Stage.DISPATCH, "dispatch_by"),
    OrderDispatched: (Stage.DELIVERY, "deliver_by"),
    DeliveryAttemptFailed: (Stage.DELIVERY, "deliver_by"),
    ReadyForPickup: (Stage.PICKUP, "collect_by"),
}
_STARTS_NONE = (
    PaymentRequested,
    HandoverCodeRefused,
    ReturnRequested,
    ReturnAccepted,
    ReturnDeclined,
    ReturnReceived,
)


def clock_after(event: OrderEvent, *, running: Clock | None, delivered: bool) -> Clock | None:
    """
    Return the order's one clock after an event; None once it has ended.

    :param running: the clock before it
    :param delivered: whether the order is delivered, and no more
    """
    if isinstance(event, _STARTS_NONE):
        return running
    if isinstance(event, PaymentNoted):
        moved = event.collect_by if delivered else None
        return (Stage.COLLECTION, moved) if moved else running
    if isinstance(event, OrderDelivered):
        # Before there was a clock for the cash, the silent window was the last one.
        return Stage.COLLECTION, event.collect_by or event.confirm_until
    clock = _CLOCKS.get(type(event))
    return (clock[0], getattr(event, clock[1])) if clock else None
