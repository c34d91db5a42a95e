"""What the operations of the published document share: parameters, headers, problems, tags."""

from http import HTTPStatus
from typing import Any

from gateway.domain.accesses import CASE_REF_PATTERN, Purpose
from gateway.domain.roles import Role
from gateway.entrypoints.incoming import (
    CASE_HEADER,
    KEY_HEADER,
    KEY_PATTERN,
    PURPOSE_HEADER,
    REQUEST_ID_HEADER,
    ROLE_HEADER,
)
from gateway.entrypoints.problems import MEDIA_TYPE, STATUSES
from gateway.entrypoints.schemas.problem import Problem

OPERATIONS_TAG = "Operasi"
TAGS = {
    "Akun": "Akun, token, dan peran. Accounts, tokens and roles.",
    "Akses": "Siapa membuka data siapa. Who has looked at whose data.",
    "Berkas": "Dokumen yang diunggah. Documents that were uploaded.",
    "Pedagang": "Usaha kecil yang berjualan. The small businesses that sell.",
    "Barang": "Barang, harga, dan persediaan. Goods, prices and stock.",
    "Pesanan": "Dari keranjang sampai pengembalian. From the cart to the return.",
    "Pembayaran": "Uang tunai, sengketa, dan koreksi. Cash, disputes and corrections.",
    "Keuangan": "Buku besar dan rantai peristiwa. The ledger and the chain of events.",
    "Lembaga": "Lembaga, unit kerja, dan pegawai. Institutions, units and members.",
    "Kewajiban": "Aturan belanja dan bulan-bulannya. The duty and its months.",
    "Pemberitahuan": "Apa yang telah diberitahukan. What you were told.",
    OPERATIONS_TAG: "Untuk yang menjalankan layanan. For whoever runs the service.",
}
_REQUEST_ID = "0193a3f0-3a52-7cc1-8a51-6a3f1b2c4d5e"
_EXAMPLE_CODES = {
    400: "request_malformed",
    401: "token_expired",
    403: "role_missing",
    404: "order_not_found",
    408: "body_slow",
    409: "price_changed",
    413: "body_too_large",
    415: "media_type_unsupported",
    422: "idempotency_key_reused",
    429: "rate_limited",
    500: "internal_error",
    503: "busy",
}
_UUID = {"type": "string", "format": "uuid"}
_HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "RequestId": ("The request's id, for questions about it.", _UUID),
    "ETag": ("Names this very content; send it back as If-None-Match.", {"type": "string"}),
    "Replayed": ("true, if it had been done before.", {"type": "string", "enum": ["true"]}),
    "Location": ("Where what was made can be found.", {"type": "string"}),
    "RetryAfter": ("Come back after so many seconds.", {"type": "integer", "minimum": 1}),
    "RateLimit": ("How many requests a caller may send at once.", {"type": "integer"}),
    "RateRemaining": ("How many of them are left.", {"type": "integer"}),
    "RateReset": ("In how many seconds all of them are there again.", {"type": "integer"}),
    "Attachment": ("How the file is called.", {"type": "string"}),
    "Authenticate": ("How to say who one is.", {"type": "string"}),
}
_REFUSAL_HEADERS = {
    401: {"WWW-Authenticate": "Authenticate"},
    429: {"Retry-After": "RetryAfter"},
    503: {"Retry-After": "RetryAfter"},
}


PACE_HEADERS = {
    "RateLimit-Limit": "RateLimit",
    "RateLimit-Remaining": "RateRemaining",
    "RateLimit-Reset": "RateReset",
}


def header(name: str) -> dict[str, str]:
    """Return the reference to a header of every answer that has it."""
    return {"$ref": f"#/components/headers/{name}"}


def add_components(api: Any) -> None:
    """Add what operations refer to by name."""
    components = api.spec.components
    components.security_scheme(
        "bearer",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A token of POST /v1/tokens.",
        },
    )
    for name, (description, schema) in _HEADERS.items():
        components.header(name, {"description": description, "schema": schema})
    for name, parameter in _PARAMETERS.items():
        components.parameter(name, "header", parameter)
    for _, status, title in STATUSES:
        if status in _EXAMPLE_CODES:
            components.response(f"Problem{status}", _problem(status, title))


_PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": {
        "name": KEY_HEADER,
        "required": True,
        "description": (
            "A new one for every new wish; the same one to ask again. The same key and body give"
            " the stored answer, another body 422, one still being worked on 409."
        ),
        "schema": {"type": "string", "pattern": KEY_PATTERN},
        "example": _REQUEST_ID,
    },
    "RequestId": {
        "name": REQUEST_ID_HEADER,
        "description": (
            "A UUID of the caller's own for this request; it comes back. Anything else is replaced"
            " by a new one."
        ),
        "schema": {"type": "string"},
        "example": _REQUEST_ID,
    },
    "ActingRole": {
        "name": ROLE_HEADER,
        "description": "Which of one's roles to act in; without it the first that may.",
        "schema": {"type": "string", "enum": sorted(Role)},
    },
    "PurposeCode": {
        "name": PURPOSE_HEADER,
        "description": "For which purpose an officer looks at what is not hers; recorded.",
        "schema": {
            "type": "string",
            "enum": list(Purpose),
            "default": str(Purpose.ROUTINE_DUTY),
        },
    },
    "CaseRef": {
        "name": CASE_HEADER,
        "description": "An opaque code of the case, never words or a person's number.",
        "schema": {"type": "string", "pattern": CASE_REF_PATTERN},
        "example": "ITKO-2026-117",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "description": "The ETag of an answer one has: 304 if it is still the same.",
        "schema": {"type": "string"},
        "example": '"b6c2c0a1d3e4f5061728394a5b6c7d8e"',
    },
}


def _problem(status: int, title: str) -> dict[str, Any]:
    code = _EXAMPLE_CODES[status]
    example = {
        "type": f"urn:malpro:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": title,
        "instance": f"urn:uuid:{_REQUEST_ID}",
        "details": {},
    }
    headers = {REQUEST_ID_HEADER: "RequestId"} | _REFUSAL_HEADERS.get(status, {})
    return {
        "description": f"{title} ({HTTPStatus(status).phrase}).",
        "headers": {name: header(what) for name, what in headers.items()},
        "content": {MEDIA_TYPE: {"schema": Problem, "example": example}},
    }
