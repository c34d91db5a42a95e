"""What `work` does now and then: show where things stand, and forget old answers."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

import sqlalchemy as sa

from kernel.adapters.checkpoints import published
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.idempotency import forget_old
from kernel.adapters.metrics import PARKED, RELAY_LAG_EVENTS, RELAY_LAG_SECONDS, TIMERS_OVERDUE
from kernel.adapters.notice_upkeep import KEPT_FOR, forget_all_notices, measure_notices
from kernel.adapters.outlets import Outlet
from kernel.adapters.timers import count_overdue
from kernel.adapters.work_status import parked_by_producer
from kernel.application.ports import Clock
from kernel.domain.errors import KernelError

log = logging.getLogger(__name__)

FORGET_S = 3600.0


class Upkeep:
    """Sets the gauges that only the database knows, and keeps its small tables small."""

    def __init__(
        self,
        definition: ServiceDefinition,
        database: Database,
        *,
        outlets: Sequence[Outlet],
        clock: Clock,
        measure_s: float = 5.0,
        notices_kept_for: timedelta = KEPT_FOR,
    ) -> None:
        self._service = definition.name
        self._tells = definition.telling is not None
        self._notices_kept_for = notices_kept_for
        self._producers = [one.producer for one in definition.subscriptions]
        self._outlets = outlets
        self._database = database
        self._clock = clock
        self._measure_s = measure_s
        self._forget_at = 0.0

    def run(self, stop: Event) -> None:
        """Measure every few seconds, until told to stop."""
        while not stop.is_set():
            try:
                self.measure()
                self._forget()
            except KernelError as error:
                log.info("upkeep.waiting", extra={"code": error.own_code})
            stop.wait(self._measure_s)

    def measure(self) -> None:
        """Set the gauges. :raises Unavailable: the database is away."""
        now = self._clock.now()
        with self._database.transaction() as connection:
            for outlet in self._outlets:
                self._measure_relay(connection, outlet, now)
            overdue = count_overdue(connection, now)
            waiting = parked_by_producer(connection, self._service)
            if self._tells:
                measure_notices(connection, self._service, now)
        TIMERS_OVERDUE.labels(service=self._service).set(overdue)
        for producer in self._producers:
            PARKED.labels(service=self._service, producer=producer).set(waiting.get(producer, 0))

    def _measure_relay(self, connection: sa.Connection, outlet: Outlet, now: datetime) -> None:
        position = published(connection, outlet.checkpoint).position
        oldest = outlet.stored_at(connection, position + 1)
        age_s = (now - oldest).total_seconds() if oldest else 0.0
        who = {"service": self._service, "relay": outlet.name}
        RELAY_LAG_EVENTS.labels(**who).set(outlet.head(connection) - position)
        RELAY_LAG_SECONDS.labels(**who).set(max(0.0, age_s))

    def _forget(self) -> None:
        if time.monotonic() >= self._forget_at:
            now = self._clock.now()
            with self._database.transaction() as connection:
                forget_old(connection, now)
            if self._tells:
                forget_all_notices(self._database, before=now - self._notices_kept_for)
            self._forget_at = time.monotonic() + FORGET_S
