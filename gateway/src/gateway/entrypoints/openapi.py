"""The published document: OpenAPI 3.1, made from the table of routes."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Flask, Response
from flask_smorest import Api, Blueprint

from gateway.domain.roles import SELF_ASKED
from gateway.entrypoints.examples import ANSWERS, REQUESTS
from gateway.entrypoints.incoming import REQUEST_ID_HEADER
from gateway.entrypoints.openapi_parts import (
    OPERATIONS_TAG,
    PACE_HEADERS,
    TAGS,
    add_components,
    header,
)
from gateway.entrypoints.openapi_refusals import Codes, problem_response, service_refusals
from gateway.entrypoints.replies import json_response
from gateway.entrypoints.routes import ROUTES
from gateway.entrypoints.routes.route import CSV, JSON, NDJSON, Route
from gateway.entrypoints.schemas.problem import Problem

_TITLE = "Malpro"
_VERSION = "1.0.0"
_DESCRIPTION = """\
Pasar antara pegawai kota dan usaha kecil, dan catatan siapa yang memenuhi kewajibannya.

The marketplace between civil servants and small businesses, and the record of who met the duty.
Money is whole rupiah. Times are RFC 3339 in UTC; days and months are those of Malang. Every POST
that makes something or moves money needs an Idempotency-Key: the same key with the same body gives
the stored answer. Refusals are problem documents (RFC 9457) with a `code` that never changes.
"""
_PATH_WORDS = {
    "account": "The kind of account in the ledger.",
    "account_id": "The account's id.",
    "checkout_id": "The checkout's id.",
    "membership_id": "The membership's id.",
    "merchant_id": "The seller's id.",
    "order_id": "The order's id.",
    "return_id": "The return's id.",
    "payment_id": "The payment's id.",
    "collection_id": "The collection's id.",
    "dispute_id": "The dispute's id.",
    "correction_id": "The correction's id.",
    "refund_id": "The refund's id.",
    "period": "The month, as YYYY-MM.",
    "agency_id": "The unit's id.",
    "draft_id": "The draft's id.",
    "product_id": "The product's id.",
    "file_id": "The file's id.",
}
_GIVES_TOKENS = frozenset({"issue_token", "refresh_token"})
_PLAIN = {
    "/healthz": ("Memeriksa apakah proses hidup.", "Tell whether the process lives."),
    "/readyz": (
        "Memeriksa apakah layanan terjangkau.",
        "Tell whether the accounts and each service can be reached.",
    ),
    "/metrics": ("Melihat angka operasi.", "Show the figures of operations, for Prometheus."),
    "/openapi.json": ("Membaca dokumen ini.", "Serve this document."),
}

_ORDER_OF_FIELDS = (
    "operationId",
    "summary",
    "description",
    "tags",
    "security",
    "x-roles",
    "parameters",
    "requestBody",
    "responses",
)

View = Callable[..., Response]


class ProblemApi(Api):
    """flask-smorest, without its own idea of an error."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None


def document(refusals: Mapping[str, Codes] | None = None) -> dict[str, Any]:
    """
    Return the document; it needs no server, no database and no broker.

    :param refusals: codes by operation and status, if not those that were found last
    """
    return add_routes(Flask("gateway", static_folder=None), _unanswered, refusals=refusals)


def add_routes(
    flask: Flask,
    view_of: Callable[[Route], View],
    *,
    refusals: Mapping[str, Codes] | None = None,
) -> dict[str, Any]:
    """Add every route of the table, and the document that describes them; return the document."""
    flask.config["API_SPEC_OPTIONS"] = {
        "info": {
            "description": _DESCRIPTION,
            "contact": {"name": "Pengelola Malpro"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The gateway that serves this document."}],
    }
    api = ProblemApi(
        flask, spec_kwargs={"title": _TITLE, "version": _VERSION, "openapi_version": "3.1.0"}
    )
    add_components(api)
    blueprint = Blueprint("api", "gateway")
    known = service_refusals() if refusals is None else refusals
    for route in ROUTES:
        operation = _operation(route, known.get(route.operation, {}))
        described = blueprint.doc(**operation)(_named(view_of(route), route))
        blueprint.route(
            route.path,
            methods=[route.method],
            endpoint=route.operation,
            tags=[route.tag],
            parameters=_path_parameters(route),
        )(described)
    api.register_blueprint(blueprint)
    content = msgspec.json.encode(_completed(api.spec.to_dict()))
    flask.add_url_rule("/openapi.json", "openapi", lambda: json_response(content))
    # Back from JSON it is made of plain values alone, without enums and shared parts.
    spec: dict[str, Any] = msgspec.json.decode(content)
    return spec


def _unanswered(route: Route) -> View:
    def view(**_: Any) -> Response:
        raise AssertionError(f"{route.operation} is described here, not answered")

    return view


def _named(view: View, route: Route) -> View:
    # flask-smorest copies a function's own attributes, which a partial does not have.
    def named(**path: Any) -> Response:
        return view(**path)

    named.__name__ = route.operation
    return named


def _operation(route: Route, behind: Codes) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "description": f"{route.summary}\n\n{route.description}",
        "security": _security(route),
        "parameters": _parameters(route),
        "responses": _responses(route, behind),
    }
    if route.roles is not None:
        operation["x-roles"] = sorted(route.roles)
    if route.takes:
        operation["requestBody"] = {
            "required": True,
            "description": "The file itself.",
            "content": {kind: {"schema": {"contentMediaType": kind}} for kind in route.takes},
        }
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {kind: _body(route, kind) for kind in route.media_types},
        }
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.roles is not None:
        return [{"bearer": []}]
    # A catalogue page may be asked for with a token, and without one.
    return [{"bearer": []}, {}] if route.cached else []


