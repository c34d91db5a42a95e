"""Promises 1, 6 and 7 of the stores: nothing missing, nothing twice, all heard, nobody named."""

import hashlib
import json
from collections.abc import Iterator

from simulation.model_books import Books, Fact, sealed

_BEGIN = "0" * 64


def stores_are_whole(books: Books) -> Iterator[str]:
    """Positions and versions count from 1 without a hole; no event is there twice."""
    for service, facts in books.stores.items():
        seen: set[str] = set()
        versions: dict[str, int] = {}
        for number, one in enumerate(facts, start=1):
            if one.position != number:
                yield f"{service}: {one} should be at {number}"
                break
            expected = versions.get(one.stream_id, 0) + 1
            if one.version != expected:
                yield f"{service}: {one} of {one.stream_id} is {one.version}, not {expected}"
            versions[one.stream_id] = one.version
            if one.event_id in seen:
                yield f"{service}: {one} is there twice"
            seen.add(one.event_id)
            if not one.stream_id.startswith(f"{one.stream_type}-"):
                yield f"{service}: {one} is of {one.stream_id}, no {one.stream_type}"


def what_was_stored_stays(books: Books) -> Iterator[str]:
    """What somebody has read on the way reads the same at the end."""
    for seal in books.seals:
        first = books.stores[seal.service][: seal.events]
        if sealed((one.position, one.event_id, one.text) for one in first) != seal.sha256:
            yield f"the first {seal.events} events of {seal.service} were others once"


def everybody_has_heard(books: Books) -> Iterator[str]:
    """Each consumer is at its producer's head, and has set nothing aside."""
    for one in books.hearings:
        head = len(books.stores[one.producer])
        if one.position != head:
            yield f"{one.consumer} has heard {one.producer} up to {one.position} of {head}"
        if one.parked:
            yield f"{one.consumer} has parked {one.parked} events of {one.producer}"
    for told in books.overdue:
        yield f"a timer did not fire: {told}"


def finance_chain_is_whole(books: Books) -> Iterator[str]:
    """Every event of payments once, in order, each link with the hash of its own bytes."""
    told = list(books.stores["payments"])
    if len(books.chain) != len(told):
        yield f"the finance chain has {len(books.chain)} links for {len(told)} events"
    prevhash, behind = _BEGIN, 0
    for number, link in enumerate(books.chain, start=1):
        if link.financeseq != number or link.position <= behind:
            yield f"link {link.financeseq} at {link.position} is out of order"
        if link.prevhash != prevhash:
            yield f"link {link.financeseq} does not name the one before"
        envelope = json.loads(link.envelope)
        if envelope.pop("hash") != link.hash or _hash(prevhash, envelope) != link.hash:
            yield f"link {link.financeseq} has another hash than its bytes"
        if link.position <= len(told):
            yield from _tells(link.financeseq, envelope, told[link.position - 1])
        prevhash, behind = link.hash, link.position


def _hash(prevhash: str, envelope: dict[str, object]) -> str:
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(prevhash.encode() + text.encode()).hexdigest()


def _tells(financeseq: int, envelope: dict[str, object], fact: Fact) -> Iterator[str]:
    same = (envelope["id"], envelope["subject"], envelope["data"], envelope["streamversion"])
    if same != (fact.event_id, fact.stream_id, fact.data, fact.version):
        yield f"link {financeseq} tells something else than {fact}"


def nobody_is_named(books: Books) -> Iterator[str]:
    """No planted identifier of a person is met in an event, a message or a line of a log."""
    told = "\n".join([*(one.text for facts in books.stores.values() for one in facts)])
    told += "\n".join(books.written)
    for word in books.identifiers:
        if word in told:
            yield f"somebody is named outside a vault: {word}"
