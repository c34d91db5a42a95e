"""Documents in and out: a body that is a file, and a file that is an answer."""

from collections.abc import Callable, Iterator, Mapping

from flask import Response, request

from gateway.application.files import Upload, file_for, keep_file
from gateway.bootstrap import App
from gateway.domain.files import SUFFIXES
from gateway.entrypoints.incoming import Incoming
from gateway.entrypoints.replies import Reply, respond
from gateway.entrypoints.uploads import pieces_of

FileView = Callable[[Incoming, App], Response]


def post_file(now: Incoming, app: App) -> Response:
    upload = Upload(
        media_type=request.mimetype,
        pieces=pieces_of(request, now.limits),
        quota_bytes=app.settings.file_quota_bytes,
    )
    with now.in_time():
        kept = keep_file(upload, request=now.by_caller(), ports=app.ports)
    file = kept.file
    body = {
        "file_id": file.file_id,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "media_type": file.media_type,
    }
    headers = {"Location": f"/v1/files/{file.file_id}"}
    return respond(Reply(body=body, status=201, headers=headers, replayed=not kept.new))


def get_file(now: Incoming, app: App) -> Response:
    file = file_for(now.path["file_id"], request=now.by_caller(), ports=app.ports)
    name = f"{file.file_id}.{SUFFIXES[file.media_type]}"
    content: Iterator[bytes] = app.ports.contents.read(file.sha256)
    response = Response(content, mimetype=file.media_type)
    response.content_length = file.bytes
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


VIEWS: Mapping[str, FileView] = {"upload_file": post_file, "file": get_file}
