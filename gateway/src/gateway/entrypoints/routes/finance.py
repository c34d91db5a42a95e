"""Routes for finance: the ledger, what is open, and the chain of events."""

from marshmallow import Schema

from gateway.entrypoints.fields import PageQuery
from gateway.entrypoints.routes.route import NDJSON, Route
from gateway.entrypoints.schemas import finance as shapes, payments

_FINANCE = "/v1/finance"


def _view(
    operation: str,
    where: str,
    summary: str,
    description: str,
    answer: type[Schema],
    query: type[Schema] | None = None,
) -> Route:
    return Route(
        operation=operation,
        method="GET",
        path=where,
        tag="Keuangan",
        service="payments",
        summary=summary,
        description=description,
        query=query,
        answer=answer,
        streams=(NDJSON,) if operation == "finance_events" else (),
    )


_LEDGER = (
    _view(
        "ledger",
        f"{_FINANCE}/ledger",
        "Melihat buku besar.",
        "See every account of the ledger, and that the platform has earned nothing.",
        shapes.LedgerAnswer,
    ),
    _view(
        "ledger_parties",
        f"{_FINANCE}/ledger/<account>/parties",
        "Melihat isi satu rekening buku besar per pihak.",
        "See what one account of the ledger holds, party by party.",
        shapes.LedgerPartiesAnswer,
        shapes.LedgerPartiesQuery,
    ),
    _view(
        "payments",
        f"{_FINANCE}/payments",
        "Melihat daftar pembayaran.",
        "List payments, in the order in which they were asked for.",
        payments.PaymentsAnswer,
        payments.PaymentsQuery,
    ),
    _view(
        "payment_days",
        f"{_FINANCE}/days",
        "Melihat jumlah pembayaran per hari.",
        "See the sums of each day in Malang, provider by provider.",
        shapes.PaymentDaysAnswer,
        shapes.PaymentDaysQuery,
    ),
    _view(
        "providers",
        f"{_FINANCE}/providers",
        "Melihat penyedia pembayaran.",
        "See which payment providers stand ready, and which were turned away, and why.",
        shapes.ProvidersAnswer,
    ),
)
_OPEN = (
    _view(
        "open_amounts",
        "/v1/open-amounts",
        "Melihat pembayaran yang belum selesai.",
        "See payments of which something is still due, owed back or in doubt, with the sums of all"
        " pages; a buyer and a seller see their own.",
        shapes.OpenAmountsAnswer,
        shapes.OpenAmountsQuery,
    ),
    _view(
        "open_sellers",
        f"{_FINANCE}/open-sellers",
        "Melihat jumlah yang belum selesai per penjual.",
        "See what is open, seller by seller.",
        shapes.OpenSellersAnswer,
        PageQuery,
    ),
    _view(
        "open_buyers",
        f"{_FINANCE}/open-buyers",
        "Melihat jumlah yang belum selesai per pembeli.",
        "See what is open, buyer by buyer.",
        shapes.OpenBuyersAnswer,
        PageQuery,
    ),
)
_CHAIN = (
    _view(
        "finance_events",
        f"{_FINANCE}/events",
        "Mengambil peristiwa keuangan secara berurutan.",
        "Take every event about money, in one numbered chain of hashes, byte by byte as it was"
        " chained. Ask on with the answer's after until it equals head. As application/x-ndjson:"
        " one envelope a line, up to 100,000 in one answer; a line that is not whole was broken"
        " off.",
        shapes.FinanceEventsAnswer,
        shapes.FinanceEventsQuery,
    ),
    _view(
        "finance_head",
        f"{_FINANCE}/head",
        "Melihat ujung rantai peristiwa keuangan.",
        "See the last link of the chain, to note down its hash elsewhere.",
        shapes.FinanceHeadAnswer,
    ),
)

FINANCE = (*_LEDGER, *_OPEN, *_CHAIN)
