"""Routes for finance."""

from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import payments as shapes

_SERVICE = "payments"
_TAG = "Keuangan"

PAYMENTS = (
    Route(
        operation="ledger",
        method="GET",
        path="/v1/finance/ledger",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat buku besar.",
        description="See every account of the ledger, and that the platform has earned nothing.",
        answer=shapes.LedgerAnswer,
    ),
    Route(
        operation="ledger_parties",
        method="GET",
        path="/v1/finance/ledger/<account>/parties",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat isi satu rekening buku besar per pihak.",
        description="See what one account of the ledger holds, party by party.",
        query=shapes.LedgerPartiesQuery,
        answer=shapes.LedgerPartiesAnswer,
    ),
    Route(
        operation="payments",
        method="GET",
        path="/v1/finance/payments",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat daftar pembayaran.",
        description="List payments, in the order in which they were asked for.",
        query=shapes.PaymentsQuery,
        answer=shapes.PaymentsAnswer,
    ),
    Route(
        operation="payment_days",
        method="GET",
        path="/v1/finance/days",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat jumlah pembayaran per hari.",
        description="See the sums of each day in Malang, provider by provider.",
        query=shapes.PaymentDaysQuery,
        answer=shapes.PaymentDaysAnswer,
    ),
    Route(
        operation="providers",
        method="GET",
        path="/v1/finance/providers",
        tag=_TAG,
        service=_SERVICE,
        summary="Melihat penyedia pembayaran.",
        description="See which payment providers stand ready, and which were turned away, and why.",
        answer=shapes.ProvidersAnswer,
    ),
)
