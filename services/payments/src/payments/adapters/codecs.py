"""The published names of our events, and of those that we read of others."""

from kernel.adapters.codec import Codec
from payments.application import foreign
from payments.domain.events import PaymentCancelled, PaymentDue, PaymentReceived

CODEC = Codec(
    {
        "payments.payment_due.v1": PaymentDue,
        "payments.payment_received.v1": PaymentReceived,
        "payments.payment_cancelled.v1": PaymentCancelled,
    }
)

ORDERS = Codec(
    {
        "orders.payment_requested.v1": foreign.PaymentRequested,
        "orders.order_delivered.v1": foreign.OrderDelivered,
        "orders.order_cancelled.v1": foreign.OrderCancelled,
        "orders.order_declined.v1": foreign.OrderDeclined,
        "orders.order_expired.v1": foreign.OrderExpired,
    }
)
