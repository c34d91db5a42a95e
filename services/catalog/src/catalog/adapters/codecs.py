"""The registered names of events: our own, which never change, and those we read from orders."""

from catalog.application import foreign
from catalog.domain import events
from kernel.adapters.codec import Codec

CATALOG = Codec(
    {
        "catalog.merchant_registered.v1": events.MerchantRegistered,
        "catalog.merchant_verified.v1": events.MerchantVerified,
        "catalog.merchant_rejected.v1": events.MerchantRejected,
        "catalog.merchant_service_changed.v1": events.MerchantServiceChanged,
        "catalog.staple_list_set.v1": events.StapleListSet,
        "catalog.product_listed.v1": events.ProductListed,
        "catalog.product_price_changed.v1": events.ProductPriceChanged,
        "catalog.product_delisted.v1": events.ProductDelisted,
        "catalog.stock_received.v1": events.StockReceived,
        "catalog.stock_reserved.v1": events.StockReserved,
        "catalog.stock_rejected.v1": events.StockRejected,
        "catalog.stock_released.v1": events.StockReleased,
        "catalog.stock_committed.v1": events.StockCommitted,
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
    }
)
