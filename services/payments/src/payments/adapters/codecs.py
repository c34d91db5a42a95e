"""The published names of our events, and of those that we read of others."""

from kernel.adapters.codec import Codec
from payments.application import foreign
from payments.domain import collection_events, events, refund_events

CODEC = Codec(
    {
        "payments.payment_due.v1": events.PaymentDue,
        "payments.payment_due_adjusted.v1": events.PaymentDueAdjusted,
        "payments.payment_received.v1": events.PaymentReceived,
        "payments.payment_cancelled.v1": events.PaymentCancelled,
        "payments.payment_expired.v1": events.PaymentExpired,
        "payments.collection_attempt_failed.v1": collection_events.CollectionAttemptFailed,
        "payments.collection_claimed.v1": collection_events.CollectionClaimed,
        "payments.collection_confirmed.v1": collection_events.CollectionConfirmed,
        "payments.collection_disputed.v1": collection_events.CollectionDisputed,
        "payments.collection_dispute_resolved.v1": collection_events.CollectionDisputeResolved,
        "payments.collection_correction_requested.v1": (
            collection_events.CollectionCorrectionRequested
        ),
        "payments.collection_corrected.v1": collection_events.CollectionCorrected,
        "payments.collection_correction_declined.v1": (
            collection_events.CollectionCorrectionDeclined
        ),
        "payments.refund_due.v1": refund_events.RefundDue,
        "payments.refund_claimed.v1": refund_events.RefundClaimed,
        "payments.payment_refunded.v1": refund_events.PaymentRefunded,
        "payments.refund_disputed.v1": refund_events.RefundDisputed,
        "payments.refund_dispute_resolved.v1": refund_events.RefundDisputeResolved,
    }
)

ORDERS = Codec(
    {
        "orders.payment_requested.v1": foreign.PaymentRequested,
        "orders.order_delivered.v1": foreign.OrderDelivered,
        "orders.order_cancelled.v1": foreign.OrderCancelled,
        "orders.order_declined.v1": foreign.OrderDeclined,
        "orders.order_expired.v1": foreign.OrderExpired,
        "orders.order_returned_to_seller.v1": foreign.OrderReturnedToSeller,
        "orders.delivery_attempt_failed.v1": foreign.DeliveryAttemptFailed,
        "orders.return_accepted.v1": foreign.ReturnAccepted,
    }
)
