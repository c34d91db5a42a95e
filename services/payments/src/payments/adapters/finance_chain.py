"""Every event of payments in one numbered chain of hashes, which finance may rely on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa

from kernel.adapters.checkpoints import hint
from kernel.adapters.chores import Chore
from kernel.adapters.cloudevents import envelope
from kernel.adapters.projections import Row, insert_new
from kernel.adapters.storage import AnyDatabase, store_function
from kernel.adapters.store import StoredEvent, read_after
from payments.adapters.canonical_json import canonical, joined, members
from payments.adapters.tables import finance_chain, finance_head

BATCH = 500
# Tells whoever publishes the chain that it has grown.
HINT = "finance_chain"
BEGINNING = "0" * 64
_PRODUCER = "payments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link, and how far the store has been read."""

    financeseq: int
    position: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """:param envelope: the exact bytes that everybody is given"""

    financeseq: int
    position: int
    event_id: str
    prevhash: str
    hash: str
    envelope: bytes


def links_after(head: Head, events: Iterable[StoredEvent]) -> Iterator[Link]:
    """Yield the links that follow; the same events always give the same bytes."""
    financeseq, prevhash = head.financeseq, head.hash
    for stored in events:
        financeseq += 1
        link = _link(stored, financeseq, prevhash)
        yield link
        prevhash = link.hash


def extend_chain(database: AnyDatabase) -> bool:
    """
    Append the next events to the chain, and tell whether there may be more.

    The lock on the head makes workers take turns: there is one sequence, whoever writes it. What
    is not committed was never there, so it may be killed at any line.
    """
    with database.transaction() as transaction:
        head = locked_head(transaction)
        events = read_after(transaction, head.position, BATCH)
        links = list(links_after(head, events))
        if links:
            insert_new(transaction, finance_chain, [_row(one) for one in links])
            move_head(transaction, links[-1])
            hint(transaction, HINT)
    return len(events) == BATCH


CHORE = Chore(name="finance-chain", step=extend_chain)


def hash_of(prevhash: str, told: dict[str, Any]) -> str:
    """Return the hash of an envelope, whatever hash it carries itself."""
    bare = {name: value for name, value in told.items() if name != "hash"}
    return _hash(prevhash, canonical(bare))


def _hash(prevhash: str, bare: bytes) -> str:
    return sha256(prevhash.encode("ascii") + bare).hexdigest()


@store_function
def locked_head(connection: sa.Connection) -> Head:
    """Return the head of the chain; until this transaction ends nobody else has it."""
    row = connection.execute(sa.select(finance_head).with_for_update()).one()
    return Head(financeseq=row.financeseq, position=row.position, hash=row.hash)


@store_function
def move_head(connection: sa.Connection, last: Link) -> None:
    """Note which link is the last."""
    connection.execute(
        sa.update(finance_head).values(
            financeseq=last.financeseq, position=last.position, hash=last.hash
        )
    )


def _link(stored: StoredEvent, financeseq: int, prevhash: str) -> Link:
    told = envelope(_PRODUCER, stored)
    told |= {
        "data": msgspec.json.decode(stored.data),
        "financeseq": financeseq,
        "prevhash": prevhash,
    }
    written = members(told)
    hash_ = _hash(prevhash, joined(written))
    return Link(
        financeseq=financeseq,
        position=stored.position,
        event_id=stored.event_id,
        prevhash=prevhash,
        hash=hash_,
        # All but the hash is written already.
        envelope=joined(written | members({"hash": hash_})),
    )


def _row(link: Link) -> Row:
    return {name: getattr(link, name) for name in Link.__dataclass_fields__}
