"""The clocks: the machine's own, one for rehearsals, and one that a demo moves by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RehearsalClock:
    """
    The machine's clock, so many seconds off as its file says: all processes live at that time.

    :raises OSError: the file cannot be read
    :raises ValueError: it holds no number
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now()

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text()))


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
