"""A town whose clock the test moves: all services in one green process, spoken to through HTTP."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec
from e2e_stage_process import OPERATOR

from malpro_embedded.adapters.http import Api
from malpro_embedded.application.opening import People, open_town

PROCESS = Path(__file__).with_name("e2e_stage_process.py")
_PATIENCE_S = 120.0


class StageFailed(AssertionError):
    """The town could not do what it was told; its log is beside it."""


class Stage:
    """Time stands still until `move_to`; what is due on the way fires at its own time."""

    def __init__(self, lines: TextIO, folder: Path) -> None:
        self._lines = lines
        self.folder = folder
        self.url = str(self._answer()["url"])
        self.time = self._order(act="settle")

    def now(self) -> datetime:
        return self.time

    def settle(self) -> None:
        """Return when everybody has heard all the news."""
        self._order(act="settle")

    def check_heads(self) -> None:
        """Let every service compare itself with the others, as it does each minute."""
        self._order(act="heads")

    def move_to(self, instant: datetime) -> None:
        """Let time pass, and everything that is due on the way happen."""
        self.time = self._order(act="move", instant=instant.isoformat())

    def _order(self, **order: str) -> datetime:
        self._lines.write(msgspec.json.encode(order).decode() + "\n")
        self._lines.flush()
        return datetime.fromisoformat(self._answer()["now"])

    def _answer(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise StageFailed(f"the town has ended; see {self.folder}/log.jsonl")
        answer: dict[str, Any] = msgspec.json.decode(line)
        if "error" in answer:
            raise StageFailed(answer["error"])
        return answer


@contextmanager
def stage(folder: Path, start: datetime) -> Iterator[tuple[Stage, People]]:
    """Start the process, open the town through HTTP, and end everything afterwards."""
    ours, theirs = socket.socketpair()
    ours.settimeout(_PATIENCE_S)
    command = [sys.executable, str(PROCESS), str(theirs.fileno()), str(folder), start.isoformat()]
    with (
        (folder / "stderr.txt").open("w") as errors,
        subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stderr=errors, env=_environment()
        ) as process,
    ):
        theirs.close()
        try:
            with ours, ours.makefile("rw") as lines:
                told = Stage(lines, folder)
                yield told, open_town(Api(told.url), OPERATOR, told, lambda _: None)
        finally:
            process.wait(_PATIENCE_S)


def _environment() -> dict[str, str]:
    # The process is no test: it is not measured, and starts a server of its own.
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}
