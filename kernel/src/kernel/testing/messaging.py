"""Two small services that hear each other, with everything between them that can fail."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa

from kernel.adapters.clock import ManualClock
from kernel.adapters.codec import Codec
from kernel.adapters.database import Database
from kernel.adapters.definition import OnTimer, Policy, ServiceDefinition, Subscription
from kernel.adapters.schema import install_store_v1
from kernel.adapters.service import ServiceApp
from kernel.adapters.work import Work
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock, Timer, UnitOfWork
from kernel.domain.errors import Rejected, Unavailable
from kernel.domain.events import Event
from kernel.domain.streams import Kind
from kernel.settings import KernelSettings
from kernel.testing.counters import NOON, SOMEBODY, Counted, count

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Event):
    """What the consumer says of each event: only one of each, in the order of the stream."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnew(Event):
    """A version of `Counted` that only the producer knows."""

    amount: int


class CountPoisoned(Rejected):
    code = "count_poisoned"


def _hear(numbers: tuple[int, ...] | None, event: Heard) -> tuple[int, ...]:
    return (*(numbers or ()), event.number)


def _count_anew(total: int | None, event: Counted | CountedAnew) -> int:
    return (total or 0) + (event.amount if isinstance(event, CountedAnew) else event.number)


TALLY = Kind("tally", _hear)
_COUNTER = Kind("counter", _count_anew)
PRODUCED = Codec({"testing.counted.v1": Counted, "testing.counted.v2": CountedAnew})
SEEN = Codec({"testing.counted.v1": Counted})
SAID = Codec({"testing.heard.v1": Heard})

# The independent witness: no key refuses a repeat, so a repeat would show.
applied = sa.Table(
    "applied",
    sa.MetaData(),
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("stream_id", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)


class Witness:
    """A copy of foreign data that writes down each event in the order in which it was applied."""

    name = "witness"
    tables = (applied,)

    def __init__(self, producer: str) -> None:
        self._producer = producer

    def apply(self, connection: sa.Connection, events: Sequence[Recorded[Any]]) -> None:
        rows = [
            {
                "producer": self._producer,
                "position": one.position,
                "stream_id": one.stream_id,
                "number": one.event.number,
            }
            for one in events
        ]
        connection.execute(sa.insert(applied), rows)


@dataclass(slots=True)
class Poison:
    """Numbers that the consumer refuses, breaks on, or finds its neighbour away for."""

    refused: set[int] = field(default_factory=set)
    breaking: set[int] = field(default_factory=set)
    unavailable: set[int] = field(default_factory=set)
    fired: list[str] = field(default_factory=list)
    again: timedelta | None = None

    def taste(self, number: int) -> None:
        if number in self.refused:
            raise CountPoisoned(f"{number} is not to be heard")
        if number in self.breaking:
            raise ZeroDivisionError
        if number in self.unavailable:
            raise Unavailable("somebody is away")


def producer(name: str) -> ServiceDefinition:
    """Return a service that only counts."""
    return ServiceDefinition(
        name=name, codec=PRODUCED, commands={}, questions={}, ports=lambda _: None
    )


def consumer(name: str, producers: Iterable[str], poison: Poison) -> ServiceDefinition:
    """Return a service that hears what the producers count, and has a timer of kind `alarm`."""

    def when_counted(event: Recorded[Counted], *, work: UnitOfWork, ports: object) -> None:
        del ports
        poison.taste(event.event.number)
        work.add(TALLY, event.key, [Heard(number=event.event.number)])

    def when_alarm(timer: Timer, *, work: UnitOfWork, ports: object) -> None:
        del ports
        poison.taste(int(timer.data.get("number", 0)))
        work.add(TALLY, timer.subject, [Heard(number=int(timer.data.get("number", 0)))])
        poison.fired.append(timer.timer_id)
        if poison.again:
            work.schedule(replace(timer, due_at=work.now + poison.again))

    hears = Policy(handle=when_counted, needs=lambda one: [(TALLY, one.key)])
    return ServiceDefinition(
        name=name,
        codec=SAID,
        commands={},
        questions={},
        subscriptions=[
            Subscription(
                producer=one,
                codec=SEEN,
                policies={Counted: hears},
                projections=[Witness(one)],
            )
            for one in producers
        ],
        timers={"alarm": OnTimer(handle=when_alarm)},
        ports=lambda _: None,
    )


class Switchboard:
    """RPC without a wire: answers come from the services' own stores, unless they are down."""

    def __init__(self) -> None:
        self.services: dict[str, ServiceApp] = {}
        self.down: set[str] = set()
        self.calls: list[tuple[str, str]] = []

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any) -> Any:
        del deadline_s
        self.calls.append((service, method))
        if service in self.down:
            raise Unavailable(f"{service} is down")
        answer = getattr(self.services[service], method)(**arguments)
        return json.loads(msgspec.json.encode(answer))


