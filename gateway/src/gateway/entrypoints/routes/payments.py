"""Routes to payments: collections, disputes, corrections and refunds."""

from marshmallow import Schema

from gateway.entrypoints.routes.finance import FINANCE
from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import payments as shapes, refunds

_SERVICE = "payments"
_TAG = "Pembayaran"
_PAYMENT = "/v1/payments/<uuid:payment_id>"
_COLLECTION = f"{_PAYMENT}/collections/<uuid:collection_id>"
_REFUND = f"{_PAYMENT}/refunds/<uuid:refund_id>"


def _act(
    operation: str,
    where: str,
    summary: str,
    description: str,
    body: type[Schema],
    answer: type[Schema] = shapes.PaymentChangedAnswer,
) -> Route:
    """Return the route of something that is done about one payment."""
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


def _list(
    operation: str,
    summary: str,
    description: str,
    query: type[Schema],
    answer: type[Schema],
) -> Route:
    return Route(
        operation=operation,
        method="GET",
        path=f"/v1/{operation}",
        tag=_TAG,
        service=_SERVICE,
        summary=summary,
        description=description,
        query=query,
        answer=answer,
    )


_COLLECTIONS = (
    _act(
        "record_collection",
        f"{_PAYMENT}/collections",
        "Mencatat uang tunai yang diterima di luar penyerahan barang.",
        "Record cash that the seller took when no goods changed hands; the buyer may object.",
        shapes.RecordCollectionBody,
    ),
    _act(
        "confirm_collection",
        f"{_COLLECTION}/confirmation",
        "Membenarkan uang tunai yang dicatat penjual.",
        "The buyer agrees to what the seller has recorded; her silence does the same.",
        shapes.ConfirmCollectionBody,
    ),
    _act(
        "confirm_claim",
        f"{_COLLECTION}/claim-confirmation",
        "Membenarkan pembayaran yang dinyatakan pembeli.",
        "The seller agrees to what the buyer says she paid, and it is booked.",
        shapes.ConfirmClaimBody,
    ),
    _act(
        "dispute_collection",
        f"{_COLLECTION}/dispute",
        "Menyanggah jumlah uang tunai yang dinyatakan pihak lain.",
        "Object to the other side's figure, before the time for it is over; an officer decides.",
        shapes.DisputeCollectionBody,
        shapes.CollectionDisputedAnswer,
    ),
    _act(
        "resolve_dispute",
        f"{_PAYMENT}/disputes/<uuid:dispute_id>/resolution",
        "Memutuskan sengketa uang tunai.",
        "Decide whose figure holds, as an officer who has no part in it; the rest is booked.",
        shapes.ResolveDisputeBody,
    ),
    _act(
        "request_correction",
        f"{_PAYMENT}/corrections",
        "Meminta koreksi catatan uang tunai.",
        "Say that a record is wrong; nothing is booked before a second person has agreed.",
        shapes.RequestCorrectionBody,
    ),
    _act(
        "decide_correction",
        f"{_PAYMENT}/corrections/<uuid:correction_id>/decision",
        "Memutuskan permintaan koreksi.",
        "Put a record right, or leave it: the buyer, or an officer who has no part in it.",
        shapes.DecideCorrectionBody,
    ),
)
_REFUNDS = (
    _act(
        "record_refund",
        f"{_PAYMENT}/refunds",
        "Mencatat uang yang dikembalikan kepada pembeli.",
        "Record cash that the seller gave back; if another sum is owed, the details say which.",
        refunds.RecordRefundBody,
    ),
    _act(
        "confirm_refund",
        f"{_REFUND}/confirmation",
        "Membenarkan bahwa uang sudah dikembalikan.",
        "The buyer says that she has the cash; her silence does the same.",
        refunds.ConfirmRefundBody,
    ),
    _act(
        "dispute_refund",
        f"{_REFUND}/dispute",
        "Menyanggah pengembalian uang.",
        "The buyer says that the cash did not come, before the time for it is over.",
        refunds.DisputeRefundBody,
    ),
    _act(
        "resolve_refund",
        f"{_REFUND}/dispute-resolution",
        "Memutuskan sengketa pengembalian uang.",
        "Decide whether it was paid, as an officer who has no part in it; if not, it is due again.",
        refunds.ResolveRefundBody,
    ),
)
_QUESTIONS = (
    _list(
        "collections",
        "Melihat daftar uang tunai yang diterima.",
        "List what was collected or claimed: a buyer's and a seller's own, an officer's all.",
        shapes.CollectionsQuery,
        shapes.CollectionsAnswer,
    ),
    _list(
        "corrections",
        "Melihat daftar koreksi.",
        "List corrections: a buyer's and a seller's own, an officer's all.",
        shapes.CorrectionsQuery,
        shapes.CorrectionsAnswer,
    ),
    _list(
        "refunds",
        "Melihat daftar pengembalian uang.",
        "List refunds: a buyer's and a seller's own, an officer's all.",
        refunds.RefundsQuery,
        refunds.RefundsAnswer,
    ),
)

PAYMENTS = (*_COLLECTIONS, *_REFUNDS, *_QUESTIONS, *FINANCE)
