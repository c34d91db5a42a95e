"""Payments' ports and its finance chain in memory: the same code, answered by dicts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from kernel.adapters.clock import SystemClock
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row
from kernel.adapters.schema import relay
from kernel.application.ports import Clock
from payments.adapters.book import last_event_on
from payments.adapters.finance_chain import BEGINNING, Head, Link, locked_head, move_head
from payments.adapters.finance_stream import head, links_behind, position_of
from payments.adapters.provider_door import open_door
from payments.adapters.stored_ports import ports_with
from payments.adapters.tables import collections, finance_chain, finance_head
from payments.application.ports import Ports, Windows
from payments.application.providers import ProviderPorts

_MAIN = "main"


class InForce(Protocol):
    """What the settings say that the ports must know."""

    @property
    def providers(self) -> Mapping[str, Mapping[str, Any]]: ...

    @property
    def windows(self) -> Windows: ...


def memory_ports(
    settings: InForce, *, clock: Clock | None = None
) -> Callable[[MemoryTransaction], Ports]:
    """Return what makes the ports of one transaction in memory."""
    door = open_door(settings.providers, ProviderPorts(clock=clock or SystemClock()))
    return ports_with(door, settings.windows)


@last_event_on.on(MemoryTransaction)
def _last_event_on(transaction: MemoryTransaction, payment_id: str, collection_id: str) -> str:
    row = transaction.row(collections, (payment_id, collection_id))
    assert row is not None, "a collection is recorded before it is judged"
    return str(row["event_id"])


@locked_head.on(MemoryTransaction)
def _locked_head(transaction: MemoryTransaction) -> Head:
    # No migration has written the row, so the lock is not on it.
    transaction.hold(finance_head)
    row = transaction.row(finance_head, (_MAIN,))
    if row is None:
        return Head(financeseq=0, position=0, hash=BEGINNING)
    return Head(financeseq=row["financeseq"], position=row["position"], hash=row["hash"])


@move_head.on(MemoryTransaction)
def _move_head(transaction: MemoryTransaction, last: Link) -> None:
    moved = {"financeseq": last.financeseq, "position": last.position, "hash": last.hash}
    transaction.upsert(finance_head, [{"name": _MAIN, **moved}])


@head.on(MemoryTransaction)
def _head(transaction: MemoryTransaction) -> int:
    row = transaction.row(finance_head, (_MAIN,))
    return int(row["financeseq"]) if row else 0


@position_of.on(MemoryTransaction)
def _position_of(transaction: MemoryTransaction, financeseq: int) -> int | None:
    row = transaction.row(finance_chain, (financeseq,))
    return None if row is None else int(row["position"])


@links_behind.on(MemoryTransaction)
def _links_behind(transaction: MemoryTransaction, checkpoint: str, limit: int) -> Sequence[Row]:
    moved = transaction.row(relay, (checkpoint,))
    after = moved["position"] if moved else 0
    # There is no hole: the first that is missing comes after the last.
    found: list[Row] = []
    while len(found) < limit:
        row = transaction.row(finance_chain, (after + len(found) + 1,))
        if row is None:
            break
        found.append(row | {"type": msgspec.json.decode(row["envelope"])["type"]})
    return found
