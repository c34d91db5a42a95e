"""All services in one process, on virtual time, with everything between them that can fail."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from kernel.adapters.database import DatabaseUnavailable
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.store import StoredEvent
from simulation.broker import Broker
from simulation.faults import Dice, Faults
from simulation.processes import Process
from simulation.rest import restless
from simulation.rpc import Door, SimRpc
from simulation.scheduler import Killed, Scheduler, Task
from simulation.sealed import Diary, sealed
from simulation.service import SimService
from simulation.services import city_services
from simulation.variants import Broken, Variant
from simulation.work import Surroundings

# A Monday morning in Malang, four days before a month's end.
START = datetime(2026, 4, 27, 0, 0, tzinfo=UTC)
_WORKERS = (1, 1, 1, 1, 1, 1, 1, 2)
# Some five times what forty orders take.
STEPS_MAX = 100_000
_CHECK_S = 60.0
# A fault, and what it does to the process that meets it.
Strike = tuple[str, Callable[[Process], None]]


class SimulationStuck(AssertionError):
    """After the faults had stopped not everything came to rest."""


class SimClock:
    """The one clock of everybody."""

    def __init__(self, scheduler: Scheduler, start: datetime) -> None:
        self._scheduler = scheduler
        self._start = start
        self._told: tuple[int, datetime] = (0, start)

    def now(self) -> datetime:
        now_us = self._scheduler.now_us
        if self._told[0] != now_us:
            self._told = (now_us, self._start + timedelta(microseconds=now_us))
        return self._told[1]


class World:
    """
    A city's machines. Leave the block, and everything of it is gone.

    :param workers: how many `work` processes each service has; the seed decides if nobody says

    :ivar rng: for people; the machines have generators of their own
    :ivar diary: bugs that the product's loops and doors met
    """

    def __init__(
        self,
        seed: int,
        *,
        faults: Faults,
        broken: Collection[Variant] = (),
        definitions: Sequence[ServiceDefinition] | None = None,
        start: datetime = START,
        workers: int | None = None,
    ) -> None:
        self.seed = seed
        self.rng = random.Random(4 * seed)
        self.faults = faults
        self.broken = frozenset(broken)
        self.workers = workers
        self.scheduler = Scheduler(4 * seed + 1, steps_max=STEPS_MAX)
        self.dice = Dice(faults, random.Random(4 * seed + 2))
        self.clock = SimClock(self.scheduler, start)
        self.diary = Diary()
        self.broker = Broker(self.scheduler, self.dice, self._lost)
        self.services: dict[str, SimService] = {}
        self.people: list[Task] = []
        self._definitions = definitions
        self._ids = random.Random(4 * seed + 3)
        self._open = ExitStack()
        self._strikes = self._what_strikes_where()

    def __enter__(self) -> Self:
        epoch_ns = int(self.clock.now().timestamp()) * 1_000_000_000
        self._open.enter_context(sealed(self.scheduler, self._ids, epoch_ns, self.diary))
        self._open.callback(self._end)
        doors: dict[str, Door] = {}
        rpc = SimRpc(self.scheduler, self.dice, self.broker, doors, self.point, self._bug)
        self._rpc = rpc
        around = Surroundings(
            scheduler=self.scheduler,
            broker=self.broker,
            clock=self.clock,
            rpc=rpc,
            point=self.point,
            bug=self._bug,
        )
        broken = Broken(self.broken)
        self._open.enter_context(broken.patched())
        parts = broken.parts()
        for definition in self._definitions or city_services(self.clock):
            workers = self.workers or self._ids.choice(_WORKERS)
            one = SimService(broken.define(definition), around, parts, workers=workers)
            doors[definition.name] = one.door
            self.services[definition.name] = one
        for one in self.services.values():
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    # For people

    def spawn(self, name: str, life: Callable[[], None]) -> None:
        """Let a person live."""
        self.people.append(self.scheduler.spawn(name, life))

    def sleep(self, seconds: float) -> None:
        self.scheduler.sleep(seconds)

    def call(self, service: str, method: str, **arguments: Any) -> Any:
        """
        Ask a service as a client does.

        :raises KernelError: as it refused
        :raises Unavailable: before or after it took effect
        """
        return self._rpc.call(service, method, **arguments)

    # For whoever runs the seed

    def run(self, until: datetime) -> None:
        """Let time pass."""
        self.scheduler.run(
            int((until - self.clock.now()) / timedelta(microseconds=1)) + self.scheduler.now_us
        )

    def heal(self) -> None:
        """From now on nothing goes wrong, and whatever is down comes up."""
        self.dice.calm_down()
        self.broker.come_up()

    def drain(self) -> None:
        """
        Let everything come to rest.

        :raises SimulationStuck: it does not
        """
        span = timedelta(seconds=_CHECK_S)
        why: list[str] = []
        for _ in range(_ROUNDS):
            for one in self.services.values():
                one.check_all()
            self.run(self.clock.now() + span)
            why = restless(self)
            if not why:
                return
            span = min(span * 2, timedelta(days=1))
        raise SimulationStuck("; ".join(why))

    def stored(self, service: str) -> Sequence[StoredEvent]:
        """Return what a service has committed, in the order of its positions."""
        return self.services[service].database.stored

    # Where something may go wrong

    def point(self, what: str) -> None:
        """Be overtaken, or die."""
        scheduler, dice = self.scheduler, self.dice
        task = scheduler.current
        if task is None:
            return
        if task.doomed:
            raise Killed
        if isinstance(task.group, Process):
            for fault, strike in self._strikes[what]:
                if dice.hit(fault):
                    strike(task.group)
        if dice.hit("stall"):
            scheduler.sleep(dice.seconds(0.01, 8))
        else:
            scheduler.step_aside()

    def _what_strikes_where(self) -> Mapping[str, Sequence[Strike]]:
        death, death_anywhere = ("death", self._kill), ("death_anywhere", self._kill)
        return {
            "statement": (death_anywhere, ("seat_lost", self._end_sessions)),
            "lock": (death_anywhere,),
            "append": (death_anywhere, ("closed", self._close_a_channel)),
            "commit": (death, ("cut", self._cut)),
            "committed": (death, ("cut_after", self._cut)),
            **dict.fromkeys(("publish", "confirm", "ack", "acked", "answer"), (death,)),
        }

    def _kill(self, process: Process) -> None:
        self.scheduler.order(lambda: self._die(process))

    def _cut(self, _: Process) -> None:
        raise DatabaseUnavailable("the database has ended the connection")

    def _close_a_channel(self, _: Process) -> None:
        self.broker.close_one()

    def _end_sessions(self, _: Process) -> None:
        self._some_service().database.end_sessions()

    def _some_service(self) -> SimService:
        return self.dice.rng.choice(list(self.services.values()))

    def _die(self, process: Process) -> None:
        if not process.alive:
            return
        process.die()
        one = next(one for one in self.services.values() if process in one.processes)

        def rise() -> None:
            self.scheduler.sleep(self.dice.seconds(0.2, 90))
            one.replace(process)

        self.scheduler.spawn(f"restart {process.name}", rise)

    def _lost(self, queue: str) -> None:
        consumer, _, producer = queue.partition(".")

        def check() -> None:
            self.scheduler.sleep(_CHECK_S)
            self.services[consumer].check(producer)

        self.scheduler.spawn(f"check {queue}", check)

    def _bug(self, told: str) -> None:
        self.diary.bugs.append(told)

    def forget(self) -> None:
        """Let go of everything, once it is judged: what circles leave waits for the collector."""
        for one in self.services.values():
            vars(one.database).clear()
        for gone in (self.broker, self.scheduler, self):
            vars(gone).clear()

    def _end(self) -> None:
        for task in tuple(self.scheduler.tasks):
            self.scheduler.kill(task)


_ROUNDS = 20
