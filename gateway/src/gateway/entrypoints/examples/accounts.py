"""Examples of requests to accounts, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ACCOUNT, INSTITUTION, MEMBERSHIP

_ACCOUNT_ANSWER = {
    "account_id": ACCOUNT,
    "roles": [{"role": "buyer", "institution_id": None}],
    "memberships": [MEMBERSHIP],
}
_OTHERS = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ..."
_REFRESH = "mWZqk3J0hGDYbVdxR8p5nQe7tLs1cUa9iFoKvXy2Bz4"
_TOKENS = {
    "access_token": "eyJ...",
    "token_type": "Bearer",
    "expires_in": 3600,
    "refresh_token": _REFRESH,
    "refresh_expires_in": 2_592_000,
}
_ACCESS = {
    "access_id": "4711",
    "at": "2026-11-24T02:15:00Z",
    "role": "hr_officer",
    "institution_id": INSTITUTION,
    "operation": "obligations",
    "purpose_code": "routine_duty",
    "result": "answered",
}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "register_account": {
        "login": "siti.hartati",
        "password": "beras-telur-gula",
        "roles": ["buyer"],
    },
    "issue_token": {"login": "siti.hartati", "password": "beras-telur-gula"},
    "refresh_token": {"refresh_token": _REFRESH},
    "revoke_token": {"refresh_token": _REFRESH, "every_session": True},
    "grant": {"role": "hr_officer", "institution_id": INSTITUTION},
    "change_password": {
        "current_password": "beras-telur-gula",
        "new_password": "minyak-tepung-garam",
    },
    "link_identity": {"token": _OTHERS, "current_password": "beras-telur-gula"},
    "lock_account": {"reason_code": "lost_device"},
    "unlock_account": {},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "register_account": {"account_id": ACCOUNT},
    "issue_token": _TOKENS,
    "refresh_token": _TOKENS,
    "revoke_token": {"revoked": "every_session"},
    "jwks": {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3",
                "use": "sig",
                "alg": "EdDSA",
            }
        ]
    },
    "grant": _ACCOUNT_ANSWER,
    "me": _ACCOUNT_ANSWER,
    "change_password": {"account_id": ACCOUNT},
    "link_identity": {"account_id": ACCOUNT, "issuer": "https://sso.example.go.id"},
    "lock_account": {"account_id": ACCOUNT, "locked": True},
    "unlock_account": {"account_id": ACCOUNT, "locked": False},
    "my_accesses": {"items": [_ACCESS | {"about": [MEMBERSHIP]}], "next_cursor": None},
    "accesses": {
        "items": [
            _ACCESS
            | {
                "account_id": ACCOUNT,
                "params": {"institution_id": INSTITUTION, "period": "2026-11"},
                "case_ref": "ITKO-2026-117",
                "refusal_code": None,
                "subject_counts": {"membership": 50},
                "request_id": "0193a3f0-3a52-7cc1-8a51-6a3f1b2c4d5e",
            }
        ],
        "next_cursor": "4710",
    },
}
