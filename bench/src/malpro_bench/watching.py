"""How much memory a process has, while it works."""

import threading
import time
from pathlib import Path
from typing import Self

_LOOK_S = 0.2
_KIBI = 1 << 10


def rss_mib(pid: int) -> float:
    """Return the resident memory of a process; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = (int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return next(found, 0) / _KIBI


class MemoryWatch:
    """Looks at a process again and again, from a thread of its own."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seen: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def at(self, part: float) -> float:
        """Return the memory after this part of the time."""
        return self.seen[min(len(self.seen) - 1, int(part * len(self.seen)))] if self.seen else 0.0

    @property
    def peak(self) -> float:
        return max(self.seen, default=0.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            if size := rss_mib(self._pid):
                self.seen.append(size)
            time.sleep(_LOOK_S)
