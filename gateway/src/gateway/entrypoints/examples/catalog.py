"""Examples of requests to the catalogue, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ACCOUNT, BATCH, KELURAHAN, MERCHANT, ORDER, PRODUCT

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

_MERCHANTS_CSV = (
    "reference,owner_account_id,trade_name,phone,business_kelurahan_code,merchant_kind,"
    "supervising_department,nib,business_scale,delivers_to,fee_idr,min_order_idr,pickup_at_stall\n"
    f"KL-1,{ACCOUNT},Tani Makmur,+62 812 0000 0000,{KELURAHAN},farmer,dispangtan,,micro,"
    f"{KELURAHAN},0,0,ya\n"
)
_PRODUCTS_CSV = (
    "reference,name,category_code,commodity_code,base_unit,pack_content_base,price_idr,sold_by,"
    "goods_origin,perishable,returnable,food_permit,halal_status,max_quantity_per_order\n"
    "B-1,Beras medium 5 kg,beras,rice,g,5000,67500,pack,resale,tidak,,,,\n"
)
_IMPORT_ANSWER = {
    "batch_id": BATCH,
    "rows": 1,
    "accepted": 1,
    "unchanged": 0,
    "refused": 0,
    "items": [{"row": 2, "subject_id": MERCHANT}],
    "refusals": [],
}


def _page(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items), "next_cursor": None}


REQUESTS: Mapping[str, dict[str, Any]] = {
    "resubmit_merchant": {},
    "change_merchant_profile": {"trade_name": "Toko Beras Bu Tini Baru"},
    "change_merchant_service": {
        "delivery": {
            "delivers": True,
            "delivery_area": [{"kelurahan_code": KELURAHAN, "fee_idr": 5_000}],
            "order_cutoff_time": "15:00",
        }
    },
    "record_merchant_document": {
        "document_kind": "nib",
        "number": "1234567890123",
        "issued_on": "2026-01-05",
    },
    "pause_merchant": {"until": "2026-12-28T01:00:00Z", "reason_code": "holiday"},
    "resume_merchant": {},
    "suspend_merchant": {
        "reason_code": "complaint",
        "open_orders_rule": "finish",
        "until": "2026-12-31",
    },
    "reinstate_merchant": {"reason_code": "resolved"},
    "import_merchants": {"csv": _MERCHANTS_CSV},
    "import_products": {"merchant_id": MERCHANT, "csv": _PRODUCTS_CSV},
    "set_price_ceiling": {
        "commodity_code": "rice",
        "zone": "java",
        "base_unit": "g",
        "per_base": 1000,
        "ceiling_idr": 13_500,
        "effective_from": "2025-08-22",
        "legal_basis": "Keputusan Kepala Bapanas 299/2025",
    },
    "describe_product": {"name": "Beras medium 5 kg", "category_code": "beras"},
    "assign_commodity": {"commodity_code": "rice"},
    "relist_product": {"new_price_idr": 67_000},
    "block_product": {"reason_code": "misleading", "may_relist": True},
    "unblock_product": {"reason_code": "resolved"},
    "adjust_stock": {"quantity_delta": -2, "reason_code": "spoilage"},
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
        "checks": [{"check": "location", "result": "pass"}, {"check": "nib", "result": "pass"}],
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
    "resubmit_merchant": {},
    "change_merchant_profile": {},
    "change_merchant_service": {},
    "record_merchant_document": {"document_ref": BATCH},
    "pause_merchant": {},
    "resume_merchant": {},
    "suspend_merchant": {},
    "reinstate_merchant": {},
    "import_merchants": _IMPORT_ANSWER,
    "import_products": _IMPORT_ANSWER,
    "set_price_ceiling": {"ceiling_id": BATCH},
    "describe_product": {"description_version": 2},
    "assign_commodity": {"description_version": 2},
    "relist_product": {"price_version": 3},
    "block_product": {},
    "unblock_product": {},
    "adjust_stock": {"balance_after": 36},
    "prices": _page({"price_version": 1, "price_idr": 67_500, "ceiling_status": "within"}),
    "stock_movements": _page({"movement": "received", "quantity": 40, "lot_code": "L-1"}),
    "categories": _page({"category_code": "beras", "products": 12}),
    "commodities": _page({"commodity_code": "rice", "name_id": "Beras", "is_staple": True}),
    "commodity_lists": _page({"list_version": "2026-1", "commodities": 14}),
    "price_ceilings": _page({"commodity_code": "rice", "zone": "java", "ceiling_idr": 13_500}),
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
