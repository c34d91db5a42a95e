"""The books of a world: its stores' raw rows, and the diaries of its people."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from kernel.adapters.schema import parked, subscriptions, timers
from payments.adapters.tables import finance_chain
from simulation.model_books import Asked, Books, Hearing, Link, facts_of


def books_of(world: Any, city: Any) -> Books:
    """Open the books of every service, once everything has come to rest."""
    stores = {name: facts_of(name, world.stored(name)) for name in world.services}
    return Books(
        stores=stores,
        chain=list(_links(world)),
        hearings=list(_hearings(world)),
        overdue=list(_overdue(world)),
        asked=[_asked(one) for one in city.entries],
        identifiers=city.identifiers,
        seals=city.town.seals,
        written=list(_written(world)),
    )


def _rows(world: Any, service: str, table: Any) -> list[dict[str, Any]]:
    return list(world.services[service].database.table(table).rows.values())


def _links(world: Any) -> Iterator[Link]:
    for row in sorted(_rows(world, "payments", finance_chain), key=lambda one: one["financeseq"]):
        yield Link(**{name: row[name] for name in Link.__dataclass_fields__})


def _hearings(world: Any) -> Iterator[Hearing]:
    for name, service in world.services.items():
        aside = Counter(
            one["producer"] for one in _rows(world, name, parked) if one["status"] == "parked"
        )
        guards = {one["producer"]: one["position"] for one in _rows(world, name, subscriptions)}
        for one in service.definition.subscriptions:
            yield Hearing(
                consumer=name,
                producer=one.producer,
                position=guards.get(one.producer, 0),
                parked=aside[one.producer],
            )


def _overdue(world: Any) -> Iterator[str]:
    now = world.clock.now()
    for name in world.services:
        for one in _rows(world, name, timers):
            if one["due_at"] < now:
                yield f"{one['timer_id']} of {name}, due at {one['due_at']}"


def _asked(entry: Any) -> Asked:
    return Asked(
        actor_id=entry.actor_id,
        service=entry.service,
        route=entry.route,
        payload=entry.payload,
        key=entry.key,
        outcome=str(entry.outcome),
        answer=entry.answer,
        repeats=entry.repeats,
        misuses=entry.misuses,
    )


def _written(world: Any) -> Iterator[str]:
    """Yield what else was written outside the vaults: who acted, timers, what was set aside."""
    for name in world.services:
        for one in world.stored(name):
            yield msgspec.json.encode(one.metadata).decode()
        for table in (timers, parked):
            yield from (str(one) for one in _rows(world, name, table))
    yield from world.diary.bugs
