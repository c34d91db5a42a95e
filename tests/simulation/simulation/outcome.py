"""One seed, from its first morning to the verdict."""

import hashlib
import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from kernel.adapters.bugs import bug_report
from simulation.city import ORDERS, City, settle
from simulation.faults import Faults
from simulation.heard import misheard
from simulation.model import verify
from simulation.scheduler import Restless
from simulation.variants import Variant
from simulation.world import SimulationStuck, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of a seed.

    :param breaches: what was promised and not kept, in words
    :param digest: a hash of all events: the same seed gives the same on any machine
    :param hits: how often what went wrong
    """

    seed: int
    orders: int
    breaches: tuple[str, ...]
    events: int
    digest: str
    hits: Mapping[str, int] = field(default_factory=dict)
    fates: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        verdict = "ok" if not self.breaches else f"{len(self.breaches)} BREACHES"
        wrong = " ".join(f"{name}:{count}" for name, count in sorted(self.hits.items()))
        return f"seed {self.seed:6} {self.digest} {self.events:5} events  {verdict}  {wrong}"


def run_seed(
    seed: int,
    *,
    orders: int = ORDERS,
    broken: Collection[Variant] = (),
    faults: Faults | None = None,
    workers: int | None = None,
) -> Outcome:
    """Let a small city live through its faults, let everything come to rest, and judge it."""
    drawn = faults or Faults.drawn(random.Random(f"{seed} faults"))
    with World(seed, faults=drawn, broken=broken, workers=workers) as world:
        city = settle(world, orders=orders)
        breaches = [*_lived(world, city), *world.diary.bugs, *misheard(world), *verify(world, city)]
        outcome = Outcome(
            seed=seed,
            orders=orders,
            breaches=tuple(breaches),
            events=sum(len(world.stored(name)) for name in world.services),
            digest=digest(world),
            hits=dict(world.dice.hits),
            fates=city.fates,
        )
    world.forget()
    return outcome


def _lived(world: World, city: City) -> Iterator[str]:
    try:
        world.run(city.until)
        world.heal()
        world.drain()
    except (SimulationStuck, Restless) as stuck:
        yield f"it does not come to rest: {stuck}"
    except Exception as error:  # noqa: BLE001 - one seed's bug is not the end of the others
        yield f"{error!r} {bug_report(error)['trace']}"


def digest(world: World) -> str:
    """Return a hash of all that was ever stored, ids and times included."""
    hashed = hashlib.sha256()
    for name in world.services:
        for one in world.stored(name):
            hashed.update(
                f"{name} {one.position} {one.event_id} {one.stream_id} {one.version} {one.type}"
                f" {one.data} {one.occurred_at} {one.recorded_at}\n".encode()
            )
    return hashed.hexdigest()[:16]
