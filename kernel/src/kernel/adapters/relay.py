"""The relay: one leader publishes every stored event, in order, and only then notes it down."""

import logging
import time
from collections.abc import Sequence
from contextlib import closing
from threading import Event

from kernel.adapters.cloudevents import CONTENT_TYPE, grouped, pack
from kernel.adapters.database import Database
from kernel.adapters.leadership import Leadership
from kernel.adapters.metrics import (
    HANDLER_SECONDS,
    RELAY_LEADER,
    RELAY_NACK_STREAK,
    RELAY_PUBLISHED,
)
from kernel.adapters.pace import Backoff, Pace, Rhythm
from kernel.adapters.publisher import Outgoing, Publisher, PublishRefused
from kernel.adapters.store import StoredEvent, read_after
from kernel.application.ports import Clock
from kernel.domain.errors import Unavailable

log = logging.getLogger(__name__)

BATCH = 500
PACKED = 100
# Far below what a broker takes in one message.
PACKED_BYTES = 1_000_000


class Relay:
    """
    Publishes a service's store, whether it leads at once or stands by for another to fall.

    Whatever happens between a confirm and the checkpoint, events are only repeated, never lost:
    the checkpoint moves after the confirms, and consumers skip what they have.
    """

    def __init__(
        self,
        producer: str,
        database: Database,
        publisher: Publisher,
        *,
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self._producer = producer
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
                with closing(Leadership(self._database, lease_s=self._rhythm.lease_s)) as seat:
                    self._run_for(seat, stop)
            except Unavailable as error:
                log.warning(
                    "relay.waiting", extra={"service": self._producer, "code": error.own_code}
                )
                stop.wait(self._backoff.next_s())
        self._publisher.close()

    def _run_for(self, seat: Leadership, stop: Event) -> None:
        while not stop.is_set():
            if seat.take():
                self._lead(seat, stop)
            else:
                seat.rest(self._rhythm.poll_s, stop)

    def _lead(self, seat: Leadership, stop: Event) -> None:
        self._show_lead(leads=True)
        try:
            position = seat.checkpoint()
            log.info("relay.leads", extra={"service": self._producer, "position": position})
            while not stop.is_set():
                position = self._cycle(seat, position, stop)
        finally:
            self._show_lead(leads=False)

    def _cycle(self, seat: Leadership, position: int, stop: Event) -> int:
        """Publish what follows the position, and return the position reached."""
        # A full batch goes on at once, and after a pause there is nothing to wait for.
        if not self._full:
            self._pace.wait()
        # A process that was stopped and woken learns here that it leads no more.
        seat.ping()
        seat.forget_hints()
        events = self._read(position)
        self._full = len(events) == BATCH
        if not events:
            self._publisher.tick()
            seat.wait(self._rhythm.poll_s)
            return position
        if not self._publish(events, seat, stop):
            return position
        seat.advance(position, events[-1].position, at=self._clock.now())
        self._backoff.reset()
        return events[-1].position

    def _read(self, position: int) -> list[StoredEvent]:
        with self._database.transaction() as connection:
            return read_after(connection, position, BATCH)

    def _publish(self, events: Sequence[StoredEvent], seat: Leadership, stop: Event) -> bool:
        started = time.perf_counter()
        try:
            self._publisher.publish(pack_messages(self._producer, events))
        except PublishRefused as error:
            self._note_refusal(error)
            seat.rest(self._backoff.next_s(), stop)
            return False
        self._nacks = 0
        RELAY_NACK_STREAK.labels(service=self._producer).set(0)
        RELAY_PUBLISHED.labels(service=self._producer).inc(len(events))
        HANDLER_SECONDS.labels(service=self._producer, what="relay").observe(
            time.perf_counter() - started
        )
        return True

    def _note_refusal(self, error: PublishRefused) -> None:
        # One queue without a quorum makes the broker refuse what all the others have taken: they
        # get the same events again and again, and the feed takes them further.
        self._nacks += 1
        RELAY_NACK_STREAK.labels(service=self._producer).set(self._nacks)
        log.warning(
            "relay.refused",
            extra={"service": self._producer, "streak": self._nacks, **error.details},
        )

    def _show_lead(self, *, leads: bool) -> None:
        self.leads = leads
        RELAY_LEADER.labels(service=self._producer).set(leads)


def pack_messages(producer: str, events: Sequence[StoredEvent]) -> list[Outgoing]:
    """Return the messages that carry these consecutive events, as many in each as it takes."""
    packs = grouped(events, events_max=PACKED, bytes_max=PACKED_BYTES)
    return [
        Outgoing(
            routing_key=producer,
            message_id=one[0].event_id,
            content_type=CONTENT_TYPE,
            body=pack(producer, one),
        )
        for one in packs
    ]
