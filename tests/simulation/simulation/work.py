"""The loops of one `work` process, as the kernel has them, each a task of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kernel.adapters.applier import Applier
from kernel.adapters.bugs import bug_report
from kernel.adapters.chores import ChoreLoop
from kernel.adapters.definition import ServiceDefinition, Subscription
from kernel.adapters.feed import RpcFeed
from kernel.adapters.outlets import events_outlet
from kernel.adapters.pace import Backoff, Rhythm
from kernel.adapters.publisher import Publisher
from kernel.adapters.relay import Relay
from kernel.adapters.service import ServiceApp
from kernel.adapters.subscriber import Subscriber
from kernel.adapters.timer_loop import TimerLoop
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.ports import Clock, Feed, Rpc
from simulation.broker import Broker
from simulation.lines import Point, SimDeliveries, SimPublisher
from simulation.processes import Process
from simulation.scheduler import Scheduler, SimEvent
from simulation.sites import SimDatabase
from simulation.stops import ChoreStop, RelayStop, TimerStop

DAY_S = 86400.0
# Nobody polls here for what a hint tells; a subscription that lost something is told to check.
RHYTHM = Rhythm(pace_s=0.0, poll_s=DAY_S, check_s=2 * DAY_S, lease_s=4 * DAY_S)
ATTEMPTS_MAX = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a process is started in."""

    scheduler: Scheduler
    broker: Broker
    clock: Clock
    rpc: Rpc
    point: Point
    bug: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the loops are made of; a broken variant has another one among them."""

    relay: Callable[..., Relay] = Relay
    applier: Callable[..., Applier] = Applier
    subscriber: Callable[..., Subscriber] = Subscriber
    units: Callable[..., UnitsOfWork[Any]] = UnitsOfWork
    timers: Callable[..., TimerLoop] = TimerLoop
    deliveries: Callable[..., SimDeliveries] = SimDeliveries
    publisher: Callable[[Broker, Point], Publisher] = SimPublisher
    feed: Callable[[Rpc], Feed] = RpcFeed
    app: Callable[..., ServiceApp[Any]] = ServiceApp
    rhythm: Rhythm = field(default=RHYTHM)


class SimWork:
    """Starts the loops of one service in a process."""

    def __init__(
        self,
        definition: ServiceDefinition,
        database: SimDatabase,
        process: Process,
        around: Surroundings,
        parts: Parts,
    ) -> None:
        self.process = process
        self._definition = definition
        self._database = database
        self._around = around
        self._parts = parts
        self._units = parts.units(
            database,
            definition.codec,
            definition.projections,
            clock=around.clock,
            settings_version=definition.settings_version,
        )
        self._lines: dict[str, SimDeliveries] = {}
        self.subscribers = {one.producer: self._subscriber(one) for one in definition.subscriptions}

    def start(self) -> None:
        around, scheduler = self._around, self._around.scheduler
        for producer, one in self.subscribers.items():
            self._loop(f"when-{producer}", one.run, SimEvent(scheduler))
        relay = self._relay()
        self._loop("relay", relay.run, RelayStop(scheduler, lambda: relay.leads))
        timers = self._parts.timers(
            self._definition, self._units, ready=self.has_caught_up, poll_s=RHYTHM.poll_s
        )
        if self._definition.timers:
            stop = TimerStop(scheduler, self._database, around.clock.now)
            self._loop("timers", timers.run, stop)
        for chore in self._definition.chores:
            loop = ChoreLoop(chore, self._database, poll_s=RHYTHM.poll_s)
            self._loop(
                f"chore-{chore.name}",
                loop.run,
                ChoreStop(scheduler, self._database, poll_s=RHYTHM.poll_s),
            )

    def has_caught_up(self) -> bool:
        return all(one.caught_up.is_set() for one in self.subscribers.values())

    def check(self, producer: str) -> None:
        """Let a subscription compare itself with its producer's head now."""
        self.subscribers[producer].check()
        self._lines[producer].nudge()

    def check_all(self) -> None:
        for producer in self.subscribers:
            self.check(producer)

    def _subscriber(self, subscription: Subscription) -> Subscriber:
        around, parts, name = self._around, self._parts, self._definition.name
        line = self._lines[subscription.producer] = parts.deliveries(
            around.broker, around.point, consumer=name, producer=subscription.producer
        )
        applier = parts.applier(
            self._definition, subscription, self._units, attempts_max=ATTEMPTS_MAX
        )
        return parts.subscriber(
            applier, parts.feed(around.rpc), line, clock=around.clock, rhythm=parts.rhythm
        )

    def _relay(self) -> Relay:
        around, parts = self._around, self._parts
        return parts.relay(
            self._definition.name,
            events_outlet(self._definition.name),
            self._database,
            parts.publisher(around.broker, around.point),
            clock=around.clock,
            rhythm=parts.rhythm,
        )

    def _loop(self, name: str, run: Callable[[Any], None], stop: SimEvent) -> None:
        def keep_running() -> None:
            backoff = Backoff(limit_s=30.0)
            while True:
                try:
                    run(stop)
                except Exception as error:  # noqa: BLE001 - as the real one does; it is remembered
                    self._around.bug(f"{self.process.name} {name}: {bug_report(error)}")
                    self._around.scheduler.sleep(backoff.next_s())

        self.process.spawn(name, keep_running)
