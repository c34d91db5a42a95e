"""Examples of requests to accounts, and of its answers."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples.ids import ACCOUNT, INSTITUTION, MEMBERSHIP

_ACCOUNT_ANSWER = {
    "account_id": ACCOUNT,
    "roles": [{"role": "buyer", "institution_id": None}],
    "memberships": [MEMBERSHIP],
}

REQUESTS: Mapping[str, dict[str, Any]] = {
    "register_account": {
        "login": "siti.hartati",
        "password": "beras-telur-gula",
        "roles": ["buyer"],
    },
    "issue_token": {"login": "siti.hartati", "password": "beras-telur-gula"},
    "grant": {"role": "hr_officer", "institution_id": INSTITUTION},
}

ANSWERS: Mapping[str, dict[str, Any]] = {
    "register_account": {"account_id": ACCOUNT},
    "issue_token": {"access_token": "eyJ...", "token_type": "Bearer", "expires_in": 43_200},
    "grant": _ACCOUNT_ANSWER,
    "me": _ACCOUNT_ANSWER,
}
