"""Contents of files in a folder, each under its own fingerprint."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from gateway.application.ports import StoredContent
from kernel.domain.ids import random_id

_OWNER_ONLY = 0o600
_PIECE_BYTES = 64 * 1024
_ABANDONED_S = 3600.0


class FolderContents:
    """
    The port `Contents`.

    A content is written beside its place and moved there whole: whatever is killed in between
    leaves a file in `incoming` that nobody knows, and `sweep` removes it an hour later. Several
    gateways may share the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def put(self, pieces: Iterator[bytes]) -> StoredContent:
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._incoming / random_id()
        try:
            stored = _write(fresh, pieces)
            place = self._place(stored.sha256)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            fresh.replace(place)
            _sync_folder(place.parent)
        finally:
            fresh.unlink(missing_ok=True)
        return stored

    def read(self, sha256: str) -> Iterator[bytes]:
        with self._place(sha256).open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece

    def sweep(self) -> int:
        """Remove what was given up half written, and return how many."""
        old = [one for one in self._incoming.glob("*") if _age_s(one) > _ABANDONED_S]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _write(path: Path, pieces: Iterator[bytes]) -> StoredContent:
    digest, length = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            length += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return StoredContent(sha256=digest.hexdigest(), bytes=length)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime
