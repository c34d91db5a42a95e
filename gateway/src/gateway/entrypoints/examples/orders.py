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
    "order": _ORDER_ANSWER,
    "accept_order": _ORDER_CHANGED,
    "decline_order": _ORDER_CHANGED | {"status": "declined"},
    "dispatch_order": _ORDER_CHANGED | {"status": "dispatched"},
    "hand_over_order": {"order_id": ORDER, "status": "delivered", "accepted": True},
    "cancel_order": _ORDER_CHANGED | {"status": "cancelled"},
}
