"""Routes to orders, and to what hangs on one order."""

from gateway.application.questions import own_side
from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import catalog, orders as shapes, payments

_SERVICE = "orders"
_TAG = "Pesanan"
_ORDER = "/v1/orders/<uuid:order_id>"

ORDERS = (
    Route(
        operation="place_orders",
        method="POST",
        path="/v1/checkouts",
        tag=_TAG,
        service=_SERVICE,
        summary="Memesan isi keranjang.",
        description=(
            "Place one order per seller, all or none, at the server's prices. 202 means that the"
            " orders are safe; whether the goods can be had is decided a moment later. If the total"
            " is not the expected one, nothing happens: 409 price_changed."
        ),
        body=shapes.PlaceOrdersBody,
        query=shapes.CheckoutQuery,
        answer=shapes.CheckoutAnswer,
        status=202,
        location="/v1/checkouts/{checkout_id}",
        keyed=True,
    ),
    Route(
        operation="checkout",
        method="GET",
        path="/v1/checkouts/<uuid:checkout_id>",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat sebuah keranjang yang sudah dipesan.",
        description="See how the orders of a checkout stand.",
        answer=shapes.CheckoutAnswer,
    ),
    Route(
        operation="orders",
        method="GET",
        path="/v1/orders",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat daftar pesanan.",
        description="List orders: those one has bought, has sold, or watches over.",
        query=shapes.OrdersQuery,
        by_role=own_side,
        unsent=("as_role",),
        answer=shapes.OrdersAnswer,
    ),
    Route(
        operation="order",
        method="GET",
        path=_ORDER,
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat satu pesanan.",
        description="See an order: its buyer with the hand-over code, its seller with the address.",
        answer=shapes.OrderAnswer,
    ),
    Route(
        operation="accept_order",
        method="POST",
        path=f"{_ORDER}/acceptance",
        tag=_TAG,
        service=_SERVICE,
        summary="Menerima pesanan.",
        description="Accept an order, within the seller's opening hours allowed for it.",
        body=shapes.AcceptOrderBody,
        answer=shapes.OrderChangedAnswer,
        keyed=True,
    ),
    Route(
        operation="decline_order",
        method="POST",
        path=f"{_ORDER}/decline",
        tag=_TAG,
        service=_SERVICE,
        summary="Menolak pesanan.",
        description="Decline an order; the goods are free again.",
        body=shapes.DeclineOrderBody,
        answer=shapes.OrderChangedAnswer,
        keyed=True,
    ),
    Route(
        operation="dispatch_order",
        method="POST",
        path=f"{_ORDER}/dispatch",
        tag=_TAG,
        service=_SERVICE,
        summary="Mengirim pesanan.",
        description="Say that the goods are on their way.",
        body=shapes.DispatchOrderBody,
        answer=shapes.OrderChangedAnswer,
        keyed=True,
    ),
    Route(
        operation="hand_over_order",
        method="POST",
        path=f"{_ORDER}/handover",
        tag=_TAG,
        service=_SERVICE,
        summary="Menyerahkan barang dan menerima uang tunai.",
        description=(
            "Hand over goods and take the cash, with the buyer's code. A wrong code is answered"
            " with accepted: false and counts as an attempt; five lock the code."
        ),
        body=shapes.HandOverOrderBody,
        answer=shapes.HandedOverAnswer,
        keyed=True,
    ),
    Route(
        operation="cancel_order",
        method="POST",
        path=f"{_ORDER}/cancellation",
        tag=_TAG,
        service=_SERVICE,
        summary="Membatalkan pesanan.",
        description="Cancel an order before it is on its way.",
        body=shapes.CancelOrderBody,
        answer=shapes.OrderChangedAnswer,
        keyed=True,
    ),
    Route(
        operation="payment",
        method="GET",
        path=f"{_ORDER}/payment",
        tag=_TAG,
        service="payments",
        summary="Melihat pembayaran sebuah pesanan.",
        description="See the payment of an order, with its receipts.",
        answer=payments.PaymentAnswer,
    ),
    Route(
        operation="reservation",
        method="GET",
        path=f"{_ORDER}/reservation",
        tag=_TAG,
        service="catalog",
        summary="Melihat barang yang disisihkan untuk sebuah pesanan.",
        description="See what was set aside for an order.",
        answer=catalog.ReservationAnswer,
    ),
)
