"""Who lives in the city of a seed, and what everybody there shares: time, luck, the diary."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from malpro_embedded.domain.cast import Member, Seller
from simulation.city_diary import Clock, Diary, Person
from simulation.city_screen import Screen, Stores, await_seen
from simulation.model_books import Seal


class World(Stores, Protocol):
    """What the people need of the world they live in."""

    seed: int

    @property
    def clock(self) -> Clock: ...

    def spawn(self, name: str, life: Callable[[], None]) -> Any: ...

    def sleep(self, seconds: float) -> None: ...

    def call(self, service: str, method: str, **arguments: Any) -> Any: ...


@dataclass(slots=True, kw_only=True)
class Good:
    product_id: str
    price_idr: int
    scarce: bool


@dataclass(slots=True, kw_only=True)
class Shop:
    person: Person
    seller: Seller
    fee_idr: int
    pickup: bool
    merchant_id: str = ""
    goods: list[Good] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Buyer:
    person: Person
    member: Member
    membership_id: str | None


@dataclass(slots=True, kw_only=True)
class Town:
    """
    Everything that everybody shares.

    :param fates: what became of orders, as those who brought it about tell it
    :param seals: what an auditor has seen of the stores on the way
    """

    world: World
    luck: random.Random
    diary: Diary
    screen: Screen
    institution_id: str = ""
    officers: dict[str, Person] = field(default_factory=dict)
    buyers: list[Buyer] = field(default_factory=list)
    shops: list[Shop] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    seals: list[Seal] = field(default_factory=list)

    def officer(self, role: str) -> Person:
        """Return the one who holds that office."""
        if role not in self.officers:
            person = self.person(f"officer-{role}", role)
            person.institution_id = self.institution_id or None
            person.authority_ref = "500.2/118/35.73.310/2026"
            self.officers[role] = person
        return self.officers[role]

    def person(self, name: str, role: str) -> Person:
        luck = self.chance(name)
        return Person(
            name=name,
            actor_id=new_id(luck),
            role=role,
            line=self.world,
            clock=self.world.clock,
            diary=self.diary,
            luck=luck,
        )

    def chance(self, *what: object) -> random.Random:
        """Return a decision's own chance: the same whatever else happens before it."""
        return random.Random(" ".join(map(str, (self.world.seed, *what))))

    def sleep_until(self, instant: datetime) -> None:
        self.world.sleep(max(0.0, (instant - self.world.clock.now()).total_seconds()))

    def await_seen(self, seen: Callable[[], Any], *, patience_s: float = 1_200.0) -> Any:
        return await_seen(seen, self.world.sleep, patience_s=patience_s)


def new_id(luck: random.Random) -> str:
    return str(UUID(int=luck.getrandbits(128), version=4))
