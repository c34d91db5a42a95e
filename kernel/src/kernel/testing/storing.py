"""A small service for the suites of the store: it counts, hears, wakes up, and may be killed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kernel.adapters.applier import Applier
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming, envelope
from kernel.adapters.definition import (
    Command,
    OnTimer,
    Policy,
    ServiceDefinition,
    Subscription,
)
from kernel.adapters.executor import Answer, CommandExecutor
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.projections import AddingProjection, AnyRecorded, Row, upsert
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.adapters.store import StoredEvent
from kernel.adapters.timer_loop import TimerLoop
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.envelope import Recorded
from kernel.application.ports import Timer, UnitOfWork
from kernel.domain.errors import Rejected
from kernel.domain.ids import new_id
from kernel.testing.counters import CODEC, COUNTER, NOON, SOMEBODY, Counted
from kernel.testing.stores import Moment, all_of, heard, thing, things

PRODUCER = "p"


class CountRefused(Rejected):
    code = "count_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    counter_id: str
    number: int


class Passing:
    """A read model of nothing, that lets a moment pass by."""

    name = "passing"
    tables = ()

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def apply(self, connection: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        del connection, events
        self._moment.pass_by()


@dataclass(slots=True)
class SmallService:
    """
    One service on one database, with moments at which something else can happen.

    :param first: comes when a message was begun and nothing was done about it yet
    :param last: comes just before the commit, when all else is written
    :param refused: numbers that it will not hear
    :param touches: things that a command with the number 1 writes to
    """

    database: AnyDatabase
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    first: Moment = field(default_factory=Moment)
    last: Moment = field(default_factory=Moment)
    refused: set[int] = field(default_factory=set)
    touches: list[str] = field(default_factory=list)
    guard: type[GuardRow] = GuardRow

    @property
    def units(self) -> UnitsOfWork[Any]:
        return UnitsOfWork(self.database, CODEC, [Passing(self.last)], clock=self.clock)

    @property
    def definition(self) -> ServiceDefinition:
        return ServiceDefinition(
            name="small",
            codec=CODEC,
            commands={"count": Command(type=Count, handle=self._count, roles=frozenset({"buyer"}))},
            questions={},
            subscriptions=[
                Subscription(
                    producer=PRODUCER,
                    codec=CODEC,
                    policies={Counted: Policy(handle=self._when_counted)},
                    projections=[
                        Passing(self.first),
                        AddingProjection("heard", heard, changes=_heard),
                    ],
                )
            ],
            timers={"alarm": OnTimer(handle=self._when_alarm)},
            ports=lambda transaction: transaction,
        )

    def applier(self, *, attempts_max: int = 2) -> Applier:
        definition = self.definition
        applier = Applier(
            definition, definition.subscriptions[0], self.units, attempts_max=attempts_max
        )
        applier.guard = self.guard(consumer=definition.name, producer=PRODUCER)
        return applier

    def timers(self) -> TimerLoop:
        return TimerLoop(self.definition, self.units, ready=lambda: True)

    def execute(self, *messages: Mapping[str, Any]) -> Sequence[Answer]:
        return CommandExecutor(self.definition, self.units).execute(messages)

    def total(self, key: str) -> int:
        with self.units.begin() as work:
            return work.get(COUNTER, key) or 0

    def heard(self) -> dict[str, int]:
        """Return how many events it has heard of each stream; a repeat would be counted too."""
        return {row["stream_id"]: row["events"] for row in all_of(self.database, heard)}

    def _count(self, command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
        self.first.pass_by()
        for name in self.touches if command.number == 1 else ():
            upsert(ports, things, [thing(name, 7)])
        work.add(COUNTER, command.counter_id, [Counted(number=command.number)])
        return {"total": work.get(COUNTER, command.counter_id)}

    def _when_counted(self, event: Recorded[Counted], *, work: UnitOfWork, ports: Any) -> None:
        del ports
        if event.event.number in self.refused:
            raise CountRefused("not that number")
        # In a stream of its own, so that no expected version keeps a repeat out.
        work.add(COUNTER, new_id(), [event.event], new=True)

    def _when_alarm(self, timer: Timer, *, work: UnitOfWork, ports: Any) -> None:
        del ports
        if timer.data.get("number") in self.refused:
            raise CountRefused("not that number")
        self.first.pass_by()
        work.add(COUNTER, timer.subject, [Counted(number=1)])


def _heard(recorded: AnyRecorded) -> list[Row]:
    return [{"stream_id": recorded.stream_id, "total": recorded.event.number, "events": 1}]


def command(number: int, *, key: str | None = "k", counter: str = "a") -> dict[str, Any]:
    context = {"actor_id": "somebody", "actor_role": "buyer"}
    payload = {"counter_id": counter, "number": number}
    return {"route": "count", "key": key, "payload": payload, "context": context}


def stored_at_producer(*told: tuple[str, int]) -> list[StoredEvent]:
    """Return a producer's events from position 1 on: each a stream and a number."""
    versions: dict[str, int] = {}
    found = []
    for position, (stream, number) in enumerate(told, start=1):
        versions[stream] = versions.get(stream, 0) + 1
        one = StoredEvent(
            position=position,
            event_id=f"00000000-0000-0000-0000-{position:012}",
            stream_id=f"counter-{stream}",
            stream_type="counter",
            version=versions[stream],
            type="testing.counted.v1",
            data=CODEC.encode(Counted(number=number)),
            metadata=SOMEBODY.metadata(),
            occurred_at=NOON,
            recorded_at=NOON,
        )
        found.append(one)
    return found


def incoming(*told: tuple[str, int]) -> list[Incoming]:
    """Return a producer's events as they come in."""
    return [Incoming.of(PRODUCER, one) for one in as_told(stored_at_producer(*told))]


def as_told(stored: Sequence[StoredEvent]) -> list[dict[str, Any]]:
    """Return events as a feed answers."""
    told = [envelope(PRODUCER, one) for one in stored]
    cloudevents: list[dict[str, Any]] = json.loads(msgspec.json.encode(told))
    return cloudevents
