"""Examples of what people were told."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ORDER, PAYMENT

_NOTICE = "2d1f6c0a-77a4-5c0e-8a0b-5f3d2b1c9e77"
_OBLIGATION = "91f0c3aa-2a4d-5b83-9d55-0c7e1a2b3c4d"
_HAPPENED = {"notice_id": _NOTICE, "happened_at": "2026-11-02T03:00:00Z"}

REQUESTS: Mapping[str, dict[str, Any]] = {}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "order_notices": {
        "items": [
            _HAPPENED
            | {
                "kind": "order_received",
                "text_id": "Pesanan baru 7F3K-9Q2M, Rp72.500 tunai. Terima sebelum pukul 14.30.",
                "text_en": "New order 7F3K-9Q2M, Rp72,500 in cash. Accept it before 14:30 WIB.",
                "about": {
                    "order_id": ORDER,
                    "order_number": "7F3K-9Q2M",
                    "amount_due_idr": 72_500,
                    "accept_by": "2026-11-02T07:30:00Z",
                },
            }
        ],
        "next_cursor": None,
    },
    "payment_notices": {
        "items": [
            _HAPPENED
            | {
                "kind": "refund_to_come",
                "text_id": "Penjual harus mengembalikan Rp67.500 kepada Anda sebelum 5 Nov"
                " pukul 10.00.",
                "text_en": "The seller must pay Rp67,500 back to you before 5 Nov 10:00 WIB.",
                "about": {
                    "order_id": ORDER,
                    "payment_id": PAYMENT,
                    "amount_idr": 67_500,
                    "refund_by": "2026-11-05T03:00:00Z",
                },
            }
        ],
        "next_cursor": None,
    },
    "duty_notices": {
        "items": [
            _HAPPENED
            | {
                "kind": "duty_open",
                "text_id": "Belanja wajib Nov 2026 masih kurang Rp120.000. Sisa 7 hari, sampai"
                " 30 Nov.",
                "text_en": "Your duty for Nov 2026 is still short of Rp120,000. 7 days are left,"
                " until 30 Nov.",
                "about": {
                    "obligation_id": _OBLIGATION,
                    "period": "2026-11",
                    "days_left": 7,
                    "ends_on": "2026-11-30",
                    "shortfall_idr": 120_000,
                    "shortfall_staple_idr": 0,
                },
            }
        ],
        "next_cursor": None,
    },
}
