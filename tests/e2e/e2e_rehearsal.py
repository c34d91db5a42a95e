"""A fleet of real processes that lives at another time, moved by its test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from e2e_town import PATIENCE_S, Running, eventually, running_fleet


class Rehearsal:
    """
    Time runs on by itself from wherever it was moved to.

    :param clock: the file that every process reads how far off its time is
    """

    def __init__(self, running: Running, clock: Path) -> None:
        self.running = running
        self._clock = clock

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._clock.read_text()))

    def move_to(self, instant: datetime) -> None:
        _write_offset(self._clock, instant)

    def settle(self) -> None:
        """News has arrived when somebody can see it: see `until`."""

    def check_heads(self) -> None:
        """Every service does so by itself."""

    def until(
        self, look: Callable[[], object], what: str, *, timeout_s: float = PATIENCE_S
    ) -> None:
        eventually(look, what, timeout_s=timeout_s)


@contextmanager
def rehearsal(folder: Path, start: datetime, **settings: str) -> Iterator[Rehearsal]:
    """Start servers and processes as if it were `start`, with these settings besides."""
    clock = folder / "clock"
    _write_offset(clock, start)
    with running_fleet(folder, MALPRO_REHEARSAL_CLOCK_FILE=str(clock), **settings) as running:
        yield Rehearsal(running, clock)


def _write_offset(clock: Path, instant: datetime) -> None:
    # A reader never sees half a number.
    beside = clock.with_suffix(".new")
    beside.write_text(str((instant - datetime.now(UTC)).total_seconds()))
    beside.replace(clock)
