"""Examples of requests to the catalogue, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import KELURAHAN, MERCHANT, ORDER, PRODUCT

_MERCHANT_ANSWER = {
    "merchant_id": MERCHANT,
    "merchant_number": "M-3F7K2Q",
    "trade_name": "Toko Beras Bu Tini",
    "status": "verified",
    "merchant_kind": "individual",
    "business_kelurahan_code": KELURAHAN,
    "business_scale": "micro",
}
_PRODUCT_ANSWER = {
    "product_id": PRODUCT,
    "merchant_id": MERCHANT,
    "merchant_name": "Toko Beras Bu Tini",
    "name": "Beras medium 5 kg",
    "category_code": "beras",
    "commodity_code": "rice",
    "staple": True,
    "base_unit": "g",
    "pack_content_base": 5000,
    "price_idr": 67_500,
    "price_version": 1,
    "available": 40,
}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "register_merchant": {
        "trade_name": "Toko Beras Bu Tini",
        "phone": "+62 812 0000 0000",
        "business_kelurahan_code": KELURAHAN,
        "delivery": {
            "delivers": True,
            "delivery_area": [
                {"kelurahan_code": KELURAHAN, "fee_idr": 5_000, "min_order_idr": 20_000}
            ],
            "pickup_at_stall": True,
            "opening_hours": [{"weekday": 0, "opens": "08:00", "closes": "17:00"}],
        },
        "merchant_kind": "individual",
        "business_scale": "micro",
    },
    "verify_merchant": {
        "checks": [{"check": "location", "result": "pass"}],
        "authority_ref": "500/12/35.73.310/2026",
    },
    "reject_merchant": {"reason_codes": ["outside_city"]},
    "set_commodity_list": {
        "list_version": "2026-1",
        "effective_from": "2026-11-01",
        "legal_basis": "Keputusan Kepala Dinas 188/2026",
        "commodities": [
            {
                "commodity_code": "rice",
                "name_id": "Beras",
                "base_unit": "g",
                "is_staple": True,
                "quality_class": "medium",
            }
        ],
    },
    "list_product": {
        "merchant_id": MERCHANT,
        "name": "Beras medium 5 kg",
        "category_code": "beras",
        "commodity_code": "rice",
        "base_unit": "g",
        "pack_content_base": 5000,
        "price_idr": 67_500,
    },
    "change_price": {"new_price_idr": 68_000, "reason_code": "cost"},
    "delist_product": {"reason_code": "no_supply"},
    "receive_stock": {"quantity": 40, "source": "purchase", "expires_on": "2027-05-01"},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "register_merchant": {"merchant_id": MERCHANT, "merchant_number": "M-3F7K2Q"},
    "merchants": {"items": [_MERCHANT_ANSWER], "next_cursor": None},
    "merchant": _MERCHANT_ANSWER,
    "verify_merchant": {},
    "reject_merchant": {},
    "set_commodity_list": {"list_version": "2026-1"},
    "list_product": {"product_id": PRODUCT},
    "products": {"items": [_PRODUCT_ANSWER], "next_cursor": None},
    "product": _PRODUCT_ANSWER,
    "change_price": {"price_version": 2},
    "delist_product": {},
    "receive_stock": {"balance_after": 40},
    "stock": {
        "product_id": PRODUCT,
        "merchant_id": MERCHANT,
        "unit": "pack",
        "received": 40,
        "available": 38,
        "reserved": 1,
        "committed": 1,
    },
    "reservation": {
        "order_id": ORDER,
        "status": "reserved",
        "lines": [{"product_id": PRODUCT, "quantity": 1}],
    },
}
