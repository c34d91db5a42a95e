"""What a request says about itself, read before anybody looks at what it wants."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
from flask import Request as HttpRequest, g
from marshmallow import Schema, ValidationError

from gateway.application.limits import Allowance
from gateway.application.requests import Request
from gateway.domain.accesses import Reason, reason_of
from gateway.domain.callers import Caller
from gateway.domain.roles import Role
from gateway.entrypoints.problems import (
    JsonMalformed,
    KeyMalformed,
    KeyMissing,
    MediaTypeUnsupported,
    RequestMalformed,
)
from gateway.entrypoints.quick import Doubt, Read, reader_of
from gateway.entrypoints.routes.route import BODY_MAX, CSV, Route
from gateway.entrypoints.uploads import BodyLimits, pieces_of
from kernel.domain.ids import new_id

REQUEST_ID_HEADER = "X-Request-Id"
ROLE_HEADER = "X-Acting-Role"
KEY_HEADER = "Idempotency-Key"
PURPOSE_HEADER = "X-Purpose-Code"
CASE_HEADER = "X-Case-Ref"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
KEY_PATTERN = r"^[!-~]{1,128}$"
_KEY = re.compile(KEY_PATTERN)
_schemas: dict[type[Schema], tuple[Schema, Read]] = {}


@dataclass(slots=True, kw_only=True)
class Incoming:
    """
    A request on its way in; who sends it is known once the door has looked at the token.

    :param request_id: the caller's own, if it is a UUID: anything else could name a person
    :param limits: how much of a body may come
    :param in_time: ends what reads a body that takes too long to come in
    """

    request_id: str
    traceparent: str | None
    started: float
    route: Route | None = None
    caller: Caller | None = None
    role: Role | None = None
    reason: Reason = field(default_factory=Reason)
    allowance: Allowance | None = None
    limits: BodyLimits = field(default_factory=partial(BodyLimits, bytes_max=BODY_MAX))
    in_time: Callable[[], AbstractContextManager[object]] = nullcontext
    path: dict[str, str] = field(default_factory=dict)

    def by_caller(self) -> Request:
        """Return the request of the caller that the door has found."""
        assert self.caller is not None, "the door lets nobody unknown in here"
        return Request(
            caller=self.caller,
            request_id=self.request_id,
            traceparent=self.traceparent,
            role=self.role,
            reason=self.reason,
        )


def current() -> Incoming:
    """Return the request that is being answered."""
    incoming: Incoming = g.incoming
    return incoming


def read(request: HttpRequest, *, started: float) -> Incoming:
    """Read what can never be refused."""
    request_id = request.headers.get(REQUEST_ID_HEADER, "")
    traceparent = request.headers.get("traceparent", "")
    return Incoming(
        request_id=request_id if _UUID.fullmatch(request_id) else new_id(),
        traceparent=traceparent if _TRACEPARENT.fullmatch(traceparent) else None,
        started=started,
        path={name: str(value) for name, value in (request.view_args or {}).items()},
    )


def wished_role(request: HttpRequest) -> Role | None:
    """
    Return the role the caller wants to act in.

    :raises RequestMalformed: there is no such role
    """
    name = request.headers.get(ROLE_HEADER)
    if name is None:
        return None
    try:
        return Role(name)
    except ValueError:
        raise RequestMalformed(
            "there is no such role", fields={ROLE_HEADER: ["Unknown."]}
        ) from None


def stated_reason(request: HttpRequest) -> Reason:
    """
    Return why the caller looks at what may not be hers.

    :raises Invalid: there is no such purpose, or the case is no code
    """
    return reason_of(request.headers.get(PURPOSE_HEADER), request.headers.get(CASE_HEADER))


def idempotency_key(request: HttpRequest) -> str:
    """
    Return the key under which a repeat of this request changes nothing.

    :raises KeyMissing: there is none
    :raises KeyMalformed: it is too long, or not visible ASCII
    """
    key = request.headers.get(KEY_HEADER)
    if key is None:
        raise KeyMissing("send the header Idempotency-Key, a new one for every new wish")
    if not _KEY.fullmatch(key):
        raise KeyMalformed("an Idempotency-Key has 1 to 128 visible ASCII characters")
    return key


def check_media_type(request: HttpRequest, route: Route) -> None:
    """:raises MediaTypeUnsupported: the body is of a type the route does not read"""
    types = route.takes or (route.media_types if route.body is not None else ())
    if types and request.mimetype not in types:
        raise MediaTypeUnsupported(f"send {' or '.join(types)}")


def body_of(request: HttpRequest, route: Route) -> dict[str, Any]:
    """
    Return the request's body, checked.

    :raises BodyTooLarge: it is larger, or longer, than the route takes
    :raises BodySlow: it takes too long to come in
    :raises BodyBroken: it ends before its end
    :raises JsonMalformed: it is no JSON object
    :raises RequestMalformed: a field is missing, unknown or of the wrong shape
    """
    assert route.body is not None, "only routes with a body get here"
    with current().in_time():
        content = b"".join(pieces_of(request, current().limits))
    if request.mimetype == CSV:
        given = request.args.to_dict() | {"csv": _text(content)}
    else:
        given = _json(content)
    return load(route.body, given)


def query_of(request: HttpRequest, route: Route) -> dict[str, Any]:
    """
    Return the request's query parameters, checked.

    :raises RequestMalformed: one is unknown or of the wrong shape
    """
    given = request.args.to_dict()
    if route.query is None:
        if given:
            raise _malformed({name: ["Unknown field."] for name in given})
        return {}
    return load(route.query, given)


def load(shape: type[Schema], given: dict[str, Any]) -> dict[str, Any]:
    """
    Return the values, as the schema reads them.

    :raises RequestMalformed: they do not have its shape
    """
    known = _schemas.get(shape)
    if known is None:
        schema = shape()
        known = _schemas.setdefault(shape, (schema, reader_of(schema)))
    schema, read_quickly = known
    try:
        loaded: dict[str, Any] = read_quickly(given)
    except Doubt:
        return _slowly(schema, given)
    return loaded


def _slowly(schema: Schema, given: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise _malformed(error.messages_dict) from None
    return loaded


def _malformed(fields: dict[str, Any]) -> RequestMalformed:
    return RequestMalformed("some fields are missing, unknown or of the wrong shape", fields=fields)


def _json(content: bytes) -> dict[str, Any]:
    try:
        given = msgspec.json.decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise JsonMalformed("the body is not valid JSON") from None
    if not isinstance(given, dict):
        raise JsonMalformed("the body is not a JSON object")
    return given


def _text(content: bytes) -> str:
    try:
        # A byte order mark is what spreadsheets write in front.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _malformed({"csv": ["Not UTF-8."]}) from None
