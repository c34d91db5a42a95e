"""Read models equal a fresh fold: every one is made anew from the stores, and compared.

This one check uses the services' own projections, for what it asks is whether they are pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kernel.adapters.codec import Codec
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.projections import Projection
from kernel.adapters.store import StoredEvent, recorded

_WITNESS = "witness"  # The simulation's own, which also tells what was applied twice.


def read_models_equal_a_fresh_fold(world: Any) -> Iterator[str]:
    for name, service in world.services.items():
        told = service.definition
        yield from _compared(service, told.projections, told.codec, world.stored(name))
        for one in told.subscriptions:
            copies = [each for each in one.projections if each.name != _WITNESS]
            yield from _compared(service, copies, one.codec, world.stored(one.producer))


def _compared(
    service: Any, projections: Sequence[Projection], codec: Codec, stored: Sequence[StoredEvent]
) -> Iterator[str]:
    if not projections:
        return
    events = [recorded(codec, one) for one in stored if codec.knows(one.type)]
    fresh = MemoryDatabase()
    with fresh.transaction() as transaction:
        for one in projections:
            one.apply(transaction, events)
    for one in projections:
        for table in one.tables:
            live, anew = service.database.table(table).rows, fresh.table(table).rows
            yield from _differing(f"{service.name}: {table.name}", live, anew)


def _differing(where: str, live: Mapping[Any, object], anew: Mapping[Any, object]) -> Iterator[str]:
    for key in live.keys() | anew.keys():
        if live.get(key) != anew.get(key):
            yield f"{where} {key} is {live.get(key)}, and anew {anew.get(key)}"
