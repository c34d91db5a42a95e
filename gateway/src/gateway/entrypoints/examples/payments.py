"""Examples of requests to payments, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples import finance
from gateway.entrypoints.examples.ids import ACCOUNT, HANDOVER, MERCHANT, ORDER, PAYMENT

_CORRECTION = "b8d0a7c4-4b1e-4d57-9c0e-6f1f0a9b7d33"
_REFUND = "e1f6c3a9-0c52-5d0b-8f5e-2a7b9d4c1e44"
_DISPUTE = "a4c9e2d7-7f13-5b6a-9d21-3c8e5f0b6a55"
_RETURN = "0193a3f0-a000-7cc1-8a51-6a3f1b2c4d5e"
_MOMENT = "2026-11-02T03:00:00Z"
_LATER = "2026-11-05T03:00:00Z"

_ABOUT = {"payment_id": PAYMENT, "order_id": ORDER, "merchant_id": MERCHANT}
_COLLECTION = _ABOUT | {
    "collection_id": HANDOVER,
    "status": "disputed",
    "says_idr": 72_500,
    "counted_idr": 72_500,
    "collected_at": _MOMENT,
    "silent_until": _LATER,
    "confirmed_by": None,
    "dispute_id": _DISPUTE,
    "dispute_reason_code": "wrong_amount",
    "buyer_says_idr": 70_000,
    "seller_says_idr": 72_500,
    "decision": None,
    "receipt_number": "KW-20261102-7F3K-9Q2M-T5XA",
}
_CORRECTED = _ABOUT | {
    "correction_id": _CORRECTION,
    "collection_id": HANDOVER,
    "status": "requested",
    "wrong_idr": 72_500,
    "right_idr": 70_000,
    "reason_code": "typing",
    "requested_by_role": "merchant",
    "requested_at": _MOMENT,
    "decided_by_role": None,
    "decided_at": None,
    "receipt_number": None,
}
_REFUNDED = _ABOUT | {
    "refund_id": _REFUND,
    "return_id": _RETURN,
    "cause": "return",
    "status": "claimed",
    "amount_idr": 67_500,
    "reason_code": "defective",
    "refund_by": _LATER,
    "paid_at": _MOMENT,
    "deadline": _LATER,
    "dispute_id": None,
    "dispute_reason_code": None,
    "received_by_buyer": None,
    "receipt_number": None,
}
_PAYMENT = _ABOUT | {
    "buyer_account_id": ACCOUNT,
    "attempt_no": 1,
    "status": "received",
    "method": "cod",
    "custody_mode": "seller_collects",
    "memorandum": True,
    "amount_due_idr": 72_500,
    "goods_idr": 67_500,
    "delivery_fee_idr": 5_000,
    "cash_rounding_idr": 0,
    "received_idr": 72_500,
    "overage_idr": 0,
    "remaining_due_idr": 0,
    "overpaid_idr": 0,
    "refund_due_idr": 67_500,
    "waived_idr": 0,
    "collect_by": _LATER,
    "reason_code": None,
}
_RECEIPT = {
    "receipt_number": "KW-20261102-7F3K-9Q2M-T5XA",
    "collection_id": HANDOVER,
    "kind": "full",
    "amount_received_idr": 72_500,
    "goods_idr": 67_500,
    "delivery_fee_idr": 5_000,
    "cash_rounding_idr": 0,
    "overage_idr": 0,
    "remaining_due_idr": 0,
    "confirmation": "none",
    "collected_at": _MOMENT,
    "business_date": "2026-11-02",
}
_CHANGED = {
    "payment_id": PAYMENT,
    "order_id": ORDER,
    "status": "received",
    "remaining_due_idr": 0,
}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "record_collection": {"collection_id": HANDOVER, "amount_idr": 72_500},
    "confirm_collection": {},
    "confirm_claim": {},
    "dispute_collection": {"amount_idr": 70_000, "reason_code": "wrong_amount"},
    "resolve_dispute": {
        "decision": "shared",
        "decided_idr": 71_000,
        "authority_ref": "SE/12/2026",
    },
    "request_correction": {
        "collection_id": HANDOVER,
        "correction_id": _CORRECTION,
        "right_idr": 70_000,
        "reason_code": "typing",
    },
    "decide_correction": {"approve": True},
    "record_refund": {
        "refund_id": _REFUND,
        "cause": "return",
        "amount_idr": 67_500,
        "paid_at": "2026-11-04T09:00:00+07:00",
    },
    "confirm_refund": {},
    "dispute_refund": {"reason_code": "not_received"},
    "resolve_refund": {"paid": False},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    **dict.fromkeys(REQUESTS, _CHANGED),
    "dispute_collection": _CHANGED | {"dispute_id": _DISPUTE},
    "collections": {"items": [_COLLECTION], "next_cursor": None},
    "corrections": {"items": [_CORRECTED], "next_cursor": None},
    "refunds": {"items": [_REFUNDED], "next_cursor": None},
    "payment": _PAYMENT
    | {
        "receipts": [_RECEIPT],
        "collections": [_COLLECTION],
        "corrections": [_CORRECTED],
        "refunds": [_REFUNDED],
    },
    "payments": {"items": [_PAYMENT], "next_cursor": None},
    **finance.ANSWERS,
}
