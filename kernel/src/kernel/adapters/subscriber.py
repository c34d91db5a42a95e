"""The loop of one subscription: news from the broker, the truth from the feed, all in order."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from typing import Any

import msgspec

from kernel.adapters.applier import Applier
from kernel.adapters.cloudevents import Incoming, unpack
from kernel.adapters.deliveries import Deliveries, Delivery
from kernel.adapters.metrics import BEHIND, HOLES, MALFORMED
from kernel.adapters.pace import Backoff, Pace, Rhythm
from kernel.adapters.sequence import PAGE_MAX, Sequencer
from kernel.application.ports import Clock, Feed
from kernel.domain.errors import Conflict, Unavailable

log = logging.getLogger(__name__)

BATCH = 50
MessageMalformed = (msgspec.MsgspecError, KeyError, TypeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The producer's head, when it was asked for, and where this consumer stood then."""

    head: int
    asked_at: datetime
    stood_at: int


class Subscriber:
    """
    Keeps one consumer up with one producer.

    It declares its queue, reads the feed up to the head, then consumes; so a new consumer gets all
    history. Every `check_s` it asks for the head again: what the broker has lost, the last message
    included, comes from the feed as soon as the queue is idle.
    """

    def __init__(
        self,
        applier: Applier,
        feed: Feed,
        deliveries: Deliveries,
        *,
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self._applier = applier
        self._feed = feed
        self._deliveries = deliveries
        self._clock = clock
        self._rhythm = rhythm
        self._pace = Pace(rhythm.pace_s)
        self._sequencer = Sequencer(
            position=applier.position, fetch=self._fetch_missing, commit=applier.apply
        )
        self.producer = applier.guard.producer
        self._labels = {"service": applier.guard.consumer, "producer": self.producer}
        self._ids = {"consumer": applier.guard.consumer, "producer": self.producer}
        self._reconnect = Backoff()
        self._recheck = Backoff(first_s=0.5, limit_s=min(30.0, rhythm.check_s))
        self._next_check = 0.0
        self._check_now = Event()
        self._look: Look | None = None
        self._full = False
        self.head = 0
        self.caught_up = Event()

    @property
    def position(self) -> int:
        """Where this consumer stood when this process last saw its row."""
        return self._sequencer.at

    def check(self) -> None:
        """Ask for the producer's head as soon as possible."""
        self._check_now.set()

    def run(self, stop: Event) -> None:
        """Consume until told to stop, whatever goes away in the meantime."""
        while not stop.is_set():
            try:
                self._run_on_one_connection(stop)
                self._deliveries.close()
            except Unavailable as error:
                log.warning(
                    "subscription.reconnecting", extra={**self._ids, "code": error.own_code}
                )
                self._deliveries.drop()
                stop.wait(self._reconnect.next_s())
            finally:
                self._deliveries.drop()

    def _run_on_one_connection(self, stop: Event) -> None:
        self._deliveries.open()
        # Without an answer it consumes all the same: positions show what is missing.
        self._ask_for_head()
        self._catch_up(stop)
        self._deliveries.consume()
        self._reconnect.reset()
        while not stop.is_set():
            self._cycle(stop)

    def _cycle(self, stop: Event) -> None:
        if self._check_now.is_set() or time.monotonic() >= self._next_check:
            self._ask_for_head()
        batch = self._gather()
        if not batch:
            self._when_idle(stop)
            return
        events = [event for delivery in batch for event in self._read(delivery)]
        if self._insist(lambda: self._sequencer.settle(events), stop):
            self._deliveries.ack(batch)
            self._note_progress()
            self._pace.worked()

    def _gather(self) -> list[Delivery]:
        if not self._deliveries.wait(self._rhythm.poll_s):
            self._full = False
            return []
        # A full batch goes on at once, and after a pause there is nothing to wait for.
        if not self._full:
            self._pace.wait()
        batch = self._deliveries.take(BATCH)
        self._full = len(batch) == BATCH
        return batch

    def _read(self, delivery: Delivery) -> list[Incoming]:
        """Unpack a message. One that cannot be read is let go: its events come from the feed."""
        try:
            return self._incoming(unpack(delivery.body))
        except MessageMalformed as error:
            MALFORMED.labels(**self._labels).inc()
            log.error(  # noqa: TRY400 - a decoder's message quotes what it could not read
                "message.malformed", extra={**self._ids, "error": type(error).__name__}
            )
            self.check()
            return []

    def _incoming(self, cloudevents: Sequence[Mapping[str, Any]]) -> list[Incoming]:
        events = [Incoming.of(self.producer, one) for one in cloudevents]
        if not all(_is_in_shape(one) for one in events):
            raise TypeError("not one of our CloudEvents")
        return events

    def _insist(self, attempt: Callable[[], None], stop: Event) -> bool:
        """Try in place until it succeeds: channel and batch are kept, so the order is too."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                attempt()
            except (Unavailable, Conflict) as error:
                log.warning("subscription.waiting", extra={**self._ids, "code": error.own_code})
                self._deliveries.rest(backoff.next_s(), stop)
            else:
                return True
        return False

    # The feed

    def _fetch(self, after: int, limit: int) -> list[Incoming]:
        return self._incoming(self._feed.events(self.producer, after, limit))

    def _fetch_missing(self, after: int, limit: int) -> list[Incoming]:
        log.info("subscription.hole", extra={**self._ids, "position": after, "missing": limit})
        events = self._fetch(after, limit)
        HOLES.labels(**self._labels).inc()
        return events

    def _ask_for_head(self) -> None:
        """Look how far the producer is; when it does not answer, look again before long."""
        self._check_now.clear()
        asked_at = self._clock.now()
        try:
            stood_at = self._sequencer.at = self._applier.position()
            self.head = self._feed.head(self.producer)
        except Unavailable as error:
            self._look_again_soon(error)
            return
        self._recheck.reset()
        self._next_check = time.monotonic() + self._rhythm.check_s
        self._look = Look(head=self.head, asked_at=asked_at, stood_at=stood_at)
        if self.head < stood_at:
            log.error("subscription.ahead_of_producer", extra={**self._ids, "position": stood_at})
        self._note_progress()

    def _when_idle(self, stop: Event) -> None:
        """Heal what the last look showed, unless somebody else is working it off."""
        if self._look is None:
            return
        try:
            stands_at = self._sequencer.at = self._applier.position()
        except Unavailable as error:
            self._look_again_soon(error)
            return
        stood_at, self._look = self._look.stood_at, replace(self._look, stood_at=stands_at)
        self._note_progress()
        if stood_at == stands_at:
            self._catch_up(stop)

    def _catch_up(self, stop: Event) -> None:
        """Read the feed up to the head that was last seen."""
        while self._look is not None and not stop.is_set():
            try:
                page = self._fetch(self._sequencer.at, PAGE_MAX)
            except Unavailable as error:
                self._look_again_soon(error)
                return
            log.info("subscription.catching_up", extra={**self._ids, "after": self._sequencer.at})
            if not page or not self._insist(lambda: self._sequencer.settle(page), stop):  # noqa: B023
                return
            self._deliveries.tick()
            self._note_progress()

    def _look_again_soon(self, error: Unavailable) -> None:
        log.info("subscription.unchecked", extra={**self._ids, "code": error.own_code})
        self._look = None
        self._next_check = time.monotonic() + self._recheck.next_s()

    def _note_progress(self) -> None:
        position = self._sequencer.at
        self.head = max(self.head, position)
        BEHIND.labels(**self._labels).set(self.head - position)
        look = self._look
        if look is None or position < look.head:
            return
        try:
            self._applier.note_caught_up(look.head, look.asked_at)
        except Unavailable as error:
            self._look_again_soon(error)
            return
        self._look = None
        self.caught_up.set()


def _is_in_shape(incoming: Incoming) -> bool:
    # What the order and the parking rest on; the rest is looked at when the event is applied.
    return (
        isinstance(incoming.position, int)
        and isinstance(incoming.stream_id, str)
        and isinstance(incoming.type, str)
        and incoming.cloudevent.get("source") == f"/{incoming.producer}"
    )
