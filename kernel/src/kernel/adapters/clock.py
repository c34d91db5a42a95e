"""The clocks: the machine's own, and one that a demo or a test moves by hand."""

from datetime import UTC, datetime, timedelta
from threading import Lock


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Stands still until it is told to move; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        self.move_to(self._now + span)

    def move_to(self, instant: datetime) -> None:
        with self._lock:
            self._now = max(self._now, instant.astimezone(UTC))
