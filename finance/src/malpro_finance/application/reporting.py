"""Read a whole chain for a report, from a file or over HTTP, verified line by line."""

from collections.abc import Iterable, Iterator

from malpro_finance.application.ports import Feed, Refused
from malpro_finance.domain.chain import Chain, Envelope
from malpro_finance.domain.day import BeginningMissing


def chain_in(lines: Iterable[bytes]) -> Iterator[Envelope]:
    """
    Yield the envelopes of a chain file.

    :raises ChainBroken: at the first line that does not hold
    :raises BeginningMissing: it is only the later part of a chain
    """
    chain = Chain()
    for line in lines:
        envelope = chain.understand(line)
        if not chain.lines and envelope.financeseq > 1:
            raise BeginningMissing(
                f"the file begins with {envelope.financeseq}, but what stood at the opening can"
                " only be told from the first event on: take it with finance tail --from first"
            )
        yield chain.accept(envelope)


def chain_of(feed: Feed) -> Iterator[Envelope]:
    """
    Yield all that the feed has now.

    :raises ChainBroken: at the first that does not hold
    :raises Away: it does not answer
    :raises Refused: it does not want to, or stops before its own head
    """
    chain, head = Chain(), feed.head()
    while chain.last.financeseq < head.financeseq:
        page = feed.page(chain.last.financeseq)
        if not page.lines:
            raise Refused(
                f"the feed ends with {chain.last.financeseq}, though its head is {head.financeseq}"
            )
        yield from map(chain.read, page.lines)
