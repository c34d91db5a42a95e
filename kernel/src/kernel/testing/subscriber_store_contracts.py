"""What a subscription promises on every store. Subclass, provide `database`, inherit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest

from kernel.adapters.deliveries import Deliveries
from kernel.adapters.inprocess import install, reset
from kernel.adapters.outlets import pack_messages
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import publisher_for
from kernel.adapters.storage import AnyDatabase
from kernel.adapters.store import StoredEvent
from kernel.adapters.subscriber import Subscriber
from kernel.domain.errors import Unavailable
from kernel.testing.stores import Killed, Moment
from kernel.testing.storing import PRODUCER, SmallService, as_told, stored_at_producer

URL = "memory://heard"
RHYTHM = Rhythm(pace_s=0.0, poll_s=0.01, check_s=600.0)
# Idle once it looks whether another works it off, idle twice it heals, and then it is done.
IDLE_ENOUGH = 3


class UntilIdle(Deliveries):
    """The messages of a queue, until none has come for a while."""

    def __init__(self, stop: Event) -> None:
        super().__init__(URL, consumer="small", producer=PRODUCER)
        self.when_consuming = Moment()
        self._stop = stop
        self._idle = 0

    def consume(self) -> None:
        super().consume()
        self.when_consuming.pass_by()

    def wait(self, timeout_s: float) -> bool:
        came = super().wait(timeout_s)
        self._idle += not came
        if self._idle >= IDLE_ENOUGH:
            self._stop.set()
        return came


@dataclass(slots=True)
class ProducerFeed:
    """What the producer tells who asks it, unless it is down."""

    stored: list[StoredEvent] = field(default_factory=list)
    down: bool = False

    def events(self, producer: str, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        del producer
        self._answer()
        return as_told(self.stored[after : after + limit])

    def head(self, producer: str) -> int:
        del producer
        self._answer()
        return len(self.stored)

    def _answer(self) -> None:
        if self.down:
            raise Unavailable("the producer is down")


class SubscriberFixtures:
    """A service beside a broker that keeps messages for it."""

    @pytest.fixture
    def service(self, database: AnyDatabase) -> Iterator[SmallService]:
        install()
        # Whoever publishes to nobody is not heard.
        line = UntilIdle(Event())
        line.open()
        line.close()
        yield SmallService(database)
        reset()


class SubscriberStoreContract(SubscriberFixtures):
    """What comes is acknowledged once it is kept, and what does not come is fetched."""

    subscriber: type[Subscriber] = Subscriber

    def hear(
        self,
        service: SmallService,
        feed: ProducerFeed,
        *,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        """Consume until nothing has come for a while; something may happen once it consumes."""
        stop = Event()
        line = UntilIdle(stop)
        subscriber = self.subscriber(
            service.applier(), feed, line, clock=service.clock, rhythm=RHYTHM
        )

        def happens() -> None:
            if meanwhile:
                meanwhile()
            subscriber.check()

        line.when_consuming.next(happens)
        subscriber.run(stop)

    def test_what_a_worker_that_died_took_and_did_not_keep_comes_again(
        self, service: SmallService
    ) -> None:
        publish(stored_at_producer(("a", 1), ("b", 2), ("a", 3)))
        feed = ProducerFeed(down=True)
        service.first.kill()
        with pytest.raises(Killed):
            self.hear(service, feed)

        # The producer is down, so these are the messages themselves.
        self.hear(service, feed)

        assert service.heard() == {"counter-a": 2, "counter-b": 1}

    def test_what_was_kept_is_not_applied_again_when_it_comes_again(
        self, service: SmallService
    ) -> None:
        feed = ProducerFeed(down=True)
        for _ in range(2):
            publish(stored_at_producer(("a", 1), ("b", 2)))
            self.hear(service, feed)

        assert service.heard() == {"counter-a": 1, "counter-b": 1}

    @pytest.mark.parametrize("lost", [1, 2, 3])
    def test_a_message_that_was_lost_is_fetched_whichever_it_was(
        self, service: SmallService, lost: int
    ) -> None:
        stored = stored_at_producer(("a", 1), ("b", 2), ("a", 3))
        feed = ProducerFeed()

        def happen() -> None:
            feed.stored = stored
            for one in stored:
                if one.position != lost:
                    publish([one])

        self.hear(service, feed, meanwhile=happen)

        assert service.heard() == {"counter-a": 2, "counter-b": 1}


def publish(stored: list[StoredEvent]) -> None:
    publisher = publisher_for(URL)
    publisher.publish(pack_messages(PRODUCER, stored))
    publisher.close()
