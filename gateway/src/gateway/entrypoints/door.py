"""Who comes in: token, pace, role, key and size are looked at before what is wanted."""

from collections.abc import Callable
from functools import cache, partial

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram
from werkzeug.datastructures import Headers

from gateway.application.recognition import caller_of
from gateway.bootstrap import App
from gateway.domain.attempts import network_of
from gateway.domain.callers import Wish, acting
from gateway.domain.refusals import Unauthenticated
from gateway.entrypoints import incoming
from gateway.entrypoints.metrics import REQUESTS, SECONDS
from gateway.entrypoints.replies import pace_headers
from gateway.entrypoints.routes import BY_OPERATION
from gateway.entrypoints.routes.route import CSV, Route
from gateway.entrypoints.uploads import BodyLimits

_NOWHERE = "unknown"
# A stranger may invent methods; the metrics do not grow with them.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def stand_at(flask: Flask, app: App) -> None:
    """Look at every request before its view does, and at every answer after it."""
    flask.before_request(lambda: let_in(app))
    flask.after_request(_farewell(app.monotonic))


def let_in(app: App) -> None:
    """
    Find out who is calling, and whether she may come in at all.

    :raises Unauthenticated: a token is needed, and there is no good one
    :raises RateLimited: she comes too often
    :raises Forbidden: none of her roles may do this
    :raises Invalid: the key or the media type is not as it must be
    """
    now = incoming.read(request, started=app.monotonic())
    g.incoming = now
    now.route = BY_OPERATION.get((request.endpoint or "").rpartition(".")[2])
    if now.route is None:
        # Metrics, the document, and what does not exist. Whoever asks whether we live is let be.
        if request.path != "/healthz":
            now.allowance = app.limiter.take(_address())
        return
    _limit(now, now.route, app)
    _recognise(now, now.route, app)
    now.role = incoming.wished_role(request)
    now.reason = incoming.stated_reason(request)
    if now.route.roles is not None and now.caller is not None:
        acting(now.caller, now.route.roles, Wish(role=now.role))
    if now.route.keyed:
        incoming.idempotency_key(request)
    incoming.check_media_type(request, now.route)


def _limit(now: incoming.Incoming, route: Route, app: App) -> None:
    settings = app.settings
    table = request.mimetype == CSV
    now.limits = BodyLimits(
        bytes_max=settings.file_bytes_max if route.takes else route.body_max,
        lines_max=settings.import_lines_max if table else None,
    )
    now.in_time = partial(app.patience, settings.body_s)


def _recognise(now: incoming.Incoming, route: Route, app: App) -> None:
    authorization = request.headers.get("Authorization")
    if route.roles is None and not (route.cached and authorization):
        now.allowance = app.limiter.take(_address())
        return
    try:
        now.caller = caller_of(authorization, ports=app.ports, keeper=app.keeper)
    except Unauthenticated:
        # Guessing tokens costs us work, so it is counted too.
        app.limiter.take(_address())
        raise
    now.allowance = app.limiter.take(now.caller.account_id)


def _address() -> str:
    return f"address {network_of(request.remote_addr)}"


def _farewell(monotonic: Callable[[], float]) -> Callable[[Response], Response]:
    def finish(response: Response) -> Response:
        now = getattr(g, "incoming", None) or incoming.read(request, started=monotonic())
        _complete(response.headers, now)
        rule = request.url_rule.rule if request.url_rule else _NOWHERE
        method = request.method if request.method in _METHODS else _NOWHERE
        _requests(method, rule, response.status_code).inc()
        _seconds(method, rule).observe(monotonic() - now.started)
        return response

    return finish


def _complete(headers: Headers, now: incoming.Incoming) -> None:
    own = {incoming.REQUEST_ID_HEADER: now.request_id}
    if now.allowance is not None:
        own |= pace_headers(now.allowance)
    # Werkzeug walks through all headers to set one, so what is new is added at the end.
    there = {name.casefold() for name, _ in headers}
    for name, value in own.items():
        if name.casefold() in there:
            headers.remove(name)
        headers.add(name, value)


@cache
def _requests(method: str, rule: str, status: int) -> Counter:
    return REQUESTS.labels(method=method, route=rule, status=status)


@cache
def _seconds(method: str, rule: str) -> Histogram:
    return SECONDS.labels(method=method, route=rule)
