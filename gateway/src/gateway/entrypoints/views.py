"""What stands behind each route: a command, a question, or an answer of the gateway's own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import msgspec
from flask import Response, request

from gateway.application import questions
from gateway.application.account_ports import Json
from gateway.application.checkouts import wait_until_decided
from gateway.application.commands import Command, Send, send
from gateway.application.ports import Message
from gateway.application.questions import Question
from gateway.bootstrap import App
from gateway.domain.roles import Role
from gateway.entrypoints import file_views, incoming, own_views
from gateway.entrypoints.incoming import Incoming
from gateway.entrypoints.replies import Page, Reply, page, respond
from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.streams import streamed_view
from kernel.domain.wib import first_day

# These say in whose name something happens; they go into the context, not into the command.
_ABOUT_THE_ACT = ("authority_ref", "on_behalf_of_id")
# In their own shop window sellers and officers see what is not yet for everybody.
_INSIDERS = frozenset({Role.MERCHANT, Role.CATALOG_OFFICER})
_MAX_AGE_S = 2
_CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"})
QUESTION_S = 5.0
_PERIOD_LENGTH = 7


class Stopping(Protocol):
    """Set when the process is asked to end; `threading.Event`."""

    def wait(self, timeout: float) -> bool: ...


View = Callable[..., Response]


def view_of(route: Route, app: App, stopping: Stopping) -> View:
    """Return the function that answers the route."""
    if route.operation in file_views.VIEWS:
        return lambda **_: file_views.VIEWS[route.operation](incoming.current(), app)
    if route.service is None:
        return _replying(partial(own_views.VIEWS[route.operation], app=app))
    if route.cached:
        return partial(_cached_view, route, app)
    if route.method == "GET":
        return _replying(partial(_question_view, route, app))
    if route.operation == "place_orders":
        return _replying(partial(_checkout_view, route, app, stopping))
    return _replying(partial(_command_view, route, app))


def _replying(answer: Callable[[Incoming], Reply | Response]) -> View:
    def view(**_: Any) -> Response:
        now = incoming.current()
        _check_period(now.path)
        reply = answer(now)
        return reply if isinstance(reply, Response) else respond(reply)

    return view


def _check_period(path: Mapping[str, str]) -> None:
    period = path.get("period")
    if period is not None:
        # Python's own reader would take 2026-1 as well.
        first_day(period if len(period) == _PERIOD_LENGTH else "")


def _command_view(route: Route, app: App, now: Incoming) -> Reply:
    payload = {**incoming.body_of(request, route), **now.path}
    about = {name: payload.pop(name, None) for name in _ABOUT_THE_ACT}
    command = Command(
        operation=route.operation,
        payload=payload,
        key=incoming.idempotency_key(request),
        institution_id=payload.get("institution_id"),
        **about,
    )
    done = send(command, request=now.by_caller(), through=_sender(route, app))
    headers = {"Location": route.location.format(**done.result)} if route.location else {}
    return Reply(body=done.result, status=route.status, headers=headers, replayed=done.replayed)


def _sender(route: Route, app: App) -> Send:
    assert route.service is not None, "the gateway's own commands are not sent"
    if route.slow_s is None:
        return app.senders[route.service]
    services, service, deadline_s = app.ports.services, route.service, route.slow_s

    def alone(message: Message) -> Json:
        return services.execute(service, [message], deadline_s=deadline_s)[0]

    return alone


def _checkout_view(route: Route, app: App, stopping: Stopping, now: Incoming) -> Reply:
    wait_s = incoming.query_of(request, route).get("wait", 0)
    placed = _command_view(route, app, now)
    question = Question(
        service="orders",
        operation="checkout",
        params={"checkout_id": placed.body["checkout_id"]},
    )
    body = wait_until_decided(
        placed.body,
        wait_s=wait_s,
        look=partial(questions.ask, question, request=now.by_caller(), ports=app.ports),
        pause=stopping.wait,
        monotonic=app.monotonic,
    )
    return Reply(body=body, status=placed.status, headers=placed.headers, replayed=placed.replayed)


def _question_view(route: Route, app: App, now: Incoming) -> Reply | Response:
    question = _question(route, now)
    if route.streams and (stream := streamed_view(route, question, app, now)):
        return stream
    return Reply(body=questions.ask(question, request=now.by_caller(), ports=app.ports))


def _question(route: Route, now: Incoming) -> Question:
    assert route.service is not None, "the gateway's own questions are not asked elsewhere"
    # Plain values: what an officer looked at is written down as JSON.
    params = msgspec.to_builtins({**incoming.query_of(request, route), **now.path})
    if "as_role" in params:
        now.role = Role(params["as_role"])
    return Question(
        service=route.service,
        operation=route.operation,
        params={name: value for name, value in params.items() if name not in route.unsent},
        institution_id=params.get("institution_id"),
        by_role=route.by_role,
        preferred=route.preferred,
        deadline_s=route.slow_s or QUESTION_S,
    )


def _cached_view(route: Route, app: App, **_: Any) -> Response:
    now = incoming.current()
    question = _question(route, now)
    roles = {grant.role for grant in now.caller.grants} if now.caller else set()
    if roles & _INSIDERS:
        content = page(questions.ask(question, request=now.by_caller(), ports=app.ports))
        return _paged(content, "private, no-cache")
    key = (route.operation, *sorted(question.params.items()))
    content = app.pages.get(key, lambda: _asked_publicly(question, app, now))
    return _paged(content, f"public, max-age={_MAX_AGE_S}")


def _asked_publicly(question: Question, app: App, now: Incoming) -> Page:
    answer = questions.ask_publicly(
        question, request_id=now.request_id, traceparent=now.traceparent, ports=app.ports
    )
    return page(answer)


def _paged(content: Page, cache_control: str) -> Response:
    headers = [
        ("ETag", f'"{content.etag}"'),
        ("Cache-Control", cache_control),
        ("Vary", "Authorization"),
    ]
    response = Response(content.content, headers=headers, mimetype="application/json")
    # Werkzeug looks through everything a condition may be about; most readers set none.
    if _CONDITIONS & request.environ.keys():
        response.make_conditional(request)
    return response
