"""With which codes each route may be refused: at the door, and by the service behind it."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from gateway.entrypoints.problems import STATUSES
from gateway.entrypoints.routes.route import Route

# Written by `make contracts` from the code of the services, which this package must not import.
PATH = Path(__file__).with_name("service_refusals.json")
Codes = Mapping[str, Sequence[str]]
_TITLES = {status: title for _, status, title in STATUSES}
_WITHIN = "institution_id"
_ALWAYS: Mapping[int, tuple[str, ...]] = {
    429: ("rate_limited",),
    500: ("internal_error",),
}
_BODY: Mapping[int, tuple[str, ...]] = {
    400: ("body_broken",),
    408: ("body_slow",),
    413: ("body_too_large",),
    415: ("media_type_unsupported",),
}
_KEYED: Mapping[int, tuple[str, ...]] = {
    400: ("idempotency_key_malformed", "idempotency_key_missing"),
    409: ("in_progress",),
    422: ("idempotency_key_reused",),
}
# Only the database knows these, so they are not found in the code behind the views.
_OWN: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "register_account": {409: ("login_taken",)},
    "grant": {404: ("account_not_found",), 409: ("membership_taken",)},
}


def service_refusals() -> Mapping[str, Codes]:
    """Return the codes by operation and status, as they were found in the services."""
    found: Mapping[str, Codes] = json.loads(PATH.read_text())
    return found


def problem_response(route: Route, status: int, behind: Codes) -> dict[str, Any] | str:
    """Return the response of that status, with every code that is known to come."""
    codes = sorted({*_at_the_door(route).get(status, ()), *behind.get(str(status), ())})
    if not codes:
        return f"Problem{status}"
    shown = ", ".join(f"`{code}`" for code in codes)
    return {
        "$ref": f"#/components/responses/Problem{status}",
        "description": f"{_TITLES[status]} ({HTTPStatus(status).phrase}): {shown}.",
    }


def _at_the_door(route: Route) -> dict[int, tuple[str, ...]]:
    tables: list[Mapping[int, tuple[str, ...]]] = [_ALWAYS, _OWN.get(route.operation, {})]
    if route.query is not None or route.body is not None:
        tables.append({400: ("request_malformed",)})
    if route.body is not None:
        tables += [_BODY, {400: ("json_malformed",)}]
    if route.takes:
        tables.append(_BODY)
    if route.keyed:
        tables.append(_KEYED)
    if route.roles is not None or route.cached:
        tables.append({401: ("token_expired", "token_invalid", "token_missing")})
    if route.roles is not None:
        tables.append({400: ("request_malformed",), 403: _forbidden(route)})
    if "<uuid:" in route.path:
        tables.append({404: ("route_unknown",)})
    tables.append({503: _away(route)})
    return {
        status: tuple(code for table in tables for code in table.get(status, ()))
        for status in sorted({status for table in tables for status in table})
    }


def _forbidden(route: Route) -> tuple[str, ...]:
    shapes = [shape for shape in (route.query, route.body) if shape is not None]
    within = any(_WITHIN in shape().fields for shape in shapes)
    return ("role_missing", "institution_foreign") if within else ("role_missing",)


def _away(route: Route) -> tuple[str, ...]:
    if route.service is None:
        return ("database_unavailable",)
    busy = ("busy", "interrupted") if route.method == "POST" else ()
    return ("broker_unavailable", "database_unavailable", "timeout", *busy)
