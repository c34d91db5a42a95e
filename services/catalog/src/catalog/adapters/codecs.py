"""The registered names of events: our own, which never change, and those we read from orders."""

from catalog.application import foreign
from catalog.domain import merchant_events, product_events, stock_events
from kernel.adapters.codec import Codec

CATALOG = Codec(
    {
        "catalog.merchant_registered.v1": merchant_events.MerchantRegistered,
        "catalog.merchant_verified.v1": merchant_events.MerchantVerified,
        "catalog.merchant_rejected.v1": merchant_events.MerchantRejected,
        "catalog.merchant_resubmitted.v1": merchant_events.MerchantResubmitted,
        "catalog.merchant_suspended.v1": merchant_events.MerchantSuspended,
        "catalog.merchant_reinstated.v1": merchant_events.MerchantReinstated,
        "catalog.merchant_paused.v1": merchant_events.MerchantPaused,
        "catalog.merchant_resumed.v1": merchant_events.MerchantResumed,
        "catalog.merchant_profile_changed.v1": merchant_events.MerchantProfileChanged,
        "catalog.merchant_service_changed.v1": merchant_events.MerchantServiceChanged,
        "catalog.merchant_document_recorded.v1": merchant_events.MerchantDocumentRecorded,
        "catalog.staple_list_set.v1": product_events.StapleListSet,
        "catalog.price_ceiling_set.v1": product_events.PriceCeilingSet,
        "catalog.product_listed.v1": product_events.ProductListed,
        "catalog.product_described.v1": product_events.ProductDescribed,
        "catalog.product_price_changed.v1": product_events.ProductPriceChanged,
        "catalog.product_delisted.v1": product_events.ProductDelisted,
        "catalog.product_blocked.v1": product_events.ProductBlocked,
        "catalog.product_unblocked.v1": product_events.ProductUnblocked,
        "catalog.stock_received.v1": stock_events.StockReceived,
        "catalog.stock_adjusted.v1": stock_events.StockAdjusted,
        "catalog.stock_reserved.v1": stock_events.StockReserved,
        "catalog.stock_rejected.v1": stock_events.StockRejected,
        "catalog.stock_released.v1": stock_events.StockReleased,
        "catalog.stock_committed.v1": stock_events.StockCommitted,
        "catalog.stock_returned.v1": stock_events.StockReturned,
        "catalog.catalog_import_completed.v1": product_events.CatalogImportCompleted,
    }
)

ORDERS = Codec(
    {
        "orders.order_placed.v1": foreign.OrderPlaced,
        "orders.order_rejected.v1": foreign.OrderRejected,
        "orders.order_declined.v1": foreign.OrderDeclined,
        "orders.order_cancelled.v1": foreign.OrderCancelled,
        "orders.order_expired.v1": foreign.OrderExpired,
        "orders.order_delivered.v1": foreign.OrderDelivered,
        "orders.order_returned_to_seller.v1": foreign.OrderReturnedToSeller,
        "orders.return_received.v1": foreign.ReturnReceived,
    }
)
