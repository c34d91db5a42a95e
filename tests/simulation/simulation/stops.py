"""What tells a loop to stop, and lets it sleep until there is something to do."""

from collections.abc import Callable
from datetime import datetime

from simulation.scheduler import Scheduler, SimEvent
from simulation.sites import SimDatabase

_AGAIN_S = 0.5
_SLICE_S = 0.25
_LOOK_S = 3600.0
_LONG_S = 365 * 86400.0


class TimerStop(SimEvent):
    """Sleeps until the next timer is due, however often the loop would look."""

    def __init__(
        self, scheduler: Scheduler, database: SimDatabase, now: Callable[[], datetime]
    ) -> None:
        super().__init__(scheduler)
        self._database = database
        self._now = now

    def wait(self, timeout: float | None = None) -> bool:
        changed = self._database.changed_timers
        if self._left_s() <= 0:
            # What is due and was not fired is locked by somebody, or the service is not ready.
            return changed.wait(max(timeout or 0, _AGAIN_S))
        # Most timers that are set are for later, and are no reason to look.
        while (left_s := self._left_s()) > 0:
            changed.wait(min(left_s, _LONG_S))
        return self.is_set()

    def _left_s(self) -> float:
        due = self._database.first_due()
        return _LONG_S if due is None else (due - self._now()).total_seconds()


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


class RelayStop(SimEvent):
    """Lets a standby look once an hour whether the lead is free, and not four times a second."""

    def __init__(self, scheduler: Scheduler, leads: Callable[[], bool]) -> None:
        super().__init__(scheduler)
        self._leads = leads

    def wait(self, timeout: float | None = None) -> bool:
        stands_by = timeout == _SLICE_S and not self._leads()
        return super().wait(_LOOK_S if stands_by else timeout)
