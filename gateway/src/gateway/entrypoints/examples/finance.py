"""Examples of what finance asks payments."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ACCOUNT, MERCHANT, ORDER, PAYMENT

_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SUM = {"debit_idr": 72_500, "credit_idr": 72_500, "balance_idr": 0, "entries": 2}
_DAY = {
    "business_date": "2026-11-02",
    "provider": "cod",
    "due_count": 1,
    "due_idr": 72_500,
    "adjusted_idr": 0,
    "received_count": 1,
    "received_idr": 70_000,
    "goods_idr": 67_500,
    "delivery_fee_idr": 2_500,
    "cash_rounding_idr": 0,
    "overage_idr": 0,
    "cancelled_count": 0,
    "cancelled_idr": 0,
    "expired_count": 0,
    "expired_idr": 0,
    "corrected_count": 0,
    "corrected_idr": 0,
    "refunded_count": 0,
    "refunded_idr": 0,
}
_OPEN = {
    "remaining_due_idr": 2_500,
    "overpaid_idr": 0,
    "refund_due_idr": 0,
    "refund_claimed_idr": 0,
    "refund_disputed_idr": 0,
    "unconfirmed_idr": 70_000,
    "claimed_idr": 0,
    "disputed_idr": 0,
}
_OPEN_PAYMENT = _OPEN | {
    "payment_id": PAYMENT,
    "order_id": ORDER,
    "merchant_id": MERCHANT,
    "buyer_account_id": ACCOUNT,
    "status": "partly_received",
    "collect_by": "2026-11-05T10:00:00Z",
}
_TOTALS = _OPEN | {"payments": 1}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "ledger": {
        "accounts": [{"account": "seller_direct"} | _SUM],
        "totals": _SUM,
        "platform_revenue_idr": 0,
    },
    "ledger_parties": {
        "items": [{"account": "seller_direct", "party_id": ACCOUNT} | _SUM],
        "next_cursor": None,
    },
    "payment_days": {"items": [_DAY], "next_cursor": None},
    "providers": {"items": [{"provider": "cod", "enabled": True, "reason_code": None}]},
    "open_amounts": {"items": [_OPEN_PAYMENT], "next_cursor": None, "totals": _TOTALS},
    "open_sellers": {"items": [_TOTALS | {"merchant_id": MERCHANT}], "next_cursor": None},
    "open_buyers": {"items": [_TOTALS | {"buyer_account_id": ACCOUNT}], "next_cursor": None},
    "finance_events": {
        "items": [
            {
                "financeseq": 1,
                "envelope": f'{{"data":{{"payment_id":"{PAYMENT}"}},"financeseq":1}}',
            }
        ],
        "after": 1,
        "head": 1,
    },
    "finance_head": {"financeseq": 1, "position": 1, "hash": _HASH},
}
