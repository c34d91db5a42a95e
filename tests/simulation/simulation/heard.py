"""Promise 6, from the witness' notes: every consumer applied every event, in order, each once."""

from collections.abc import Iterator

from kernel.adapters.schema import parked
from simulation.service import SimService
from simulation.witness import applied
from simulation.world import World


def misheard(world: World) -> list[str]:
    """Return where a consumer did not apply exactly what its producer has stored."""
    return [told for one in world.services.values() for told in _of_service(world, one)]


def _of_service(world: World, one: SimService) -> Iterator[str]:
    notes: dict[str, list[int]] = {}
    for _, row in sorted(one.database.table(applied).rows.items()):
        notes.setdefault(row["producer"], []).append(row["position"])
    aside = {row["position"] for row in one.database.table(parked).rows.values()}
    for subscription in one.definition.subscriptions:
        producer = subscription.producer
        wanted = frozenset(subscription.codec.types)
        stored = world.stored(producer)
        expected = [
            event.position
            for event in stored
            if event.type in wanted and event.position not in aside
        ]
        heard = notes.get(producer, [])
        if wrong := _difference(heard, expected):
            yield f"{one.name} applied {wrong} of {producer}"
        first = list(dict.fromkeys(heard))
        if first != sorted(first):
            yield f"{one.name} applied events of {producer} out of their order"
    if aside:
        yield f"{one.name} has set aside {len(aside)} events"


def _difference(heard: list[int], expected: list[int]) -> str:
    twice = sorted({place for place in heard if heard.count(place) > 1})
    never = sorted(set(expected) - set(heard))
    return f"{twice[:5]} more than once and {never[:5]} never" if twice or never else ""
