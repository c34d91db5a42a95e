"""The output and the place in it, kept in one step: the place says how long the output is.

What is written is forced to the disk first, and counts only once SQLite has committed the new
length. On the next start everything behind that length is cut off, so it does not matter when the
program was killed. Standard output cannot be cut: there the last batch may be repeated, never lost.
"""

import io
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from malpro_finance.domain.chain import Envelope, Link
from malpro_finance.domain.errors import FinanceError

_VERSION = 1
_TABLE = """
    create table if not exists place (
      one integer primary key check (one = 1), form text not null,
      origin_financeseq integer not null, origin_hash text not null,
      financeseq integer not null, hash text not null,
      stream_offset integer, output_length integer)
"""


class PlaceUnusable(FinanceError):
    """Place and output do not belong together, or are in use."""

    code = "place_unusable"


class Form(Protocol):
    """How an envelope looks in the output."""

    @property
    def name(self) -> str: ...

    def header(self) -> bytes: ...

    def row(self, envelope: Envelope) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    How far an output has come.

    :param origin: the link before its first line
    :param length: the bytes that count; not known where the output is not a file
    """

    form: str
    origin: Link
    last: Link
    offset: int | None = None
    length: int | None = None


def read_place(path: Path) -> Place:
    """
    Read the place that a tail has kept.

    :raises PlaceUnusable: there is none, or a tail is at work
    """
    if not path.exists():
        raise PlaceUnusable(f"{path} is not there; a place is written by finance tail --output")
    with closing(_opened(path)) as database:
        place = _read(database, path)
    if place is None:
        raise PlaceUnusable(f"{path} is empty: finance tail has not written anything yet")
    return place


class Keeper:
    """
    Writes envelopes and keeps the place; use it as a context.

    :param place: the SQLite file; without it, nothing is remembered
    :param output: without it, standard output
    """

    def __init__(
        self, form: Form, stdout: BinaryIO, *, place: Path | None, output: Path | None
    ) -> None:
        self._form = form
        self._stdout = stdout
        self._path = place
        self._output = output
        self._database: sqlite3.Connection | None = None
        self._file: io.FileIO | None = None
        self._place: Place | None = None

    def __enter__(self) -> Self:
        """:raises PlaceUnusable: place and output do not belong together, or are in use"""
        try:
            self._take_up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._database is not None:
            self._database.close()

    @property
    def begun(self) -> bool:
        return self._place is not None

    @property
    def last(self) -> Link:
        assert self._place is not None, "begin first"
        return self._place.last

    @property
    def offset(self) -> int | None:
        return self._place.offset if self._place else None

    def begin(self, origin: Link) -> None:
        """Start an output whose first line will follow this link."""
        length = None if self._output is None else 0
        place = Place(form=self._form.name, origin=origin, last=origin, length=length)
        self._remember(place)
        self._open_output()
        self._head_file()

    def commit(self, envelopes: Sequence[Envelope], offset: int | None) -> None:
        """Write the envelopes, then keep the place: if we die between, they are cut off again."""
        assert self._place is not None, "begin first"
        text = b"".join(map(self._form.row, envelopes))
        if self._file is None and self._place.last == self._place.origin:
            text = self._form.header() + text
        place = Place(
            form=self._place.form,
            origin=self._place.origin,
            last=envelopes[-1].link,
            offset=offset,
            length=self._place.length,
        )
        self._put(text, place)

    def _take_up(self) -> None:
        if self._path is not None:
            if not self._path.exists():
                self._require_new_output()
            self._database = _opened(self._path, create=True)
            self._place = _read(self._database, self._path)
        if self._place is None:
            self._require_new_output()
            return
        if self._place.form != self._form.name:
            raise PlaceUnusable(
                f"{self._path} was begun as {self._place.form}, not as {self._form.name}: keep to"
                " that, or begin a new output"
            )
        self._open_output()
        self._head_file()

    def _require_new_output(self) -> None:
        """Never cut a file that is not ours."""
        if self._output is not None and self._output.exists() and self._output.stat().st_size:
            raise PlaceUnusable(
                f"{self._output} is there already, but its place {self._path} is not: name the"
                " right place, or write to a new file"
            )

    def _open_output(self) -> None:
        if self._output is None:
            return
        assert self._place is not None, "a place comes first"
        length = self._place.length
        if length is None:
            raise PlaceUnusable(f"{self._path} was kept for standard output, not for a file")
        mode = "r+b" if self._output.exists() else "w+b"
        file = self._file = io.FileIO(self._output, mode)
        size = file.seek(0, os.SEEK_END)
        if size < length:
            raise PlaceUnusable(
                f"{self._output} has {size} bytes, but {length} were written: it was cut or"
                f" replaced. Put the right file back, or remove both it and {self._path}"
            )
        _write_at(file, length, b"")

    def _head_file(self) -> None:
        """A file has its header even if no event follows."""
        if self._place is not None and self._place.length == 0:
            self._put(self._form.header(), self._place)

    def _put(self, text: bytes, place: Place) -> None:
        if self._file is None:
            self._stdout.write(text)
            self._stdout.flush()
            self._remember(place)
            return
        assert place.length is not None, "a file has a length"
        _write_at(self._file, place.length, text)
        self._remember(_longer(place, len(text)))

    def _remember(self, place: Place) -> None:
        if self._database is not None:
            row = (
                place.form,
                place.origin.financeseq,
                place.origin.hash,
                place.last.financeseq,
                place.last.hash,
                place.offset,
                place.length,
            )
            try:
                self._database.execute(
                    "insert or replace into place values (1, ?, ?, ?, ?, ?, ?, ?)", row
                )
            except sqlite3.Error as error:
                raise PlaceUnusable(f"{self._path} cannot be written ({error})") from error
        self._place = place


def _write_at(file: io.FileIO, length: int, text: bytes) -> None:
    """Let the text follow these bytes, whatever an attempt before has left behind them."""
    file.truncate(length)
    file.seek(length)
    rest = memoryview(text)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())


def _longer(place: Place, more: int) -> Place:
    return Place(
        form=place.form,
        origin=place.origin,
        last=place.last,
        offset=place.offset,
        length=(place.length or 0) + more,
    )


def _opened(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open it so that no other program can use it at the same time."""
    try:
        database = sqlite3.connect(path, isolation_level=None, timeout=1)
    except sqlite3.Error as error:
        raise PlaceUnusable(f"{path} cannot be opened ({error})") from error
    try:
        database.execute("pragma locking_mode = exclusive")
        database.execute("pragma synchronous = extra")
        _require_version(database, path)
        if create:
            database.execute("begin exclusive")
            database.execute(_TABLE)
            database.execute(f"pragma user_version = {_VERSION}")
            database.execute("commit")
    except (sqlite3.Error, PlaceUnusable) as error:
        database.close()
        raise error if isinstance(error, PlaceUnusable) else _unusable(path, error) from error
    return database


def _require_version(database: sqlite3.Connection, path: Path) -> None:
    if database.execute("pragma user_version").fetchone()[0] not in {0, _VERSION}:
        raise PlaceUnusable(f"{path} was written by a newer finance program: use that one")


def _unusable(path: Path, error: sqlite3.Error) -> PlaceUnusable:
    if "locked" in str(error):
        return PlaceUnusable(f"{path} is in use by another finance tail: end that one first")
    return PlaceUnusable(f"{path} is not a place of finance tail ({error}): name another file")


def _read(database: sqlite3.Connection, path: Path) -> Place | None:
    try:
        row = database.execute("select * from place").fetchone()
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return None
        raise _unusable(path, error) from error
    if row is None:
        return None
    _, form, origin_seq, origin_hash, financeseq, hash_, offset, length = row
    return Place(
        form=form,
        origin=Link(financeseq=origin_seq, hash=origin_hash),
        last=Link(financeseq=financeseq, hash=hash_),
        offset=offset,
        length=length,
    )
