"""Routes to orders, and to what hangs on one order."""

from marshmallow import Schema

from gateway.application.questions import own_side
from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import catalog, orders as shapes, outcomes, payments, returns

_SERVICE = "orders"
_TAG = "Pesanan"
_ORDER = "/v1/orders/<uuid:order_id>"
_RETURN = f"{_ORDER}/returns/<uuid:return_id>"


def _act(
    operation: str,
    where: str,
    summary: str,
    description: str,
    body: type[Schema],
    answer: type[Schema] = shapes.OrderChangedAnswer,
) -> Route:
    """Return the route of something that is done to one order."""
    return Route(
        operation=operation,
        method="POST",
        path=where,
        tag=_TAG,
        service=_SERVICE,
        summary=summary,
        description=description,
        body=body,
        answer=answer,
        keyed=True,
    )


_STEPS = (
    _act(
        "cancel_sale",
        f"{_ORDER}/sale-cancellation",
        "Membatalkan pesanan yang sudah diterima penjual.",
        "Cancel an accepted order before it is sent; the seller's fault.",
        shapes.CancelSaleBody,
    ),
    _act(
        "call_off_order",
        f"{_ORDER}/official-cancellation",
        "Membatalkan pesanan oleh petugas.",
        "Cancel an order before the hand-over, as an officer who has no part in it.",
        shapes.CallOffOrderBody,
    ),
    _act(
        "mark_ready",
        f"{_ORDER}/readiness",
        "Menyatakan pesanan siap diambil.",
        "Say that the goods are packed for the buyer who fetches them.",
        shapes.MarkReadyBody,
    ),
    _act(
        "record_failed_attempt",
        f"{_ORDER}/failed-attempts",
        "Mencatat pengantaran yang gagal.",
        "Record an attempt that failed, three at the most; a promised next one moves deliver_by.",
        shapes.RecordFailedAttemptBody,
    ),
    _act(
        "return_to_seller",
        f"{_ORDER}/return-to-seller",
        "Mencatat barang yang kembali ke penjual.",
        "End an order whose goods went back before they changed hands.",
        shapes.ReturnToSellerBody,
    ),
    _act(
        "claim_handover",
        f"{_ORDER}/handover-claim",
        "Menyatakan barang sudah diterima dan dibayar.",
        "The buyer says that she has the goods and has paid; the seller has recorded nothing.",
        shapes.ClaimHandoverBody,
    ),
)
_RETURNS = (
    _act(
        "request_return",
        f"{_ORDER}/returns",
        "Meminta pengembalian barang.",
        "Ask to give goods back, within the return window; silence of the seller is a yes.",
        returns.RequestReturnBody,
        returns.ReturnChangedAnswer,
    ),
    _act(
        "accept_return",
        f"{_RETURN}/acceptance",
        "Menyetujui pengembalian barang.",
        "Take goods back; an officer also after the seller has declined.",
        returns.AcceptReturnBody,
        returns.ReturnChangedAnswer,
    ),
    _act(
        "decline_return",
        f"{_RETURN}/decline",
        "Menolak pengembalian barang.",
        "Leave the goods with the buyer.",
        returns.DeclineReturnBody,
        returns.ReturnChangedAnswer,
    ),
    _act(
        "receive_return",
        f"{_RETURN}/receipt",
        "Mencatat barang yang sudah dikembalikan.",
        "Record that the goods are back.",
        returns.ReceiveReturnBody,
        returns.ReturnChangedAnswer,
    ),
)

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
        description=(
            "See an order: all that happened, what comes next and when, its money and returns; its"
            " buyer with the hand-over code, its seller with the address."
        ),
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
            " with accepted: false and counts as an attempt; five lock the code. Without a code the"
            " buyer confirms the cash, or is silent until confirm_until. What is refused at the"
            " door is not due."
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
    *_STEPS,
    *_RETURNS,
    Route(
        operation="pick_list",
        method="GET",
        path="/v1/pick-list",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat daftar barang yang harus disiapkan.",
        description="See what is to be packed for accepted orders, summed by product.",
        query=shapes.PickListQuery,
        answer=shapes.PickListAnswer,
    ),
    Route(
        operation="order_outcomes",
        method="GET",
        path="/v1/periods/<period>/orders",
        tag=_TAG,
        service=_SERVICE,
        summary="Nasib pesanan sebulan dan penjual tanpa pesanan.",
        description=(
            "Tell what became of the orders placed in a month, and, by kelurahan and department,"
            " how many sellers there are and how many of them had orders."
        ),
        answer=outcomes.OrderOutcomesAnswer,
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