class BrokerHands(Protocol):
    """What a test does to a broker behind the backs of its clients."""

    url: str

    def stop(self) -> None: ...
    def start(self) -> None: ...
    def depth(self, queue: str) -> int:
        """Return how many messages wait for a consumer."""
        ...

    def consumers(self, queue: str) -> int: ...
    def bind(self, queue: str, key: str) -> None: ...
    def unbind(self, queue: str, key: str) -> None: ...
    def refuse_all(self, key: str) -> None:
        """Bind a queue under the key that takes nothing, so that publishers are refused."""
        ...

    def mend(self, key: str) -> None: ...
    def publish(self, key: str, body: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    position: int
    stream_id: str
    number: int


@dataclass(slots=True, kw_only=True)
class Town:
    """Services by name, each on a database of its own, around one broker."""

    amqp_url: str
    new_database: Callable[[str], str]
    clock: Clock = field(default_factory=lambda: ManualClock(NOON))
    poison: Poison = field(default_factory=Poison)
    switchboard: Switchboard = field(default_factory=Switchboard)
    urls: dict[str, str] = field(default_factory=dict)
    works: list[Work] = field(default_factory=list)
    definitions: dict[str, ServiceDefinition] = field(default_factory=dict)

    def found(self, definition: ServiceDefinition) -> ServiceApp:
        """Give the service a database and a line on the switchboard."""
        url = self.urls[definition.name] = self.new_database(definition.name)
        database = Database(url, pool_size=10)
        with database.transaction() as connection:
            install_store_v1(connection)
            applied.metadata.create_all(connection)
        app = ServiceApp(definition, database, clock=self.clock)
        self.definitions[definition.name] = definition
        self.switchboard.services[definition.name] = app
        return app

    def settings(self, name: str, **changes: Any) -> KernelSettings:
        quick: dict[str, Any] = {
            "poll_s": 0.05,
            "check_s": 30.0,
            "relay_lease_s": 2.0,
            "attempts_max": 3,
        }
        return KernelSettings(
            service=name,
            database_url=self.urls[name],
            amqp_url=self.amqp_url,
            **(quick | changes),
        )

    def work(self, name: str, **changes: Any) -> Work:
        """Start the loops of a service; a second call starts another worker beside the first."""
        work = Work(
            self.definitions[name],
            self.settings(name, **changes),
            clock=self.clock,
            rpc=self.switchboard,
        )
        self.works.append(work)
        work.start()
        return work

    def happen(self, name: str, key: str, *numbers: int) -> None:
        """Let the producer count in one of its streams."""
        with self.switchboard.services[name].units.begin() as work, work.scope(SOMEBODY):
            work.add(_COUNTER, key, count(*numbers))

    def happen_anew(self, name: str, key: str, amount: int) -> None:
        """Let the producer count in a version that nobody else knows."""
        with self.switchboard.services[name].units.begin() as work, work.scope(SOMEBODY):
            work.add(_COUNTER, key, [CountedAnew(amount=amount)])

    def applied(self, name: str, producer_name: str) -> list[Applied]:
        """Return what the consumer has applied of a producer, in the order it was applied."""
        query = (
            sa.select(applied.c.position, applied.c.stream_id, applied.c.number)
            .where(applied.c.producer == producer_name)
            .order_by(applied.c.seq)
        )
        with self.switchboard.services[name].database.transaction() as connection:
            return [Applied(**row) for row in connection.execute(query).mappings()]

    def numbers(self, name: str, producer_name: str) -> list[int]:
        return [one.number for one in self.applied(name, producer_name)]

    def tally(self, name: str, key: str) -> tuple[int, ...]:
        """Return what the consumer's policy has said of a stream."""
        with self.switchboard.services[name].units.begin() as work:
            return work.get(TALLY, key) or ()

    def advance(self, span: timedelta) -> None:
        assert isinstance(self.clock, ManualClock)
        self.clock.advance(span)

    def stop(self) -> None:
        for work in self.works:
            work.stop()
        self.works.clear()

    def close(self) -> None:
        self.stop()
        for app in self.switchboard.services.values():
            app.database.close()


@contextmanager
def town(amqp_url: str, new_database: Callable[[str], str]) -> Iterator[Town]:
    """Lend a town; whatever was started in it ends with the block."""
    lent = Town(amqp_url=amqp_url, new_database=new_database)
    try:
        yield lent
    finally:
        lent.close()


def until(true: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
    """Wait for what other threads or processes bring about; what is away is waited for, too."""
    end = time.monotonic() + within_s
    while not _holds(true):
        assert time.monotonic() < end, f"it did not happen within {within_s} s"
        time.sleep(0.01)


def _holds(true: Callable[[], bool]) -> bool:
    try:
        return true()
    except Unavailable:
        return False
