"""Taking in a document, and handing it out to its owner and to those who decide about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.application.accesses import Look, recorded
from gateway.application.ports import Ports
from gateway.application.requests import Request
from gateway.domain.callers import Wish, acting
from gateway.domain.files import (
    FileNotThere,
    QuotaExceeded,
    StoredFile,
    as_declared,
    may_see,
)
from gateway.domain.permissions import EVERYONE
from gateway.domain.roles import SELF_ASKED
from kernel.domain.ids import random_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """
    A document on its way in.

    :param quota_bytes: how much one account may keep here
    """

    media_type: str
    pieces: Iterator[bytes]
    quota_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """:param new: whether it was not there before"""

    file: StoredFile
    new: bool


def keep_file(upload: Upload, *, request: Request, ports: Ports) -> Kept:
    """
    Store the document and who owns it; the same one again is the one that is there.

    :raises FileEmpty: there is nothing in it
    :raises ContentNotAsDeclared: it is something else than its type says
    :raises QuotaExceeded: the account keeps too much already
    """
    grant = acting(request.caller, EVERYONE, Wish(role=request.role))
    content = ports.contents.put(as_declared(upload.pieces, upload.media_type))
    file = StoredFile(
        file_id=random_id(),
        account_id=request.caller.account_id,
        institution_id=None if grant.role in SELF_ASKED else grant.institution_id,
        sha256=content.sha256,
        bytes=content.bytes,
        media_type=upload.media_type,
        at=ports.clock.now(),
    )
    kept = ports.files.add(file, quota_bytes=upload.quota_bytes)
    if kept is None:
        raise QuotaExceeded("too many files", quota_bytes=upload.quota_bytes)
    return Kept(file=kept, new=kept.file_id == file.file_id)


def file_for(file_id: str, *, request: Request, ports: Ports) -> StoredFile:
    """
    Return the file if it is the caller's own, or if her office may look at it, which is noted.

    :raises FileNotThere: there is none, or it is not for her eyes
    """
    file = ports.files.get(file_id)
    if file is None:
        raise FileNotThere("there is no such file")
    if file.account_id == request.caller.account_id:
        return file
    wished = [one for one in request.caller.grants if request.role in (None, one.role)]
    grant = next((one for one in wished if may_see(one, file)), None)
    if grant is None:
        raise FileNotThere("there is no such file")
    look = Look(operation="file", params={"file_id": file_id}, grant=grant)
    recorded(lambda: {"account_id": file.account_id}, look, request=request, ports=ports)
    return file
