"""Everything that one service does by itself: relay, subscriptions, timers, upkeep, in threads."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Protocol

from kernel.adapters.applier import Applier
from kernel.adapters.bugs import bug_report
from kernel.adapters.checkpoints import MAIN, published
from kernel.adapters.chores import Chore, ChoreLoop
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition, Subscription
from kernel.adapters.deliveries import Deliveries
from kernel.adapters.feed import RpcFeed
from kernel.adapters.metrics import show_at_zero
from kernel.adapters.notice_maker import making_chore
from kernel.adapters.notice_teller import telling_chore
from kernel.adapters.outlets import Outlet
from kernel.adapters.pace import Backoff, Rhythm
from kernel.adapters.publisher import can_carry, publisher_for
from kernel.adapters.relay import Relay
from kernel.adapters.store import head
from kernel.adapters.subscriber import Subscriber
from kernel.adapters.timer_loop import TimerLoop
from kernel.adapters.timers import count_due
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.adapters.upkeep import Upkeep
from kernel.adapters.work_status import (
    SubscriptionStatus,
    WorkStatus,
    subscription_statuses,
)
from kernel.application.ports import Clock, Rpc
from kernel.application.telling import TellingTerms

log = logging.getLogger(__name__)

__all__ = ["SubscriptionStatus", "Work", "WorkSettings", "WorkStatus"]


_POLLS_A_MEASURE = 10


class WorkSettings(Protocol):
    """What of `KernelSettings` the loops need."""

    @property
    def database_url(self) -> str: ...
    @property
    def amqp_url(self) -> str: ...
    @property
    def work_pool_size(self) -> int: ...
    @property
    def pace_s(self) -> float | None: ...
    @property
    def poll_s(self) -> float: ...
    @property
    def check_s(self) -> float: ...
    @property
    def attempts_max(self) -> int: ...
    @property
    def relay_lease_s(self) -> float: ...
    @property
    def telling(self) -> TellingTerms: ...


class Work:
    """
    The loops of one service. Nothing ends them but `stop`: whatever is away, they wait for it.

    Plain threads; they become greenthreads where eventlet has patched the standard library.
    """

    def __init__(
        self, definition: ServiceDefinition, settings: WorkSettings, *, clock: Clock, rpc: Rpc
    ) -> None:
        self.definition = definition
        self._settings = settings
        self._clock = clock
        self._feed = RpcFeed(rpc)
        self._outlets = [
            one for one in definition.all_outlets if can_carry(settings.amqp_url, one.destination)
        ]
        # The leader of each relay holds one more connection of its own.
        self.database = Database(
            settings.database_url,
            pool_size=max(1, settings.work_pool_size - len(self._outlets)),
            application_name=f"{definition.name}-work",
        )
        self.units = UnitsOfWork(
            self.database,
            definition.codec,
            definition.projections,
            clock=clock,
            settings_version=definition.settings_version,
        )
        self._rhythm = Rhythm(
            pace_s=definition.pace_s if settings.pace_s is None else settings.pace_s,
            poll_s=settings.poll_s,
            check_s=settings.check_s,
            lease_s=settings.relay_lease_s,
        )
        self._subscribers = tuple(self._subscriber(one) for one in definition.subscriptions)
        self._relays = {one.name: self._relay(one) for one in self._outlets}
        self._timers = TimerLoop(
            definition, self.units, ready=self.has_caught_up, poll_s=settings.poll_s
        )
        show_at_zero(definition.name, self._relays)
        self._stop = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Start every loop and return at once."""
        self._stop.clear()
        loops = {f"when-{one.producer}": one.run for one in self._subscribers}
        loops |= {f"relay-{name}": one.run for name, one in self._relays.items()}
        loops["timers"] = self._timers.run
        for chore in (*self.definition.chores, *self._telling_chores()):
            loop = ChoreLoop(chore, self.database, poll_s=self._settings.poll_s)
            loops[f"chore-{chore.name}"] = loop.run
        loops["upkeep"] = Upkeep(
            self.definition,
            self.database,
            outlets=self._outlets,
            clock=self._clock,
            measure_s=_POLLS_A_MEASURE * self._settings.poll_s,
            notices_kept_for=self._settings.telling.kept_for,
        ).run
        self._threads = [
            Thread(
                target=self._keep_running,
                args=(name, loop),
                name=f"{self.definition.name}-{name}",
                daemon=True,
            )
            for name, loop in loops.items()
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """End every loop; what a subscription holds goes back to its queue, in order."""
        self._stop.set()
        end = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._threads = []
        self.database.close()

    def check(self) -> None:
        """Let every subscription compare itself with its producer's head now."""
        for one in self._subscribers:
            one.check()

    def fire_due(self) -> int:
        """Fire some of what is due now, as the loop does when it looks, and return how many."""
        return self._timers.fire_due() if self.has_caught_up() else 0

    def has_caught_up(self) -> bool:
        """Tell whether every subscription has reached its producer's head since the start."""
        return all(one.caught_up.is_set() for one in self._subscribers)

    def status(self) -> WorkStatus:
        """
        Tell where everything stands.

        :raises Unavailable: the database is away
        """
        with self.database.transaction() as connection:
            return WorkStatus(
                head=head(connection),
                published=published(connection).position,
                leads=self._relays[MAIN.name].leads,
                subscriptions=subscription_statuses(
                    connection,
                    self.definition.name,
                    heads={one.producer: one.head for one in self._subscribers},
                ),
                timers_due=count_due(connection, self._clock.now()),
            )

    def quiet(self) -> bool:
        """
        Tell whether there is nothing left to do, as far as this service can see.

        A quiet service can be woken by another one, so ask all of them, twice.

        :raises Unavailable: the database, or a producer, is away
        """
        status = self.status()
        return status.idle and all(
            one.position >= self._feed.head(one.producer) for one in status.subscriptions
        )

    def _relay(self, outlet: Outlet) -> Relay:
        return Relay(
            self.definition.name,
            outlet,
            self.database,
            publisher_for(self._settings.amqp_url, outlet.destination),
            clock=self._clock,
            rhythm=self._rhythm,
        )

    def _telling_chores(self) -> tuple[Chore, ...]:
        if self.definition.telling is None:
            return ()
        terms, clock = self._settings.telling, self._clock
        return (
            making_chore(self.definition, terms=terms, clock=clock),
            telling_chore(self.definition, terms=terms, clock=clock),
        )

    def _subscriber(self, subscription: Subscription) -> Subscriber:
        attempts_max, amqp_url = self._settings.attempts_max, self._settings.amqp_url
        return Subscriber(
            Applier(self.definition, subscription, self.units, attempts_max=attempts_max),
            self._feed,
            Deliveries(amqp_url, consumer=self.definition.name, producer=subscription.producer),
            clock=self._clock,
            rhythm=replace(self._rhythm, pace_s=max(self._rhythm.pace_s, subscription.pace_s)),
        )

    def _keep_running(self, name: str, loop: Callable[[Event], None]) -> None:
        backoff = Backoff(limit_s=30.0)
        while not self._stop.is_set():
            try:
                loop(self._stop)
            except Exception as error:  # noqa: BLE001 - no loop may end while the others go on
                log.error(  # noqa: TRY400 - an exception's text may hold what must not be logged
                    "work.restarting", extra={"loop": name, **bug_report(error)}
                )
                self._stop.wait(backoff.next_s())
