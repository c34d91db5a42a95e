"""One example of every request and every answer, for the document and for the tests."""

from collections.abc import Mapping
from typing import Any

_ACCOUNT = "5f0c2a1e-94b7-4d0f-9c39-1b7a0c6f2e11"
_MEMBERSHIP = "c2b7d6a4-6d58-4f2f-8a6a-0f2f5c8f9b10"
_INSTITUTION = "0193a3f0-1000-7cc1-8a51-6a3f1b2c4d5e"
_AGENCY = "0193a3f0-2000-7cc1-8a51-6a3f1b2c4d5e"
_MERCHANT = "0193a3f0-3000-7cc1-8a51-6a3f1b2c4d5e"
_PRODUCT = "0193a3f0-4000-7cc1-8a51-6a3f1b2c4d5e"
_CHECKOUT = "0193a3f0-5000-7cc1-8a51-6a3f1b2c4d5e"
_ORDER = "0193a3f0-6000-7cc1-8a51-6a3f1b2c4d5e"
_PAYMENT = "0193a3f0-7000-7cc1-8a51-6a3f1b2c4d5e"
_POLICY = "0193a3f0-8000-7cc1-8a51-6a3f1b2c4d5e"
_BATCH = "0193a3f0-9000-7cc1-8a51-6a3f1b2c4d5e"
_HANDOVER = "7d8f3b52-2f3d-4f0e-9b53-8a3f2f0f6c21"
_KELURAHAN = "35.73.01.1001"
_CSV = (
    "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
    "job_class,tpp_eligible,tpp_ceiling_idr\n"
    "198501012010011001,Contoh Pegawai,DINKES,pns,active,III/b,staff,7,true,4000000\n"
)

