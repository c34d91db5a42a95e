"""The Flask application: routes, the door, and a problem document for everything that fails."""

import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway.bootstrap import App
from gateway.entrypoints import incoming
from gateway.entrypoints.door import stand_at
from gateway.entrypoints.framing import RefusesAmbiguity
from gateway.entrypoints.health import add_health
from gateway.entrypoints.openapi import add_routes
from gateway.entrypoints.problems import (
    MEDIA_TYPE,
    BodyTooLarge,
    InternalError,
    MethodNotAllowed,
    RequestMalformed,
    RouteUnknown,
    problem_of,
)
from gateway.entrypoints.replies import Careful, encoded, json_response
from gateway.entrypoints.routes.route import BODY_MAX
from gateway.entrypoints.views import Stopping, view_of
from kernel.domain.errors import KernelError

log = logging.getLogger(__name__)


def make_flask(app: App, *, stopping: Stopping) -> Flask:
    """
    Return the WSGI application.

    :param stopping: ends long polls
    """
    flask = Flask("gateway", static_folder=None)
    flask.config["MAX_CONTENT_LENGTH"] = BODY_MAX
    flask.url_map.strict_slashes = True
    flask.register_error_handler(KernelError, _refused)
    stand_at(flask, app)
    add_routes(flask, lambda route: view_of(route, app, stopping))
    add_health(flask, app)
    # After flask-smorest, which has a handler of its own for these.
    flask.register_error_handler(HTTPException, _http_error)
    flask.register_error_handler(Exception, _bug)
    middle: Any = Careful(ReadsChunks(flask.wsgi_app))
    if app.settings.trusted_proxies:
        middle = ProxyFix(middle, x_for=app.settings.trusted_proxies)
    flask.wsgi_app = RefusesAmbiguity(middle)  # type: ignore[method-assign]
    return flask


class ReadsChunks:
    """Says that the end of a chunked body is marked, as eventlet's server sees to."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("HTTP_TRANSFER_ENCODING", "").casefold() == "chunked":
            environ["wsgi.input_terminated"] = True
        return self._app(environ, start_response)


def _refused(error: KernelError) -> Response:
    now = incoming.current()
    operation = now.route.operation if now.route else None
    problem = problem_of(error, now.request_id)
    log.info(
        "request.refused",
        extra={
            "operation": operation,
            "code": error.own_code,
            "status": problem.status,
            "request_id": now.request_id,
        },
    )
    response = json_response(encoded(problem.body), problem.status, media_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    return response


def _http_error(error: HTTPException) -> Response:
    return _refused(_translated(error))


def _translated(error: HTTPException) -> KernelError:
    match error.code:
        case 404:
            return RouteUnknown("there is nothing at this address")
        case 405:
            allowed = sorted(set(getattr(error, "valid_methods", None) or ()) - {"HEAD", "OPTIONS"})
            return MethodNotAllowed("this method is not for this address", allowed=allowed)
        case 413:
            return BodyTooLarge(
                "the body is too large", limit_bytes=incoming.current().limits.bytes_max
            )
        case _:
            return RequestMalformed(error.name, fields={})


def _bug(error: Exception) -> Response:
    now = incoming.current()
    about = {"request_id": now.request_id, "path": _rule()}
    log.error("request.failed", extra=about, exc_info=error)
    return _refused(InternalError("this is a bug, and it is in the log under the request's id"))


def _rule() -> str | None:
    return request.url_rule.rule if request.url_rule else None
