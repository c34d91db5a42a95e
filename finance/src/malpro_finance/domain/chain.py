"""The finance chain: numbered envelopes, each of which carries the hash of the one before.

This module knows nothing but bytes. Who wants to check a chain without this program has all that
is needed in `docs/how-to/consume-payments.md`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from malpro_finance.domain.canonical import NotCanonical, read_canonical, written
from malpro_finance.domain.errors import FinanceError

BEGINNING = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How far a chain goes: the number of its last envelope, and that one's hash."""

    financeseq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.financeseq}:{self.hash}"


START = Link(financeseq=0, hash=BEGINNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """
    One verified CloudEvent of the chain.

    :param line: its exact bytes, without a line end
    :param fields: the same as a value
    """

    line: bytes
    financeseq: int
    prevhash: str
    hash: str
    fields: Mapping[str, Any]

    @property
    def link(self) -> Link:
        return Link(financeseq=self.financeseq, hash=self.hash)

    @property
    def before(self) -> Link:
        """The link that it says it follows."""
        return Link(financeseq=self.financeseq - 1, hash=self.prevhash)

    @property
    def type(self) -> str:
        return str(self.fields.get("type"))

    @property
    def data(self) -> Mapping[str, Any]:
        data = self.fields.get("data")
        return data if isinstance(data, Mapping) else {}


class Reason(StrEnum):
    """How a chain can break, seen at one line."""

    MALFORMED = "malformed"
    ALTERED = "altered"
    REPEATED = "repeated"
    MISSING = "missing"
    MOVED = "moved"
    FOREIGN = "foreign"
    CUT = "cut"
    SHORT = "short"
    SURPLUS = "surplus"
    OTHER_HEAD = "other_head"


class ChainBroken(FinanceError):
    """
    The chain does not hold here; nothing from this line on may be relied on.

    :param line_no: the line at which it shows, counted from 1 since the chain was taken up
    :param financeseq: the number that line carries, if it can be read
    :param reason: one of the words of `Reason`
    :param detail: the same in a sentence
    """

    code = "chain_broken"

    def __init__(
        self, line_no: int, financeseq: int | None, reason: Reason, detail: str = ""
    ) -> None:
        number = "?" if financeseq is None else financeseq
        super().__init__(f"line {line_no}, financeseq {number}: {reason}: {detail}")
        self.line_no = line_no
        self.financeseq = financeseq
        self.reason = reason
        self.detail = detail


class Chain:
    """
    Reads envelopes one after the other, and only as long as the chain holds.

    :param after: the link that the first envelope must follow; the very beginning if not given
    """

    __slots__ = ("_last", "_lines")

    def __init__(self, after: Link | None = None) -> None:
        self._last = after or START
        self._lines = 0

    @property
    def last(self) -> Link:
        """How far the chain has been read and holds."""
        return self._last

    @property
    def lines(self) -> int:
        """How many envelopes have been read and hold."""
        return self._lines

    def read(self, line: bytes) -> Envelope:
        """
        Return the next envelope; a line end behind it does not count.

        :raises ChainBroken: it does not follow, or is not what it was; the chain stays where it was
        """
        return self.accept(self.understand(line))

    def understand(self, line: bytes) -> Envelope:
        """
        Return the envelope if its bytes fit its own hash, wherever it belongs.

        :raises ChainBroken: they do not
        """
        try:
            envelope = envelope_of(line.removesuffix(b"\n"))
        except NotCanonical as error:
            raise self.broken(None, Reason.MALFORMED, str(error)) from error
        if hash_of(envelope.fields) != envelope.hash:
            raise self.broken(
                envelope, Reason.ALTERED, "its hash does not fit its bytes: it has been changed"
            )
        return envelope

    def accept(self, envelope: Envelope) -> Envelope:
        """
        Take an understood envelope as the next.

        :raises ChainBroken: it does not follow
        """
        wanted = self._last.financeseq + 1
        if envelope.financeseq < wanted:
            detail = f"{wanted} should stand here: a line was repeated, inserted or moved"
            raise self.broken(envelope, Reason.REPEATED, detail)
        if envelope.financeseq > wanted:
            detail = f"{wanted} should stand here: a line is missing, or lines were swapped"
            raise self.broken(envelope, Reason.MISSING, detail)
        if envelope.prevhash != self._last.hash:
            detail = "it does not follow the envelope before it: it belongs to another chain"
            raise self.broken(envelope, Reason.FOREIGN, detail)
        self._last = envelope.link
        self._lines += 1
        return envelope

    def broken(self, envelope: Envelope | None, reason: Reason, detail: str) -> ChainBroken:
        """Return the refusal of what comes next."""
        financeseq = envelope.financeseq if envelope else None
        return ChainBroken(self._lines + 1, financeseq, reason, detail)


def envelope_of(line: bytes) -> Envelope:
    """
    Return what these bytes say, before anything about its place in the chain is known.

    :raises NotCanonical: they are not the canonical JSON of an envelope
    """
    fields = read_canonical(line)
    financeseq, prevhash, own = (fields.get(name) for name in ("financeseq", "prevhash", "hash"))
    if not isinstance(financeseq, int) or isinstance(financeseq, bool) or financeseq < 1:
        raise NotCanonical("it has no financeseq from 1 on")
    if not _is_hash(prevhash) or not _is_hash(own):
        raise NotCanonical("its hash or prevhash is not 64 hexadecimal digits")
    return Envelope(
        line=line, financeseq=financeseq, prevhash=str(prevhash), hash=str(own), fields=fields
    )


def hash_of(fields: Mapping[str, Any]) -> str:
    """Return the hash that an envelope with these members, in their order, must carry."""
    bare = {name: value for name, value in fields.items() if name != "hash"}
    return sha256(str(fields["prevhash"]).encode("ascii") + written(bare)).hexdigest()


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.match(value) is not None
