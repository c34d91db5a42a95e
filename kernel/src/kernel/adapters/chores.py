"""Work that a service does by itself besides relay, subscriptions and timers, step by step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from kernel.adapters.pace import Backoff
from kernel.adapters.storage import AnyDatabase
from kernel.domain.errors import Conflict, Unavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """
    A step that is repeated for ever.

    Every worker of a service does it, so a step takes the lock it needs, and loses nothing when it
    is killed at any line.

    :param step: does on the service's database what there is to do, and tells whether there is more
    """

    name: str
    step: Callable[[Any], bool]


class ChoreLoop:
    """Repeats one chore; whatever is away, it waits for it."""

    def __init__(self, chore: Chore, database: AnyDatabase, *, poll_s: float) -> None:
        self._chore = chore
        self._database = database
        self._poll_s = poll_s

    def run(self, stop: Event) -> None:
        """Do what falls due, until told to stop."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                more = self._chore.step(self._database)
            except (Conflict, Unavailable) as error:
                log.warning(
                    "chore.waiting", extra={"chore": self._chore.name, "code": error.own_code}
                )
                stop.wait(backoff.next_s())
                continue
            backoff.reset()
            if not more:
                stop.wait(self._poll_s)
