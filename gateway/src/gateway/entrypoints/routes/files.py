"""Routes for documents, which other requests then refer to."""

from gateway.domain.files import BEGINNINGS
from gateway.entrypoints.routes.route import FILE_MAX, Route
from gateway.entrypoints.schemas import files as shapes

_TAG = "Berkas"

FILES = (
    Route(
        operation="upload_file",
        method="POST",
        path="/v1/files",
        tag=_TAG,
        service=None,
        summary="Mengunggah dokumen.",
        description=(
            "Upload a document as the body itself: PDF, JPEG or PNG, 5 MiB at most, under its own"
            " Content-Type. Its id is what other requests name as document_ref. The same file again"
            " gives the same id, so no Idempotency-Key is needed."
        ),
        answer=shapes.FileAnswer,
        status=201,
        location="/v1/files/{file_id}",
        body_max=FILE_MAX,
        takes=tuple(BEGINNINGS),
    ),
    Route(
        operation="file",
        method="GET",
        path="/v1/files/<uuid:file_id>",
        tag=_TAG,
        service=None,
        summary="Mengunduh dokumen.",
        description=(
            "Download a document: one's own, or as the officer who decides about it, which is"
            " recorded."
        ),
        answer=None,
        streams=tuple(BEGINNINGS),
    ),
)
