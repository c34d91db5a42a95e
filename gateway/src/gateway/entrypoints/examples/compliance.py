"""Examples of requests to compliance, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import (
    ACCOUNT,
    AGENCY,
    BATCH,
    INSTITUTION,
    KELURAHAN,
    MEMBERSHIP,
    ORDER,
    PAYMENT,
    POLICY,
)

_CSV = (
    "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
    "job_class,tpp_eligible,tpp_ceiling_idr\n"
    "198501012010011001,Contoh Pegawai,DINKES,pns,active,III/b,staff,7,true,4000000\n"
)
_TURNOVER = {"goods_idr": 135_000, "staple_idr": 67_500, "spends": 2}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "register_institution": {"name": "Pemerintah Kota Contoh", "identity_scheme": "nip"},
    "define_agency": {
        "institution_id": INSTITUTION,
        "agency_code": "DINKES",
        "name": "Dinas Kesehatan",
        "kelurahan_code": KELURAHAN,
    },
    "import_members": {"institution_id": INSTITUTION, "as_of": "2026-11-01", "csv": _CSV},
    "enact_policy": {
        "institution_id": INSTITUTION,
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
        "drafted_by_id": ACCOUNT,
    },
    "move_agency": {
        "institution_id": INSTITUTION,
        "parent_agency_id": None,
        "valid_from": "2027-01-01",
    },
    "close_agency": {"institution_id": INSTITUTION, "valid_to": "2026-12-31"},
    "change_member_identity": {
        "institution_id": INSTITUTION,
        "employee_number": "198501012026211001",
        "identity_kind": "pppk",
        "cause": "new_contract",
        "valid_from": "2026-11-01",
        "requested_by_id": ACCOUNT,
    },
    "record_departure": {
        "institution_id": INSTITUTION,
        "reason": "retired",
        "valid_to": "2026-11-30",
    },
    "draft_policy": {
        "institution_id": INSTITUTION,
        "document": {"kind": "flat", "flat_idr": 100_000},
        "effective_from": "2027-01-01",
        "legal_basis": "Perwali 13/2026",
        "legal_basis_kind": "perwali",
        "announced_on": "2026-12-01",
    },
    "approve_policy": {"institution_id": INSTITUTION},
    "withdraw_policy_draft": {"institution_id": INSTITUTION},
    "repeal_policy": {
        "institution_id": INSTITUTION,
        "effective_to": "2026-12-31",
        "legal_basis": "Perwali 14/2026",
    },
    "open_period": {"institution_id": INSTITUTION},
    "close_period": {"institution_id": INSTITUTION},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "agency_summary": {"items": [{"agency_id": AGENCY}], "next_cursor": None},
    "turnover": {"sellers": 2, "gini_bp": 1_250, "lorenz_bp": [1_000, 10_000]},
    "turnover_places": {
        "items": [_TURNOVER | {"kelurahan_code": KELURAHAN}],
        "next_cursor": None,
        "totals": _TURNOVER,
        "of_others": {"goods_idr": 0, "staple_idr": 0, "spends": 0},
    },
    "consequences": {"items": [{"kind": "reward", "level": "gold"}], "next_cursor": None},
    "consequence_file": {
        "rows": 0,
        "control_total_idr": 0,
        "file_sha256": "0" * 64,
        "csv": "consequence_id,membership_id\n",
    },
    "agencies": {"items": [{"agency_id": AGENCY}], "next_cursor": None},
    "members": {"items": [{"membership_id": MEMBERSHIP}], "next_cursor": None},
    "member": {"membership_id": MEMBERSHIP, "status": "on_roster"},
    "member_imports": {"items": [{"batch_id": BATCH}], "next_cursor": None},
    "policies": {"items": [{"policy_id": POLICY}], "next_cursor": None},
    "policy_drafts": {"items": [{"draft_id": POLICY}], "next_cursor": None},
    "register_institution": {"institution_id": INSTITUTION},
    "define_agency": {"agency_id": AGENCY},
    "move_agency": {"agency_id": AGENCY},
    "close_agency": {"agency_id": AGENCY},
    "change_member_identity": {"membership_id": MEMBERSHIP},
    "record_departure": {"membership_id": MEMBERSHIP},
    "draft_policy": {"draft_id": POLICY},
    "approve_policy": {"policy_id": POLICY, "version": 1},
    "withdraw_policy_draft": {"draft_id": POLICY},
    "repeal_policy": {"policy_id": POLICY, "version": 1},
    "import_members": {
        "batch_id": BATCH,
        "rows": 1,
        "accepted": 1,
        "refused": 0,
        "unchanged": 0,
        "members": [{"row": 2, "membership_id": MEMBERSHIP}],
        "refusals": [],
    },
    "enact_policy": {"policy_id": POLICY, "version": 1},
    "open_period": {"opened": 1},
    "close_period": {"status": "closed"},
    "period": {"institution_id": INSTITUTION, "period": "2026-11", "status": "open"},
    "recomputation": {"credits": 1, "assessments": 1, "differences": 0},
    "obligation": {
        "membership_id": MEMBERSHIP,
        "period": "2026-11",
        "target_idr": 200_000,
        "credited_idr": 67_500,
        "shortfall_idr": 132_500,
        "pending_idr": 0,
        "lost_to_seller_idr": 0,
        "outcome": "open",
        "credits": [
            {
                "order_id": ORDER,
                "payment_id": PAYMENT,
                "credited_idr": 67_500,
                "policy_version": 1,
            }
        ],
    },
    "obligations": {
        "items": [{"membership_id": MEMBERSHIP, "outcome": "not_met"}],
        "next_cursor": None,
    },
}
