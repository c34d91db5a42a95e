"""Contents in a folder: whole or not at all, and what was given up is swept."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.adapters.file_store import FolderContents


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def contents(tmp_path: Path) -> FolderContents:
    return FolderContents(tmp_path / "files")


def files_in(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_a_content_is_found_under_its_fingerprint(contents: FolderContents, tmp_path: Path) -> None:
    stored = contents.put(iter([b"surat ", b"izin"]))
    again = contents.put(iter([b"surat izin"]))

    assert stored == again
    assert stored.sha256 == hashlib.sha256(b"surat izin").hexdigest()
    assert b"".join(contents.read(stored.sha256)) == b"surat izin"
    [file] = files_in(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_upload_that_breaks_off_leaves_nothing(contents: FolderContents, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"surat"
        raise ConnectionError("the client has left")

    with pytest.raises(ConnectionError):
        contents.put(broken())

    assert files_in(tmp_path) == []


def test_what_a_kill_leaves_is_swept_once_it_is_old(
    contents: FolderContents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = contents.put(iter([b"izin"]))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Killed):
            contents.put(iter([b"surat"]))
    [left] = files_in(tmp_path / "files" / "incoming")

    assert contents.sweep() == 0
    hours_ago = time.time() - 7200
    os.utime(left, (hours_ago, hours_ago))
    assert contents.sweep() == 1

    assert [one.name for one in files_in(tmp_path)] == [stored.sha256]


def killed(*_: object) -> None:
    raise Killed
