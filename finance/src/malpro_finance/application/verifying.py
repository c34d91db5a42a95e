"""Verify a file of envelopes, and say where it breaks; needs no network."""

from collections.abc import Iterator
from dataclasses import dataclass

from malpro_finance.domain.canonical import NotCanonical
from malpro_finance.domain.chain import Chain, ChainBroken, Link, Reason, envelope_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    A file that holds.

    :param first: its first number; of an empty file the number that would come first
    :param vouched: somebody else says that it ends where it ends
    """

    lines: int
    first: int
    last: Link
    vouched: bool


def verify(
    lines: Iterator[bytes], *, after: Link | None = None, head: Link | None = None
) -> Verified:
    """
    Read a whole file.

    :param lines: with their line ends
    :param after: the link before the first line; the very beginning if not given
    :param head: the link that must be the last
    :raises ChainBroken: at the first line that does not hold
    """
    chain = Chain(after)
    first = chain.last.financeseq + 1
    for line in lines:
        _require_not_beyond(chain, head)
        _read(chain, line, lines)
    _require_head(chain, head)
    return Verified(lines=chain.lines, first=first, last=chain.last, vouched=head is not None)


def _read(chain: Chain, line: bytes, rest: Iterator[bytes]) -> None:
    try:
        envelope = chain.read(line)
    except ChainBroken as broken:
        raise _looked_into(chain, broken, rest) from broken
    if not line.endswith(b"\n"):
        raise ChainBroken(
            chain.lines,
            envelope.financeseq,
            Reason.CUT,
            "its line end is missing: the file was cut here",
        )


def _looked_into(chain: Chain, broken: ChainBroken, rest: Iterator[bytes]) -> ChainBroken:
    """Tell a line that is gone from one that stands further down."""
    if broken.reason is not Reason.MISSING:
        return broken
    wanted = chain.last.financeseq + 1
    for line_no, line in enumerate(rest, broken.line_no + 1):
        if _number(line) == wanted:
            detail = f"{wanted} should stand here, and stands in line {line_no}: swapped or moved"
            return ChainBroken(broken.line_no, broken.financeseq, Reason.MOVED, detail)
    gone = f"{wanted}" if broken.financeseq == wanted + 1 else f"{wanted} and what follows it"
    detail = f"{gone} should stand here, and is nowhere below: a line was removed"
    return ChainBroken(broken.line_no, broken.financeseq, Reason.MISSING, detail)


def _number(line: bytes) -> int | None:
    try:
        return envelope_of(line.removesuffix(b"\n")).financeseq
    except NotCanonical:
        return None


def _require_not_beyond(chain: Chain, head: Link | None) -> None:
    if head is None or chain.last.financeseq < head.financeseq:
        return
    _require_head(chain, head)
    raise chain.broken(
        None,
        Reason.SURPLUS,
        f"the file goes on after {head.financeseq}, where it should end: a line was added, or the"
        " head is from before",
    )


def _require_head(chain: Chain, head: Link | None) -> None:
    if head is None or chain.last == head:
        return
    if chain.last.financeseq < head.financeseq:
        raise chain.broken(
            None,
            Reason.SHORT,
            f"the file ends with {chain.last.financeseq} and should end with {head.financeseq}:"
            f" {head.financeseq - chain.last.financeseq} lines were dropped at the end",
        )
    raise ChainBroken(
        chain.lines,
        chain.last.financeseq,
        Reason.OTHER_HEAD,
        f"its hash is not {head.hash}, as the head says: the whole chain was written anew",
    )
