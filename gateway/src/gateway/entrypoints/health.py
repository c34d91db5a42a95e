"""Whether the gateway lives, and whether it can be of use."""

from collections.abc import Callable, Mapping
from threading import Thread

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.bootstrap import App
from gateway.entrypoints.replies import encoded, json_response
from kernel.domain.errors import KernelError
from kernel.domain.ids import derived_id

_OK = "ok"
_NOBODY = derived_id("account", "nobody")


def add_health(flask: Flask, app: App) -> None:
    """Add /healthz, /readyz and /metrics."""
    flask.add_url_rule("/healthz", "healthz", _healthz)
    flask.add_url_rule("/readyz", "readyz", lambda: _readyz(app))
    flask.add_url_rule("/metrics", "metrics", _metrics)


def _healthz() -> Response:
    return json_response(encoded({"status": _OK}))


def _readyz(app: App) -> Response:
    """
    Say what can be reached.

    The gateway is of use while its accounts can be read and one service answers: without the
    others, what needs them answers 503, and the rest goes on.
    """
    checks: dict[str, Callable[[], object]] = {"database": lambda: app.ports.accounts.get(_NOBODY)}
    for service in app.senders:
        checks[service] = _head_of(app, service)
    found = _look_at_all(checks)
    services = [found[service] for service in app.senders]
    ready = found["database"] == _OK and _OK in services
    body = {"status": _OK if ready else "unavailable", "checks": found}
    return json_response(encoded(body), 200 if ready else 503)


def _look_at_all(checks: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    # At the same time: the one that asks has no patience for four deadlines in a row.
    found = dict.fromkeys(checks, "internal_error")

    def look(name: str) -> None:
        found[name] = _outcome(checks[name])

    threads = [Thread(target=look, args=(name,)) for name in checks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _head_of(app: App, service: str) -> Callable[[], object]:
    return lambda: app.ports.services.head(service)


def _outcome(check: Callable[[], object]) -> str:
    try:
        check()
    except KernelError as error:
        return error.own_code
    return _OK


def _metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
