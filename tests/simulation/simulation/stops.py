"""What tells a loop to stop, and lets it sleep until there is something to do."""

from collections.abc import Callable
from datetime import datetime

from simulation.scheduler import Scheduler, SimEvent
from simulation.sites import SimDatabase

_AGAIN_S = 0.5


class TimerStop(SimEvent):
    """Sleeps until the next timer is due, however often the loop would look."""

    def __init__(
        self, scheduler: Scheduler, database: SimDatabase, now: Callable[[], datetime]
    ) -> None:
        super().__init__(scheduler)
        self._database = database
        self._now = now

    def wait(self, timeout: float | None = None) -> bool:
        due = self._database.first_due()
        if due is None:
            return self._database.changed_timers.wait(None)
        left_s = (due - self._now()).total_seconds()
        # What is due and was not fired is locked by somebody, or the service is not ready.
        return self._database.changed_timers.wait(max(timeout or 0, _AGAIN_S, left_s))


class ChoreStop(SimEvent):
    """Sleeps until something was appended, however often the loop would look."""

    def __init__(self, scheduler: Scheduler, database: SimDatabase, *, poll_s: float) -> None:
        super().__init__(scheduler)
        self._database = database
        self._poll_s = poll_s
        self._seen = 0

    def wait(self, timeout: float | None = None) -> bool:
        database = self._database
        if timeout is not None and timeout < self._poll_s:
            # It failed, and rests before it tries again.
            return super().wait(timeout)
        if self._seen == database.appends:
            database.appended.wait(None)
        self._seen = database.appends
        return self.is_set()