def _body(route: Route, kind: str) -> dict[str, Any]:
    if kind == CSV:
        example = REQUESTS[route.operation]["csv"]
        return {"schema": {"type": "string"}, "example": example}
    return {"schema": route.body, "example": REQUESTS[route.operation]}


def _parameters(route: Route) -> list[Any]:
    parameters: list[Any] = ["RequestId"]
    if route.roles is not None:
        parameters.append("ActingRole")
    if route.roles is not None and route.method == "GET" and route.roles - SELF_ASKED:
        parameters += ["PurposeCode", "CaseRef"]
    if route.keyed:
        parameters.append("IdempotencyKey")
    if route.cached:
        parameters.append("IfNoneMatch")
    if route.query is not None:
        parameters.append({"in": "query", "schema": route.query})
    return parameters


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = [part.strip("<>").rpartition(":")[2] for part in route.path.split("/") if "<" in part]
    return [
        {"in": "path", "name": name, "required": True, "description": _PATH_WORDS[name]}
        for name in names
    ]


def _responses(route: Route, behind: Codes) -> dict[str, Any]:
    success: dict[str, Any] = {
        "description": HTTPStatus(route.status).phrase,
        "content": _contents(route),
        "headers": {
            name: header(what)
            for name, what in ({REQUEST_ID_HEADER: "RequestId"} | PACE_HEADERS).items()
        },
    }
    if route.streams and route.service != "payments":
        success["headers"]["Content-Disposition"] = header("Attachment")
    if route.location:
        success["headers"]["Location"] = header("Location")
    if route.keyed:
        success["headers"]["Idempotency-Replayed"] = header("Replayed")
    responses: dict[str, Any] = {str(route.status): success}
    if route.cached:
        success["headers"]["ETag"] = header("ETag")
        responses["304"] = {
            "description": "Nothing has changed since that ETag.",
            "headers": {REQUEST_ID_HEADER: header("RequestId"), "ETag": header("ETag")},
        }
    responses |= {
        str(status): problem_response(route, status, behind) for status in _problems(route)
    }
    return responses


def _contents(route: Route) -> dict[str, Any]:
    contents: dict[str, Any] = {}
    if route.answer is not None:
        contents[JSON] = {"schema": route.answer, "example": ANSWERS[route.operation]}
    for kind in route.streams:
        text = kind in (CSV, NDJSON)
        contents[kind] = {"schema": {"type": "string"} if text else {"contentMediaType": kind}}
    return contents


def _problems(route: Route) -> list[int]:
    statuses = {400, 404, 429, 500, 503}
    if route.roles is not None or route.cached or route.operation in _GIVES_TOKENS:
        statuses |= {401}
    if route.roles is not None:
        statuses |= {403}
    if route.method == "POST":
        statuses |= {408, 409, 413, 415, 422}
    return sorted(statuses)


def _completed(spec: dict[str, Any]) -> dict[str, Any]:
    """Add the paths that are no routes of the table, and bring everything into a fixed order."""
    paths = {path: _sorted_path(item) for path, item in spec["paths"].items()}
    paths |= {path: {"get": _plain_operation(path)} for path in _PLAIN}
    used = {*(route.tag for route in ROUTES), OPERATIONS_TAG}
    components = spec["components"]
    # flask-smorest brings pages of its own kind, which nothing here uses.
    components["schemas"].pop("PaginationMetadata", None)
    return {
        "openapi": spec["openapi"],
        "info": spec["info"],
        "servers": spec["servers"],
        "tags": [{"name": name, "description": TAGS[name]} for name in TAGS if name in used],
        "paths": paths,
        "components": components,
    }


def _sorted_path(item: dict[str, Any]) -> dict[str, Any]:
    shared = item.get("parameters", [])
    operations = {method: item[method] for method in ("get", "post") if method in item}
    return {
        method: _sorted(operation | {"parameters": [*shared, *operation["parameters"]]})
        for method, operation in operations.items()
    }


def _sorted(operation: dict[str, Any]) -> dict[str, Any]:
    return {name: operation[name] for name in _ORDER_OF_FIELDS if name in operation}


def _plain_operation(path: str) -> dict[str, Any]:
    summary, description = _PLAIN[path]
    content: dict[str, Any] = {"text/plain" if path == "/metrics" else JSON: {"schema": {}}}
    responses: dict[str, Any] = {"200": {"description": "OK", "content": content}}
    if path == "/readyz":
        responses["503"] = {"description": "Not ready.", "content": content}
    return {
        "operationId": path.strip("/").replace(".", "_"),
        "summary": summary,
        "description": f"{summary}\n\n{description}",
        "tags": [OPERATIONS_TAG],
        "security": [],
        "responses": responses,
    }
