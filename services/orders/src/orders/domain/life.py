"""The two state machines of orders: the order's own, and that of each return of it."""

from kernel.domain.lifecycle import Arrow, Lifecycle
from orders.domain.events import (
    DeliveryAttemptFailed,
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
    OrderReturnedToSeller,
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
from orders.domain.words import ReturnStatus, Status

ENDED = frozenset(
    {
        Status.REJECTED,
        Status.DECLINED,
        Status.COMPLETED,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.RETURNED_TO_SELLER,
    }
)

ORDER_LIFE = Lifecycle(
    name="order",
    arrows=(
        Arrow(None, OrderPlaced, Status.PLACED),
        Arrow(Status.PLACED, OrderConfirmed, Status.CONFIRMED),
        Arrow(Status.PLACED, OrderRejected, Status.REJECTED),
        Arrow(Status.PLACED, OrderCancelled, Status.CANCELLED),
        Arrow(Status.PLACED, OrderExpired, Status.EXPIRED, "reservation"),
        Arrow(Status.CONFIRMED, PaymentRequested, Status.CONFIRMED),
        Arrow(Status.CONFIRMED, OrderAccepted, Status.ACCEPTED),
        Arrow(Status.CONFIRMED, OrderDeclined, Status.DECLINED),
        Arrow(Status.CONFIRMED, OrderCancelled, Status.CANCELLED),
        Arrow(Status.CONFIRMED, OrderExpired, Status.EXPIRED, "acceptance"),
        Arrow(Status.ACCEPTED, OrderDispatched, Status.DISPATCHED),
        Arrow(Status.ACCEPTED, ReadyForPickup, Status.READY_FOR_PICKUP),
        Arrow(Status.ACCEPTED, OrderDelivered, Status.DELIVERED, "the buyer's claim"),
        Arrow(Status.ACCEPTED, OrderCancelled, Status.CANCELLED),
        Arrow(Status.ACCEPTED, OrderExpired, Status.EXPIRED, "dispatch"),
        Arrow(Status.DISPATCHED, OrderDispatched, Status.DISPATCHED, "once more"),
        Arrow(Status.DISPATCHED, DeliveryAttemptFailed, Status.DISPATCHED),
        Arrow(Status.DISPATCHED, HandoverCodeRefused, Status.DISPATCHED),
        Arrow(Status.DISPATCHED, OrderDelivered, Status.DELIVERED),
        Arrow(Status.DISPATCHED, OrderReturnedToSeller, Status.RETURNED_TO_SELLER),
        Arrow(Status.DISPATCHED, OrderCancelled, Status.CANCELLED, "by an officer"),
        Arrow(Status.DISPATCHED, OrderExpired, Status.EXPIRED, "delivery"),
        Arrow(Status.READY_FOR_PICKUP, HandoverCodeRefused, Status.READY_FOR_PICKUP),
        Arrow(Status.READY_FOR_PICKUP, OrderDelivered, Status.DELIVERED),
        Arrow(Status.READY_FOR_PICKUP, OrderReturnedToSeller, Status.RETURNED_TO_SELLER),
        Arrow(Status.READY_FOR_PICKUP, OrderCancelled, Status.CANCELLED, "by an officer"),
        Arrow(Status.READY_FOR_PICKUP, OrderExpired, Status.EXPIRED, "pickup"),
        Arrow(Status.DELIVERED, PaymentNoted, Status.DELIVERED),
        Arrow(Status.DELIVERED, OrderCompleted, Status.COMPLETED),
        Arrow(Status.DELIVERED, OrderExpired, Status.EXPIRED, "collection"),
        *(
            Arrow(end, PaymentNoted, end, "late money")
            for end in sorted(ENDED - {Status.COMPLETED})
        ),
        Arrow(Status.COMPLETED, PaymentNoted, Status.COMPLETED),
    ),
)

RETURN_LIFE = Lifecycle(
    name="return",
    arrows=(
        Arrow(None, ReturnRequested, ReturnStatus.REQUESTED),
        Arrow(ReturnStatus.REQUESTED, ReturnAccepted, ReturnStatus.ACCEPTED),
        Arrow(ReturnStatus.REQUESTED, ReturnDeclined, ReturnStatus.DECLINED),
        Arrow(ReturnStatus.DECLINED, ReturnAccepted, ReturnStatus.ACCEPTED, "an officer overrules"),
        Arrow(ReturnStatus.ACCEPTED, ReturnReceived, ReturnStatus.RECEIVED),
    ),
)
