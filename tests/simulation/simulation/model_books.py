"""What the model looks at: plain facts as they were committed, and rows that say how far all is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

Json = dict[str, Any]
_MALANG = timedelta(hours=7)


@dataclass(slots=True, kw_only=True)
class Fact:
    """
    One stored event.

    :param kind: its type without the service and the version
    :param text: its data as it is stored
    """

    position: int
    event_id: str
    stream_id: str
    stream_type: str
    version: int
    kind: str
    data: Json
    command_id: str
    recorded_at: datetime
    text: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id} at {self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of the finance chain."""

    financeseq: int
    position: int
    event_id: str
    prevhash: str
    hash: str
    envelope: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How far a consumer has heard a producer, and how many events it has set aside."""

    consumer: str
    producer: str
    position: int
    parked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A hash of a store's first events, as somebody has read them on the way."""

    service: str
    events: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as its sender remembers it; `outcome` is open, done or refused."""

    actor_id: str
    service: str
    route: str
    payload: Json
    key: str
    outcome: str
    answer: Json = field(default_factory=dict)
    repeats: Sequence[Json] = ()
    misuses: Sequence[Json] = ()


@dataclass(slots=True, kw_only=True)
class Books:
    """
    All that is known of a city.

    :param overdue: timers that should have fired, in words
    :param written: other text that was written outside the vaults
    """

    stores: Mapping[str, Sequence[Fact]]
    chain: Sequence[Link] = ()
    hearings: Sequence[Hearing] = ()
    overdue: Sequence[str] = ()
    asked: Sequence[Asked] = ()
    identifiers: Sequence[str] = ()
    seals: Sequence[Seal] = ()
    written: Iterable[str] = ()
    _kinds: dict[tuple[str, str], list[Fact]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for service, facts in tuple(self.stores.items()):
            self.tell(service, facts)

    def tell(self, service: str, facts: Sequence[Fact]) -> None:
        """Put these in the place of what a service's store holds."""
        self.stores = {**self.stores, service: list(facts)}
        for pair in [pair for pair in self._kinds if pair[0] == service]:
            del self._kinds[pair]
        for one in facts:
            self._kinds.setdefault((service, one.kind), []).append(one)

    def of(self, service: str, *kinds: str) -> list[Fact]:
        """Return the facts of these kinds, in the order of the store."""
        if len(kinds) == 1:
            return self._kinds.get((service, kinds[0]), [])
        found = [one for kind in kinds for one in self._kinds.get((service, kind), ())]
        return sorted(found, key=lambda one: one.position)

    def by_order(self, service: str, *kinds: str) -> dict[str, list[Fact]]:
        """Return the facts of these kinds by the order they are about."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for one in self.of(service, *kinds):
            found[one.data["order_id"]].append(one)
        return found


def facts_of(service: str, stored: Iterable[Any]) -> list[Fact]:
    """Read a store's rows."""
    cut = len(service) + 1
    decode = msgspec.json.decode
    return [
        Fact(
            position=one.position,
            event_id=one.event_id,
            stream_id=one.stream_id,
            stream_type=one.stream_type,
            version=one.version,
            kind=one.type[cut:].rpartition(".")[0],
            data=decode(one.data),
            command_id=str(one.metadata.get("command_id") or ""),
            recorded_at=one.recorded_at,
            text=one.data,
        )
        for one in stored
    ]


def sealed(told: Iterable[tuple[int, str, str]]) -> str:
    """Return a hash of events: of each its position, its id and what it says."""
    lines = (f"{position} {event_id} {text}" for position, event_id, text in told)
    return sha256("\n".join(lines).encode()).hexdigest()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def month_of(text: str) -> str:
    """Return the month, in Malang, of an instant."""
    return f"{instant(text) + _MALANG:%Y-%m}"
