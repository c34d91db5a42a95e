"""Examples of requests to payments, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ORDER, PAYMENT

_PAYMENT_ANSWER = {
    "payment_id": PAYMENT,
    "order_id": ORDER,
    "status": "received",
    "method": "cod",
    "amount_due_idr": 72_500,
    "received_idr": 72_500,
    "remaining_due_idr": 0,
}
_SUM = {"debit_idr": 72_500, "credit_idr": 72_500, "balance_idr": 0, "entries": 2}

REQUESTS: Mapping[str, dict[str, Any]] = {}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "payment": _PAYMENT_ANSWER,
    "ledger": {
        "accounts": [{"account": "seller_direct"} | _SUM],
        "totals": _SUM,
        "platform_revenue_idr": 0,
    },
    "ledger_parties": {"items": [{"account": "seller_direct"} | _SUM], "next_cursor": None},
    "payments": {"items": [_PAYMENT_ANSWER], "next_cursor": None},
    "payment_days": {
        "items": [{"business_date": "2026-11-02", "provider": "cod"}],
        "next_cursor": None,
    },
    "providers": {"items": [{"provider": "cod", "enabled": True, "reason_code": None}]},
}
