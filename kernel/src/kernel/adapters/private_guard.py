"""Outlives its owner: stops the servers and removes the folder of a process that was killed.

Run as a program of its own, with the folder as argument. Its standard input is a pipe that only the
owner holds; every line names a process to stop, `done` says that nothing is left to do, and the end
of the pipe without it says that the owner is gone.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE_SECONDS = 20.0


def birth(pid: int) -> str | None:
    """Tell when a process began, so that a number given anew is not taken for the old process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state == "Z" else fields[18]


def send(pid: int, born: str | None, number: int) -> bool:
    """Signal that very process; False if it is gone."""
    if birth(pid) != born:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def end(pid: int, born: str | None, number: int) -> None:
    """Ask, wait, and insist."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    send(pid, born, number)
    while send(pid, born, 0):
        if time.monotonic() > deadline:
            send(pid, born, signal.SIGKILL)
        time.sleep(0.05)


def main() -> None:
    folder = sys.argv[1]
    processes: dict[int, tuple[str | None, int]] = {}
    for line in sys.stdin:
        words = line.split()
        if words == ["done"]:
            return
        pid, number = int(words[0]), int(words[1])
        processes[pid] = (birth(pid), number)
    for pid, (born, number) in processes.items():
        end(pid, born, number)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
