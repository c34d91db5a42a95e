"""Documents that people upload: what they may be, and who may look at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.refusals import MediaTypeWrong
from gateway.domain.roles import Grant, Role
from kernel.domain.errors import NotFound, Rejected

# How such a file begins, whatever its name says.
BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# Who vets sellers and decides about refunds, and who looks over their shoulder.
MAY_SEE = frozenset({Role.CATALOG_OFFICER, Role.AUDITOR})


class FileNotThere(NotFound):
    code = "file_not_found"


class FileEmpty(Rejected):
    code = "file_empty"


class QuotaExceeded(Rejected):
    code = "file_quota_exceeded"


class ContentNotAsDeclared(MediaTypeWrong):
    code = "content_not_as_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """
    Whose file it is and what is in it; its content is found by its fingerprint.

    :param institution_id: where its owner held the office in which she sent it, if she did
    """

    file_id: str
    account_id: str
    institution_id: str | None
    sha256: str
    bytes: int
    media_type: str
    at: datetime


def as_declared(pieces: Iterator[bytes], media_type: str) -> Iterator[bytes]:
    """
    Yield the pieces of a file that begins as such files do.

    :raises FileEmpty: there is nothing in it
    :raises ContentNotAsDeclared: it is something else
    """
    expected = BEGINNINGS[media_type]
    start = b""
    while len(start) < len(expected):
        piece = next(pieces, b"")
        if not piece:
            break
        start += piece
    if not start:
        raise FileEmpty("the file is empty")
    if not start.startswith(expected):
        raise ContentNotAsDeclared(f"this is no {media_type}", media_type=media_type)
    yield start
    yield from pieces


def may_see(grant: Grant, file: StoredFile) -> bool:
    """Tell whether who holds this office may look at somebody else's file."""
    if grant.role not in MAY_SEE:
        return False
    return file.institution_id in (None, grant.institution_id)