_ACCOUNT_ANSWER = {
    "account_id": _ACCOUNT,
    "roles": [{"role": "buyer", "institution_id": None}],
    "memberships": [_MEMBERSHIP],
}
_MERCHANT_ANSWER = {
    "merchant_id": _MERCHANT,
    "merchant_number": "M-3F7K2Q",
    "trade_name": "Toko Beras Bu Tini",
    "status": "verified",
    "merchant_kind": "individual",
    "business_kelurahan_code": _KELURAHAN,
    "business_scale": "micro",
}
_PRODUCT_ANSWER = {
    "product_id": _PRODUCT,
    "merchant_id": _MERCHANT,
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
_ORDER_RECEIPT = {
    "order_id": _ORDER,
    "order_number": "P-7Q2M4T",
    "merchant_id": _MERCHANT,
    "goods_total_idr": 67_500,
    "delivery_fee_idr": 5_000,
    "cash_rounding_idr": 0,
    "total_idr": 72_500,
    "amount_due_idr": 72_500,
}
_ORDER_ANSWER = _ORDER_RECEIPT | {
    "checkout_id": _CHECKOUT,
    "status": "confirmed",
    "lines": [{"product_id": _PRODUCT, "quantity": 1, "price_idr": 67_500}],
    "handover_code": "482913",
}
_ORDER_CHANGED = {"order_id": _ORDER, "status": "accepted"}
_PAYMENT_ANSWER = {
    "payment_id": _PAYMENT,
    "order_id": _ORDER,
    "status": "received",
    "method": "cod",
    "amount_due_idr": 72_500,
    "received_idr": 72_500,
    "remaining_due_idr": 0,
}
_SUM = {"debit_idr": 72_500, "credit_idr": 72_500, "balance_idr": 0, "entries": 2}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "register_account": {
        "login": "siti.hartati",
        "password": "beras-telur-gula",
        "roles": ["buyer"],
    },
    "issue_token": {"login": "siti.hartati", "password": "beras-telur-gula"},
    "grant": {"role": "hr_officer", "institution_id": _INSTITUTION},
    "register_merchant": {
        "trade_name": "Toko Beras Bu Tini",
        "phone": "+62 812 0000 0000",
        "business_kelurahan_code": _KELURAHAN,
        "delivery": {
            "delivers": True,
            "delivery_area": [
                {"kelurahan_code": _KELURAHAN, "fee_idr": 5_000, "min_order_idr": 20_000}
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
        "merchant_id": _MERCHANT,
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
    "place_orders": {
        "lines": [{"product_id": _PRODUCT, "quantity": 1}],
        "expected_total_idr": 72_500,
        "membership_id": _MEMBERSHIP,
        "delivery": {
            "kelurahan_code": _KELURAHAN,
            "recipient_name": "Contoh Penerima",
            "phone": "+62 812 0000 0000",
            "street": "Jalan Contoh 1",
            "note": "Pagar hijau",
        },
    },
    "accept_order": {},
    "decline_order": {"reason_code": "no_stock"},
    "dispatch_order": {},
    "hand_over_order": {"handover_id": _HANDOVER, "code": "482913", "cash_idr": 72_500},
    "cancel_order": {"reason_code": "changed_mind"},
    "register_institution": {"name": "Pemerintah Kota Contoh", "identity_scheme": "nip"},
    "define_agency": {
        "institution_id": _INSTITUTION,
        "agency_code": "DINKES",
        "name": "Dinas Kesehatan",
        "kelurahan_code": _KELURAHAN,
    },
    "import_members": {"institution_id": _INSTITUTION, "as_of": "2026-11-01", "csv": _CSV},
    "enact_policy": {
        "institution_id": _INSTITUTION,
        "document": {
            "kind": "percent_of_tpp_ceiling",
            "percent_bp": 500,
            "floor_idr": 100_000,
            "rounding": "ceil_1000",
        },
        "effective_from": "2026-11-01",
        "legal_basis": "Perwali 12/2026",
        "legal_basis_kind": "perwali",
        "announced_on": "2026-10-15",
        "drafted_by_id": _ACCOUNT,
    },
    "open_period": {"institution_id": _INSTITUTION},
    "close_period": {"institution_id": _INSTITUTION},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "register_account": {"account_id": _ACCOUNT},
    "issue_token": {"access_token": "eyJ...", "token_type": "Bearer", "expires_in": 43_200},
    "grant": _ACCOUNT_ANSWER,
    "me": _ACCOUNT_ANSWER,
    "register_merchant": {"merchant_id": _MERCHANT, "merchant_number": "M-3F7K2Q"},
    "merchants": {"items": [_MERCHANT_ANSWER], "next_cursor": None},
    "merchant": _MERCHANT_ANSWER,
    "verify_merchant": {},
    "reject_merchant": {},
    "set_commodity_list": {"list_version": "2026-1"},
    "list_product": {"product_id": _PRODUCT},
    "products": {"items": [_PRODUCT_ANSWER], "next_cursor": None},
    "product": _PRODUCT_ANSWER,
    "change_price": {"price_version": 2},
    "delist_product": {},
    "receive_stock": {"balance_after": 40},
    "stock": {
        "product_id": _PRODUCT,
        "merchant_id": _MERCHANT,
        "unit": "pack",
        "received": 40,
        "available": 38,
        "reserved": 1,
        "committed": 1,
    },
    "place_orders": {
        "checkout_id": _CHECKOUT,
        "total_idr": 72_500,
        "orders": [_ORDER_RECEIPT],
    },
    "checkout": {
        "checkout_id": _CHECKOUT,
        "total_idr": 72_500,
        "orders": [_ORDER_RECEIPT | {"status": "confirmed", "reason_code": None}],
    },
    "orders": {"items": [_ORDER_ANSWER], "next_cursor": None},
    "order": _ORDER_ANSWER,
    "accept_order": _ORDER_CHANGED,
    "decline_order": _ORDER_CHANGED | {"status": "declined"},
    "dispatch_order": _ORDER_CHANGED | {"status": "dispatched"},
    "hand_over_order": {"order_id": _ORDER, "status": "delivered", "accepted": True},
    "cancel_order": _ORDER_CHANGED | {"status": "cancelled"},
    "payment": _PAYMENT_ANSWER,
    "reservation": {
        "order_id": _ORDER,
        "status": "reserved",
        "lines": [{"product_id": _PRODUCT, "quantity": 1}],
    },
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
    "register_institution": {"institution_id": _INSTITUTION},
    "define_agency": {"agency_id": _AGENCY},
    "import_members": {
        "batch_id": _BATCH,
        "rows": 1,
        "accepted": 1,
        "refused": 0,
        "unchanged": 0,
        "members": [{"row": 2, "membership_id": _MEMBERSHIP}],
        "refusals": [],
    },
    "enact_policy": {"policy_id": _POLICY, "version": 1},
    "open_period": {"opened": 1},
    "close_period": {"status": "closed"},
    "period": {"institution_id": _INSTITUTION, "period": "2026-11", "status": "open"},
    "recomputation": {"credits": 1, "assessments": 1, "differences": 0},
    "obligation": {
        "membership_id": _MEMBERSHIP,
        "period": "2026-11",
        "target_idr": 200_000,
        "credited_idr": 67_500,
        "shortfall_idr": 132_500,
        "pending_idr": 0,
        "lost_to_seller_idr": 0,
        "outcome": "open",
        "credits": [
            {
                "order_id": _ORDER,
                "payment_id": _PAYMENT,
                "credited_idr": 67_500,
                "policy_version": 1,
            }
        ],
    },
    "obligations": {
        "items": [{"membership_id": _MEMBERSHIP, "outcome": "not_met"}],
        "next_cursor": None,
    },
}
