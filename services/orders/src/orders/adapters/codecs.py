"""The published names of our events, and of those of our neighbours that we read."""

from kernel.adapters.codec import Codec
from orders.application import foreign, foreign_money
from orders.domain import events, return_events
from orders.domain.placed import OrderPlaced

OWN = Codec(
    {
        "orders.order_placed.v1": OrderPlaced,
        "orders.payment_requested.v1": events.PaymentRequested,
        "orders.order_confirmed.v1": events.OrderConfirmed,
        "orders.order_rejected.v1": events.OrderRejected,
        "orders.order_accepted.v1": events.OrderAccepted,
        "orders.order_declined.v1": events.OrderDeclined,
        "orders.order_dispatched.v1": events.OrderDispatched,
        "orders.ready_for_pickup.v1": events.ReadyForPickup,
        "orders.delivery_attempt_failed.v1": events.DeliveryAttemptFailed,
        "orders.order_returned_to_seller.v1": events.OrderReturnedToSeller,
        "orders.handover_code_refused.v1": events.HandoverCodeRefused,
        "orders.order_delivered.v1": events.OrderDelivered,
        "orders.order_completed.v1": events.OrderCompleted,
        "orders.payment_noted.v1": events.PaymentNoted,
        "orders.order_cancelled.v1": events.OrderCancelled,
        "orders.order_expired.v1": events.OrderExpired,
        "orders.return_requested.v1": return_events.ReturnRequested,
        "orders.return_accepted.v1": return_events.ReturnAccepted,
        "orders.return_declined.v1": return_events.ReturnDeclined,
        "orders.return_received.v1": return_events.ReturnReceived,
    }
)

CATALOG = Codec(
    {
        "catalog.merchant_registered.v1": foreign.MerchantRegistered,
        "catalog.merchant_verified.v1": foreign.MerchantVerified,
        "catalog.merchant_rejected.v1": foreign.MerchantRejected,
        "catalog.merchant_resubmitted.v1": foreign.MerchantResubmitted,
        "catalog.merchant_profile_changed.v1": foreign.MerchantProfileChanged,
        "catalog.merchant_suspended.v1": foreign.MerchantSuspended,
        "catalog.merchant_reinstated.v1": foreign.MerchantReinstated,
        "catalog.merchant_paused.v1": foreign.MerchantPaused,
        "catalog.merchant_resumed.v1": foreign.MerchantResumed,
        "catalog.merchant_service_changed.v1": foreign.MerchantServiceChanged,
        "catalog.product_listed.v1": foreign.ProductListed,
        "catalog.product_price_changed.v1": foreign.ProductPriceChanged,
        "catalog.product_delisted.v1": foreign.ProductDelisted,
        "catalog.product_described.v1": foreign.ProductDescribed,
        "catalog.product_blocked.v1": foreign.ProductBlocked,
        "catalog.product_unblocked.v1": foreign.ProductUnblocked,
        "catalog.price_ceiling_set.v1": foreign.PriceCeilingSet,
        "catalog.staple_list_set.v1": foreign.StapleListSet,
        "catalog.stock_reserved.v1": foreign.StockReserved,
        "catalog.stock_rejected.v1": foreign.StockRejected,
    }
)

PAYMENTS = Codec(
    {
        "payments.payment_received.v1": foreign_money.PaymentReceived,
        "payments.collection_confirmed.v1": foreign_money.CollectionConfirmed,
        "payments.collection_disputed.v1": foreign_money.CollectionDisputed,
        "payments.collection_dispute_resolved.v1": foreign_money.CollectionDisputeResolved,
        "payments.collection_corrected.v1": foreign_money.CollectionCorrected,
        "payments.payment_refunded.v1": foreign_money.PaymentRefunded,
    }
)
