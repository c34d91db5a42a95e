"""Answers that leave page by page: the chain of finance as lines, files as CSV."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from flask import Response, request

from gateway.application import questions
from gateway.application.account_ports import Json
from gateway.application.questions import Question
from gateway.bootstrap import App
from gateway.entrypoints.incoming import Incoming
from gateway.entrypoints.routes.route import CSV, JSON, NDJSON, Route
from kernel.domain.errors import KernelError

_LINKS_A_PAGE = 500
_LINKS = 100
_ROWS_A_PAGE = 2_000
_log = logging.getLogger(__name__)
Ask = Callable[[Json], Json]
Streamed = Callable[[Question, Ask], Response]


def streamed_view(route: Route, question: Question, app: App, now: Incoming) -> Response | None:
    """Return the answer as a stream, if the caller would rather have one; else None."""
    wanted = request.accept_mimetypes.best_match([JSON, *route.streams], default=JSON)
    if wanted == JSON:
        return None
    caller = now.by_caller()

    def ask(changes: Json) -> Json:
        page = replace(question, params={**question.params, **changes})
        return questions.ask(page, request=caller, ports=app.ports)

    return _STREAMS[wanted](question, ask)


def _lines_of_chain(question: Question, ask: Ask) -> Response:
    after, left = question.params.get("after", 0), question.params.get("limit", _LINKS)
    first = ask({"after": after, "limit": min(left, _LINKS_A_PAGE)})
    return Response(_guarded(_links(first, left, ask)), mimetype=NDJSON)


def _links(page: Json, left: int, ask: Ask) -> Iterator[bytes]:
    while page["items"]:
        left -= len(page["items"])
        yield "".join(f"{one['envelope']}\n" for one in page["items"]).encode()
        if left <= 0 or page["after"] >= page["head"]:
            return
        page = ask({"after": page["after"], "limit": min(left, _LINKS_A_PAGE)})


def _table(question: Question, ask: Ask) -> Response:
    ask_part = partial(_part, ask)
    first = ask_part(0)
    name = f"{question.params['kind']}-{question.params['period']}.csv"
    response = Response(_guarded(_parts(first, ask_part)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Rows"] = str(first["rows"])
    response.headers["X-Control-Total-Idr"] = str(first["control_total_idr"])
    response.headers["X-File-Sha256"] = first["file_sha256"]
    return response


def _part(ask: Ask, after_row: int) -> Json:
    return ask({"after_row": after_row, "rows_max": _ROWS_A_PAGE})


def _parts(part: Json, ask_part: Callable[[int], Json]) -> Iterator[bytes]:
    yield part["csv"].encode()
    while (after_row := part.get("after_row")) is not None:
        part = ask_part(after_row)
        # Each part names its columns, so that whom it concerns is known; one head is enough.
        yield part["csv"].partition("\n")[2].encode()


def _guarded(content: Iterator[bytes]) -> Iterator[bytes]:
    """A stream that breaks off ends without its last chunk, so the reader knows."""
    try:
        yield from content
    except KernelError as error:
        _log.warning("stream.broken", extra={"code": error.own_code})
        raise


_STREAMS: Mapping[str, Streamed] = {NDJSON: _lines_of_chain, CSV: _table}
