"""A relay: one leader publishes what an outlet has, in order, and only then notes it down."""

import logging
import time
from contextlib import closing
from threading import Event

from kernel.adapters.leadership import open_seat
from kernel.adapters.metrics import (
    HANDLER_SECONDS,
    RELAY_LEADER,
    RELAY_NACK_STREAK,
    RELAY_PUBLISHED,
)
from kernel.adapters.outlets import Batch, Outlet
from kernel.adapters.pace import Backoff, Pace, Rhythm
from kernel.adapters.publisher import Publisher, PublishRefused
from kernel.adapters.seat import Seat
from kernel.adapters.storage import AnyDatabase
from kernel.application.ports import Clock
from kernel.domain.errors import Unavailable

log = logging.getLogger(__name__)


class Relay:
    """
    Publishes one outlet of a service, whether it leads at once or stands by for another to fall.

    Whatever happens between a confirm and the checkpoint, events are only repeated, never lost:
    the checkpoint moves after the confirms, and consumers skip what they have.
    """

    def __init__(
        self,
        producer: str,
        outlet: Outlet,
        database: AnyDatabase,
        publisher: Publisher,
        *,
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self._who = {"service": producer, "relay": outlet.name}
        self._outlet = outlet
        self._database = database
        self._publisher = publisher
        self._clock = clock
        self._rhythm = rhythm
        self._pace = Pace(rhythm.pace_s)
        self._backoff = Backoff()
        self._full = False
        self._nacks = 0
        self.leads = False

    def run(self, stop: Event) -> None:
        """Stand by, lead, step down and try again until told to stop."""
        while not stop.is_set():
            try:
                with closing(self._seat()) as seat:
                    self._run_for(seat, stop)
            except Unavailable as error:
                told = {"code": error.own_code, "why": error.message}
                log.warning("relay.waiting", extra=self._who | told)
                stop.wait(self._backoff.next_s())
        self._publisher.close()

    def _seat(self) -> Seat:
        return open_seat(self._database, self._outlet.checkpoint, lease_s=self._rhythm.lease_s)

    def _run_for(self, seat: Seat, stop: Event) -> None:
        while not stop.is_set():
            if seat.take():
                self._lead(seat, stop)
            else:
                seat.rest(self._rhythm.poll_s, stop)

    def _lead(self, seat: Seat, stop: Event) -> None:
        self._show_lead(leads=True)
        try:
            log.info("relay.leads", extra=self._who | {"position": seat.checkpoint()})
            while not stop.is_set():
                self._cycle(seat, stop)
        finally:
            self._show_lead(leads=False)

    def _cycle(self, seat: Seat, stop: Event) -> None:
        """Publish what is behind the checkpoint: one question, one publishing, one move."""
        # A full batch goes on at once, and after a pause there is nothing to wait for.
        if not self._full:
            self._pace.wait()
        # A process that was stopped and woken learns here that it leads no more.
        seat.ping()
        seat.forget_hints()
        batch = self._read()
        self._full = batch.full
        if batch.count:
            if not self._publish(batch, seat, stop):
                return
            seat.advance(batch.after, batch.last, at=self._clock.now())
            self._pace.worked()
        self._backoff.reset()
        # A batch with room was all there was; what came since has left a hint, and ends the wait.
        if not batch.full:
            self._publisher.tick()
            seat.wait(self._rhythm.poll_s)

    def _read(self) -> Batch:
        # Not on the leader's own session, see `Leadership`. It reads from the row every time, which
        # an operator may have moved back.
        with self._database.reading() as connection:
            return self._outlet.read(connection)

    def _publish(self, batch: Batch, seat: Seat, stop: Event) -> bool:
        started = time.perf_counter()
        try:
            self._publisher.publish(batch.messages)
        except PublishRefused as error:
            self._note_refusal(error)
            seat.rest(self._backoff.next_s(), stop)
            return False
        self._nacks = 0
        RELAY_NACK_STREAK.labels(**self._who).set(0)
        RELAY_PUBLISHED.labels(**self._who).inc(batch.count)
        HANDLER_SECONDS.labels(
            service=self._who["service"], what=f"relay-{self._outlet.name}"
        ).observe(time.perf_counter() - started)
        return True

    def _note_refusal(self, error: PublishRefused) -> None:
        # One queue without a quorum makes the broker refuse what all the others have taken: they
        # get the same events again and again, and the feed takes them further.
        self._nacks += 1
        RELAY_NACK_STREAK.labels(**self._who).set(self._nacks)
        log.warning("relay.refused", extra={**self._who, "streak": self._nacks, **error.details})

    def _show_lead(self, *, leads: bool) -> None:
        self.leads = leads
        RELAY_LEADER.labels(**self._who).set(leads)
