"""When everything has come to rest, and what has not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kernel.adapters.checkpoints import MAIN
from kernel.adapters.schema import relay, subscriptions
from simulation.service import SimService

if TYPE_CHECKING:
    from simulation.world import World


def restless(world: "World") -> list[str]:
    """Return what there is still to do, in words."""
    return [*_people(world), *_between(world)]


def _people(world: "World") -> Iterator[str]:
    alive = [one.name for one in world.people if not one.ended]
    if alive:
        yield f"{len(alive)} people are not done: {', '.join(alive[:3])}"


def _between(world: "World") -> Iterator[str]:
    for one in world.services.values():
        yield from _of_service(world, one)
    if waiting := world.broker.waiting():
        yield f"{waiting} messages wait at the broker"


def _of_service(world: "World", one: SimService) -> Iterator[str]:
    head = one.database.head()
    row = one.database.table(relay).rows.get((MAIN.name,))
    published = row["position"] if row else 0
    if published != head:
        yield f"{one.name} has published {published} of {head}"
    guards = one.database.table(subscriptions).rows
    for subscription in one.definition.subscriptions:
        guard = guards.get((one.name, subscription.producer))
        there = world.services[subscription.producer].database.head()
        here = guard["position"] if guard else 0
        if here != there:
            yield f"{one.name} stands at {here} of {there} of {subscription.producer}"
    due = one.database.first_due()
    if due is not None and due <= world.clock.now():
        yield f"a timer of {one.name} is due since {due:%F %T}"
    for process in one.processes:
        if not process.alive:
            yield f"{process.name} is down"
