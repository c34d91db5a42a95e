"""Examples of requests to orders, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import (
    CHECKOUT,
    HANDOVER,
    KELURAHAN,
    MEMBERSHIP,
    MERCHANT,
    ORDER,
    PRODUCT,
)

_ORDER_RECEIPT = {
    "order_id": ORDER,
    "order_number": "P-7Q2M4T",
    "merchant_id": MERCHANT,
    "goods_total_idr": 67_500,
    "delivery_fee_idr": 5_000,
    "cash_rounding_idr": 0,
    "total_idr": 72_500,
    "amount_due_idr": 72_500,
}
_ORDER_ANSWER = _ORDER_RECEIPT | {
    "checkout_id": CHECKOUT,
    "status": "confirmed",
    "lines": [{"product_id": PRODUCT, "quantity": 1, "price_idr": 67_500}],
    "handover_code": "482913",
}
_ORDER_CHANGED = {"order_id": ORDER, "status": "accepted"}
_LINE = "5b0e6c1d-2f3a-5c4d-8e9f-0a1b2c3d4e5f"
_RETURN = "9d1c2b3a-4e5f-4a6b-8c7d-0e1f2a3b4c5d"
_RETURN_CHANGED = {
    "order_id": ORDER,
    "return_id": _RETURN,
    "status": "requested",
    "refund_idr": 0,
}
_STORY = {
    "timeline": [
        {"what": "order_placed", "at": "2026-03-02T05:00:00Z", "by_role": "buyer", "details": {}}
    ],
    "deadlines": [{"what": "acceptance", "at": "2026-03-02T09:00:00Z", "waits_for": "seller"}],
    "money": {"due_idr": 72_500, "paid_idr": 0, "remaining_idr": 72_500},
    "returns": [],
}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "place_orders": {
        "lines": [{"product_id": PRODUCT, "quantity": 1}],
        "expected_total_idr": 72_500,
        "membership_id": MEMBERSHIP,
        "delivery": {
            "kelurahan_code": KELURAHAN,
            "recipient_name": "Contoh Penerima",
            "phone": "+62 812 0000 0000",
            "street": "Jalan Contoh 1",
            "note": "Pagar hijau",
        },
    },
    "accept_order": {},
    "decline_order": {"reason_code": "no_stock"},
    "dispatch_order": {},
    "hand_over_order": {"handover_id": HANDOVER, "code": "482913", "cash_idr": 72_500},
    "cancel_order": {"reason_code": "changed_mind"},
    "cancel_sale": {"reason_code": "no_stock"},
    "call_off_order": {
        "reason_code": "goods_blocked",
        "fault": "seller",
        "authority_ref": "SE/12/2026",
    },
    "mark_ready": {},
    "record_failed_attempt": {
        "attempt_no": 1,
        "reason_code": "buyer_absent",
        "next_attempt_at": "2026-03-03T09:00:00+07:00",
    },
    "return_to_seller": {"reason_code": "refused_quality"},
    "claim_handover": {"handover_id": HANDOVER, "cash_idr": 72_500},
    "request_return": {
        "return_id": _RETURN,
        "lines": [{"line_id": _LINE, "quantity": 1}],
        "reason_code": "defective",
    },
    "accept_return": {"resolution": "refund", "refund_fee": False},
    "decline_return": {"reason_code": "no_defect"},
    "receive_return": {"lines": [{"line_id": _LINE, "disposition": "spoiled"}]},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "place_orders": {
        "checkout_id": CHECKOUT,
        "total_idr": 72_500,
        "orders": [_ORDER_RECEIPT],
    },
    "checkout": {
        "checkout_id": CHECKOUT,
        "total_idr": 72_500,
        "orders": [_ORDER_RECEIPT | {"status": "confirmed", "reason_code": None}],
    },
    "orders": {"items": [_ORDER_ANSWER], "next_cursor": None},
    "order": _ORDER_ANSWER | _STORY,
    "pick_list": {
        "items": [
            {
                "pick_on": "2026-03-03",
                "window_start": None,
                "window_end": None,
                "product_id": PRODUCT,
                "product_name": "Beras 5 kg",
                "unit": "pack",
                "quantity": 3,
                "orders": 2,
                "order_numbers": ["7Q2M-4TXA", "9K3P-0BZC"],
            }
        ],
        "next_cursor": None,
    },
    "order_outcomes": {
        "orders": 2,
        "amount_due_idr": 145_000,
        "outcomes": [
            {
                "status": "completed",
                "reason_code": None,
                "stage": None,
                "fault": None,
                "orders": 1,
                "amount_due_idr": 72_500,
            },
            {
                "status": "expired",
                "reason_code": None,
                "stage": "acceptance",
                "fault": "seller",
                "orders": 1,
                "amount_due_idr": 72_500,
            },
        ],
        "sellers": [
            {
                "kelurahan_code": KELURAHAN,
                "supervising_department": "diskopindag",
                "sellers": 3,
                "with_orders": 1,
                "orders": 2,
            }
        ],
    },
    "accept_order": _ORDER_CHANGED,
    "decline_order": _ORDER_CHANGED | {"status": "declined"},
    "dispatch_order": _ORDER_CHANGED | {"status": "dispatched"},
    "hand_over_order": {"order_id": ORDER, "status": "delivered", "accepted": True},
    "cancel_order": _ORDER_CHANGED | {"status": "cancelled"},
    "cancel_sale": _ORDER_CHANGED | {"status": "cancelled"},
    "call_off_order": _ORDER_CHANGED | {"status": "cancelled"},
    "mark_ready": _ORDER_CHANGED | {"status": "ready_for_pickup"},
    "record_failed_attempt": _ORDER_CHANGED | {"status": "dispatched"},
    "return_to_seller": _ORDER_CHANGED | {"status": "returned_to_seller"},
    "claim_handover": _ORDER_CHANGED | {"status": "delivered"},
    "request_return": _RETURN_CHANGED,
    "accept_return": _RETURN_CHANGED | {"status": "accepted", "refund_idr": 67_500},
    "decline_return": _RETURN_CHANGED | {"status": "declined"},
    "receive_return": _RETURN_CHANGED | {"status": "received", "refund_idr": 67_500},
}
